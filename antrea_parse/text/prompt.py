"""Shell prompts: who typed a command, where."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt and what was typed after it.

    Attributes:
        command: the command line; empty for a bare prompt.
        host: host name in the prompt; None when the prompt has none (containers, Windows, ``$``).
        user: user name in the prompt.
        column: where the command begins in the line, from 0.
        in_container: a prompt as shells in containers print it (``/ #``, ``sh-4.4#``).
    """

    command: str
    host: str | None
    user: str | None
    column: int
    in_container: bool = False


_HOST = r"(?P<host>[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)"
_USER = r"(?P<user>[A-Za-z_][A-Za-z0-9_.-]*)"
# A time stamp or a virtual environment's name may stand before the prompt.
_FRONT = r"\s*(?:[\[(]?(?:\d{4}-\d\d-\d\d[T ])?\d\d:\d\d(?::\d\d)?(?:[.,]\d+)?Z?[\])]?\s+)?(?:\([\w.@:/-]+\)\s*)?"
_COMMAND = r"(?P<command>\S.*)?"

# Prompts that name a host: safe to recognise whatever follows.
_NAMED = re.compile(
    rf"{_FRONT}(?:"
    rf"\[{_USER}@{_HOST} [^\]\s]+\][#$%]"  # [root@node ~]#
    rf"|(?P<user2>[A-Za-z_][A-Za-z0-9_.-]*)@(?P<host2>[A-Za-z0-9][A-Za-z0-9._-]*)(?::| )\s?(?P<dir>[~/][^\s#$%>]*)\s?[#$%]"  # root@node:~#, user@host ~ %
    rf"|(?P<host3>[A-Za-z0-9][A-Za-z0-9._-]*):(?:~|/)[^\s#$]* [#$]"  # node:~ #
    rf")(?:\s+{_COMMAND})?\s*$"
)
# Prompts that could be something else (a comment, a heading, a quotation): only before a command that is known.
_ANONYMOUS = re.compile(
    rf"{_FRONT}(?P<prompt>(?P<container>(?:/[\w./-]*|~) [#$]|(?:ba|z|k|da)?sh-\d[\d.]*[#$])|PS [A-Za-z]:\\[^>]*>|[A-Za-z]:\\[^>]*>|[#$%>❯➜])\s+{_COMMAND}\s*$"
)
_SHELL = re.compile(rf"{_FRONT}(?P<prompt>(?P<container>/[\w./-]* [#$]|(?:ba|z|k|da)?sh-\d[\d.]*[#$])|PS [A-Za-z]:\\[^>]*>)\s*{_COMMAND}\s*$")

_PROGRAMS = frozenset(
    "ip kubectl k oc ovs-vsctl ovs-ofctl ovs-appctl ovs-dpctl antctl docker crictl nerdctl ctr ssh sudo nsenter chroot watch for cat grep curl ping "
    "tcpdump ifconfig route arp bridge brctl iptables iptables-save ip6tables-save nft ipset ethtool sysctl hostname uname helm kind minikube systemctl "
    "journalctl cd ls vi vim echo exit wget nslookup dig ss netstat traceroute modinfo lsmod".split()
)


def find_prompt(line: str) -> Prompt | None:
    """The prompt at the start of a line, or None.

    A prompt that names no host is taken for one only before a program that is known, or in the forms that only shells print.

    >>> find_prompt("[root@master-01 ~]# kubectl get po -A -owide")
    Prompt(command='kubectl get po -A -owide', host='master-01', user='root', column=20, in_container=False)
    >>> find_prompt("# a heading") is None
    True
    """
    if len(line) > 4096:
        return None
    if "@" in line or ":" in line:
        match = _NAMED.match(line)
        if match:
            host = match["host"] or match["host2"] or match["host3"]
            command = match["command"] or ""
            column = match.start("command") if match["command"] else len(line)
            return Prompt(command, host, match["user"] or match["user2"], column)
    match = _SHELL.match(line)
    if match is None:
        match = _ANONYMOUS.match(line)
        if match is None or not _starts_known_program(match["command"] or ""):
            return None
    command = match["command"] or ""
    column = match.start("command") if match["command"] else len(line)
    return Prompt(command, None, None, column, in_container=bool(match["container"]))


def _starts_known_program(command: str) -> bool:
    words = command.split(None, 1)
    return bool(words) and words[0].rsplit("/", 1)[-1].rsplit("\\", 1)[-1].removesuffix(".exe") in _PROGRAMS
