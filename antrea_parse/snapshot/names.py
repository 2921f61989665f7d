"""What names of files, folders and machines tell: which command a file holds, of which node, of when."""

from __future__ import annotations

import re
from datetime import datetime
from functools import cache
from typing import NamedTuple

from antrea_parse.commands import registry
from antrea_parse.commands.argv import aliases_of, resolve
from antrea_parse.commands.shell import read_command_line
from antrea_parse.text.moment import moment_in_name

HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")
_KINDS = "worker|master|node|control-?plane|controller|compute|infra|minion|kube|k8s|k3s|kind|minikube|server|vm|host|gke|aks|eks|cp|etcd|win|windows|linux"
_NODE_LIKE = re.compile(
    rf"(?:[a-z0-9]+[-.])*(?:{_KINDS})s?-?\d[a-z0-9.-]*|(?:[a-z0-9]+-)+(?:control-plane|worker)\d*|ip-\d+-\d+-\d+-\d+(?:\.[a-z0-9.-]+)?"
    rf"|(?:[a-z0-9]+[-.])*(?:{_KINDS})(?:-[a-z0-9]+)*-[a-z]*\d+[a-z0-9]*(?:\.[a-z0-9.-]+)?",
    re.IGNORECASE,
)
_SUFFIX = re.compile(r"\.(?:txt|log|out|output|text|md|html?|ya?ml|json|gz|bz2|xz|zst|zip|tgz|tar|typescript|rst|csv|\d{1,2})$", re.IGNORECASE)
_WORD = re.compile(r"[A-Za-z0-9]+")
_STAMP = re.compile(r"[-_.]?(?:20\d\d[-_.]?[01]\d[-_.]?[0-3]\d(?:[-_.T]?[0-2]\d[-_.h:]?[0-5]\d(?:[-_.m:]?[0-5]\d)?Z?)?)(?!\d)|[-_]1\d{9}(?!\d)")
_SEPARATOR = re.compile(r"[_\s,@+~()\[\]]+|-{2,}")
#: Words in file names that are options or say nothing.
_OPTIONS = {"6": "-6", "4": "-4", "d": "-d", "owide": "-o wide", "wide": "-o wide", "names": "--names"}


class PathName(NamedTuple):
    """What a path tells.

    Attributes:
        command: the command line that the file's name shows; empty when it shows none.
        hosts: names of machines that it may show: of the file first, then of the folders from the inside out.
        time: the moment in it.
    """

    command: str = ""
    hosts: tuple[str, ...] = ()
    time: datetime | None = None


#: An option in the name of a file, which is a command line then.
_OPTION = re.compile(r"[ _]-[A-Za-z-]")


def is_node_like(word: str) -> bool:
    """Whether a word looks like the name of a node; a guess, which its user must call one.

    >>> is_node_like("worker-01"), is_node_like("ip-10-0-1-23.ec2.internal"), is_node_like("before")
    (True, True, False)
    """
    return len(word) < 254 and _NODE_LIKE.fullmatch(word) is not None and not re.fullmatch(r"[a-z0-9]+-?v?\d+\.\d+.*", word)


def known_command(text: str) -> bool:
    """Whether a text is a command line whose output is read."""
    if not text or len(text) > 1000:
        return False
    resolved = resolve(read_command_line(text).argv)
    return resolved is not None and registry.is_known(resolved.name)


def begins_output(command_line: str, text: str) -> bool:
    """Whether a line may be the first of the output of a command line.

    >>> begins_output("ip r", "default via 10.0.0.1 dev eth0"), begins_output("ip r", "shows nothing")
    (True, False)
    """
    resolved = resolve(read_command_line(command_line).argv)
    return resolved is not None and registry.is_known(resolved.name) and re.match(registry.load(resolved.name).starts, text) is not None


@cache
def read_path(path: str) -> PathName:
    """Read the names in a path.

    >>> read_path("case/worker-01/ip-a_20261125-101112.txt")
    PathName(command='ip address', hosts=('worker-01', 'case'), time=datetime.datetime(2026, 11, 25, 10, 11, 12))
    >>> read_path("ip_a_worker-01.log")[:2]
    ('ip address', ('worker-01',))
    >>> read_path("sos_commands/openvswitch/ovs-vsctl_-t_5_show").command, read_path("kubectl get pods -A -o wide.txt").command
    ('ovs-vsctl -t 5 show', 'kubectl get pods -A -o wide')
    """
    *folders, name = [part for part in re.split(r"[/\\!]+", path) if part not in ("", ".", "..")] or [""]
    stem = _stem(name)
    command, rest = _command(stem)
    hosts = [word for piece in rest for word in _hosts(piece)]
    hosts += [word for folder in reversed(folders) for word in _hosts(_stem(folder))]
    time = next((found for part in (name, *reversed(folders)) if (found := moment_in_name(part))), None)
    return PathName(command, tuple(dict.fromkeys(hosts)), time)


def _stem(name: str) -> str:
    while (match := _SUFFIX.search(name)) and match.start():
        name = name[: match.start()]
    return _STAMP.sub("", name)


def _hosts(piece: str) -> list[str]:
    return [word for part in _SEPARATOR.split(piece) if (word := part.strip("-.=#:")) and HOST.fullmatch(word) and re.search("[A-Za-z]", word)]


def _command(stem: str) -> tuple[str, list[str]]:
    """The command line in a file's name, and what stands around it."""
    if _OPTION.search(stem) and not (" " in stem and "_" in stem) and known_command(typed := stem.replace("_", " ")):
        return typed, []  # with its options, as sosreport writes it
    words = [(match.group().lower(), match.start(), match.end()) for match in _WORD.finditer(stem[:255])]
    found = _sequences()
    for length in range(min(6, len(words)), 0, -1):
        for first in range(len(words) - length + 1):
            name = found.get(tuple(word for word, _, _ in words[first : first + length]))
            if name is not None:
                last = first + length
                options = []
                while last < len(words) and words[last][0] in _OPTIONS:
                    options.append(_OPTIONS[words[last][0]])
                    last += 1
                program, *arguments = name.split()
                front = [option for option in options if program == "ip"]
                back = [option for option in options if program == "kubectl" and option == "-o wide"]
                return " ".join([program, *front, *arguments, *back]), [stem[: words[first][1]], stem[words[last - 1][2] :]]
    return "", [stem]


@cache
def _sequences() -> dict[tuple[str, ...], str]:
    found: dict[tuple[str, ...], str] = {}
    for name in registry.names():
        for spelling in (name, *aliases_of(name)):
            words = tuple(_WORD.findall(spelling.lower()))
            found.setdefault(words, name)
            if words[0] in ("kubectl", "antctl") and len(words) > 2:
                found.setdefault(words[1:], name)
            if words[:2] == ("ovs", "ofctl") and len(words) > 3:
                found.setdefault(words[2:], name)
            if words[0] == "ip":
                found.setdefault(("ip" + words[1],), name)
                found.setdefault(("ip", "6", *words[1:]), name.replace("ip ", "ip -6 "))
                found.setdefault((*words, "show"), name)
                found.setdefault((*words, "list"), name)
    return found
