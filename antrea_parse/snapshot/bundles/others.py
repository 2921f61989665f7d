"""sosreports, must-gathers, ``kubectl cluster-info dump`` and ``kind export logs``: what in them is the output of a command that is read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from antrea_parse.commands import registry
from antrea_parse.commands.argv import resolve
from antrea_parse.commands.detect import candidates
from antrea_parse.text.origin import Hint, Origin
from antrea_parse.text.source import Lines

_SOS = re.compile(r"sosreport-(?P<host>[A-Za-z0-9][A-Za-z0-9.-]*?)-(?P<date>\d{4}-\d\d-\d\d)-[a-z]{7}(?:[-.].*)?")
_HOSTNAME = re.compile(rb"\s*([A-Za-z0-9][A-Za-z0-9.-]{0,252})\s*$")
_UNAME = re.compile(rb"Linux (\S{1,253}) ")
_KIND_NODE = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?")
_KIND_OF_NODE = frozenset(
    ["kubelet.log", "containerd.log", "docker.log", "journal.log", "images.log", "alternatives.log", "inspect.json", "serial.log", "kubernetes-version.txt"]
)
_KIND_FILES = _KIND_OF_NODE | {"kind-version.txt", "docker-info.txt", "podman-info.txt"}
_LOGS = re.compile(r"(?:.*\.log(?:\.\d+)?|logs\.txt|current|previous|.*\.log\.gz)")
_OBJECTS = re.compile(r"\.(?:ya?ml|json)$")
_TIMESTAMP = re.compile(
    rb"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d|[IWEF]\d{4} \d\d:\d\d:\d\d\.\d+|\d{4}/\d\d/\d\d \d\d:\d\d:\d\d|[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d "
)


def origin(parts: Sequence[str], head: bytes, moment: datetime | None) -> Origin | None:
    """What the place of a file tells; None for a file that is in no bundle that is known."""
    if "sos_commands" in parts[:-1] or any(part.startswith("sosreport-") for part in parts[:-1]):
        return _sos(parts, head)
    file = parts[-1]
    if file in _KIND_FILES and len(parts) > 1:
        node = parts[-2] if file in _KIND_OF_NODE and _KIND_NODE.fullmatch(parts[-2]) else None
        return Origin(unread=f"logs that kind exported{f', of node {node}' if node else ''}", moment=moment)
    if _LOGS.fullmatch(file) and _is_log(parts, head):
        return Origin(unread="logs of containers and services", moment=moment)
    if any(part.startswith("must-gather") for part in parts[:-1]) and not _OBJECTS.search(file) and not _is_output(head):
        return Origin(unread="other files of a must-gather", moment=moment)
    return None


def _is_output(head: bytes) -> bool:
    """Whether a file holds the output of a command that is read, as those do that scripts of vendors add."""
    lines = head.decode("utf-8", "replace").split("\n")[:40]
    return bool(candidates(Lines.at(lines)))


def _is_log(parts: Sequence[str], head: bytes) -> bool:
    """Whether a file is a log of a program: by its place, and by the time stamps with which its lines begin."""
    lines = head.split(b"\n", 40)[:40]
    stamped = sum(_TIMESTAMP.match(line) is not None for line in lines)
    in_dump = any(part in ("namespaces", "host_service_logs", "containers", "pods") or part.startswith("must-gather") for part in parts[:-1])
    return stamped * 2 > len(lines) or (in_dump and b"apiVersion" not in head) or (parts[-1] == "logs.txt" and stamped > 0)


def _sos(parts: Sequence[str], head: bytes) -> Origin | None:
    at = parts.index("sos_commands") if "sos_commands" in parts[:-1] else len(parts) - 1
    group = "/".join(parts[:at])
    match = next((fits for part in reversed(parts[:-1]) if (fits := _SOS.fullmatch(part))), None)
    if at == len(parts) - 1 and match is None:
        return None
    hint = Hint(1, match["host"], "name of the sosreport") if match else None
    file = parts[-1]
    for names, pattern, strength in ((("hostname",), _HOSTNAME, 3), (("uname", "uname_-a"), _UNAME, 2)):
        if file in names and (found := pattern.match(head)):
            return Origin(unread="names of hosts", group=group, hint=Hint(strength, found[1].decode("utf-8", "replace"), f"{file} in the sosreport"))
    if at == len(parts) - 1:
        return Origin(unread="other files of a sosreport", group=group, hint=hint)
    command = file.replace("_", " ")
    if command.startswith("ovs-appctl"):
        command = re.sub(r"(?<= )(\w+)\.(\w+)", r"\1/\2", command)
    resolved = resolve(command.split())
    if command.startswith("ip netns exec"):
        command = ""  # names of network namespaces hold underscores and may be anything
    elif resolved is not None and registry.is_known(resolved.name) and not resolved.options.get("json"):
        return Origin(command=command, group=group, hint=hint)
    if parts[at + 1] == "kubernetes" and head.lstrip()[:1] in (b"{", b"a", b"-", b"k"):
        return Origin(group=group, hint=hint)  # objects, and tables: told by what they hold
    return Origin(unread="outputs of other commands in a sosreport", group=group, hint=hint)
