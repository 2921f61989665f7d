"""Shell prompts: who typed a command, where and when."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt and what was typed after it.

    Attributes:
        command: the command line; empty for a bare prompt.
        host: host name in the prompt; None when the prompt has none (containers, Windows, ``$``).
        user: user name in the prompt.
        column: where the command begins in the line, from 0.
        in_container: a prompt as shells in containers print it (``/ #``, ``sh-4.4#``).
        stamp: the time that the prompt shows, as it shows it.
        start: where the prompt itself begins: behind what an earlier command left on the line.
    """

    command: str
    host: str | None
    user: str | None
    column: int
    in_container: bool = False
    stamp: str = ""
    start: int = 0


#: Longest line that may hold a prompt, in characters.
_LIMIT = 4096
_DATE = r"\d{4}[-/]\d\d[-/]\d\d|\d\d/\d\d/\d{4}|(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? [A-Z][a-z]{2} +\d{1,2}"
_STAMP = rf"(?:(?:{_DATE})[T ,]+)?\d\d:\d\d(?::\d\d)?(?:[.,]\d{{1,9}})?(?:Z|[ ]?[+-]\d\d:?\d\d)?(?: (?:AM|PM))?(?: [A-Z]{{2,5}})?(?: \d{{4}})?|1[0-9]{{9}}"
# A time stamp, a virtual environment's name or a cluster's may stand before the prompt.
_FRONT = rf"\s*(?:[\[(<]?(?P<stamp>{_STAMP})[\])>]?:?\s+)?(?:\([^()\s]{{1,80}}\)\s*)?"
_HOST = r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?"
_USER = r"[A-Za-z_][A-Za-z0-9_.-]*"
_BRANCH = r"(?:\s?(?:git:)?\([^()]{0,80}\))?(?:\s[✗✔*+!?]+)?"
_COMMAND = r"(?P<command>\S.*)?"
_TAIL = rf"(?:\s+{_COMMAND})?\s*$"

_NAMED_BODY = (
    rf"\[(?P<user1>{_USER})@(?P<host1>{_HOST})[ :]?[^\]\n]{{0,200}}\]\s?[#$%>]"  # [root@node ~]#
    rf"|(?P<user2>{_USER})@(?P<host2>{_HOST})(?::| )\s?(?:\[?[~/][^\s#$%>\]]*\]?){_BRANCH}\s?[#$%>❯]"  # root@node:~#, user@host ~ %, user@host:~/x (main)$
    rf"|(?P<user3>{_USER})@(?P<host3>{_HOST})\s?[#$%❯](?=\s)"  # root@node#
    rf"|(?P<host4>{_HOST}):(?:~|/(?!/))[^\s#$%>]*{_BRANCH}\s?[#$](?=\s|$)"  # node:~ #
)
# Prompts that name a host: safe to recognise whatever follows.
_NAMED = re.compile(rf"{_FRONT}(?:{_NAMED_BODY}){_TAIL}")
# Behind what an output without a last newline left on the line: only the most telling forms.
_BEHIND = re.compile(
    rf"(?<=\S)(?:\[(?P<user1>{_USER})@(?P<host1>{_HOST}) [^\]\s]{{1,100}}\][#$]|(?P<user2>root)@(?P<host2>{_HOST}):[~/][^\s#$%>]{{0,200}}#) (?P<command>\S.*)$"
)
# A host and no user, or a folder without a slash: also a heading or words in prose, so only before a program that is known.
_HOST_ONLY = re.compile(
    rf"{_FRONT}(?:\[(?P<host1>{_HOST})(?: [^\]\s]+)?\]\s?[#$%>]|<(?P<host2>{_HOST})>|(?P<host3>{_HOST})[#$%>]"
    rf"|(?P<user4>{_USER})@(?P<host4>{_HOST}) [\w.-]+ [#$%])"
    rf"\s*{_COMMAND}\s*$"
)
# What only shells print.
_SHELL = re.compile(
    rf"{_FRONT}(?P<prompt>(?P<container>/[\w./-]* [#$]|(?:ba|z|k|da)?sh-\d[\d.]*[#$])|PS (?:[A-Za-z]:\\|/|~|HK|Microsoft)[^>]*>"
    rf"|[A-Za-z]:\\[^>\n]{{0,200}}>)\s*{_COMMAND}\s*$"
)
# What could be something else (a comment, a heading, a quotation): only before a program that is known.
_ANONYMOUS = re.compile(rf"{_FRONT}(?:(?P<container>~ [#$])|PS>|[➜→]\s+\S+{_BRANCH}|[╰└][─-]*[#$>❯➤]|[#$%>❯➜λ]){_TAIL}")
# The upper line of a prompt of two lines.
_UPPER = re.compile(rf"\s*[╭┌][─-]*\s?\(?\[?(?P<user>{_USER})[@㉿](?P<host>{_HOST})\b.*")
_LOWER = re.compile(rf"\s*[╰└][─-]*\s?[#$%>❯➤]{_TAIL}")
_SIGNS = re.compile("[#$%>❯➜λ]")
_CONTAINER_ID = re.compile(r"[0-9a-f]{12}|[0-9a-f]{64}")
_NO_HOSTS = frozenset(["root", "admin", "ubuntu", "user", "bash", "sh", "zsh", "ash", "ksh", "localhost", "step"])

_PROGRAMS = frozenset(
    [
        "ip",
        "kubectl",
        "k",
        "oc",
        "ovs-vsctl",
        "ovs-ofctl",
        "ovs-appctl",
        "ovs-dpctl",
        "antctl",
        "docker",
        "crictl",
        "nerdctl",
        "ctr",
        "podman",
        "ssh",
        "sudo",
        "nsenter",
        "chroot",
        "watch",
        "for",
        "while",
        "cat",
        "grep",
        "curl",
        "ping",
        "tcpdump",
        "ifconfig",
        "route",
        "arp",
        "bridge",
        "brctl",
        "iptables",
        "iptables-save",
        "ip6tables-save",
        "nft",
        "ipset",
        "ethtool",
        "sysctl",
        "hostname",
        "uname",
        "helm",
        "kind",
        "minikube",
        "systemctl",
        "journalctl",
        "cd",
        "ls",
        "vi",
        "vim",
        "echo",
        "exit",
        "wget",
        "nslookup",
        "dig",
        "ss",
        "netstat",
        "traceroute",
        "modinfo",
        "lsmod",
        "date",
        "wg",
        "conntrack",
        "Get-NetAdapter",
        "Get-NetRoute",
        "Get-HnsNetwork",
        "Get-HnsEndpoint",
        "ipconfig",
        "vagrant",
        "multipass",
        "lxc",
        "time",
        "timeout",
        "env",
        "export",
        "clear",
        "history",
        "tail",
        "head",
        "less",
        "more",
        "pwd",
        "su",
        "script",
        "tee",
        "apt",
        "yum",
        "dnf",
    ]
)


def find_prompt(line: str) -> Prompt | None:
    """The prompt at the start of a line, or None.

    A prompt that names no host is taken for one only before a program that is known, or in the forms that only shells print.

    >>> find_prompt("[root@master-01 ~]# kubectl get po -A -owide").host
    'master-01'
    >>> find_prompt("# a heading") is None
    True
    """
    if len(line) > _LIMIT or not _SIGNS.search(line, 0, 400):
        return None
    if "@" in line or ":" in line:
        match = _NAMED.match(line)
        if match and (match["host4"] is None or starts_known_program(match["command"] or "")):
            host = match["host1"] or match["host2"] or match["host3"] or match["host4"]
            return _prompt(match, line, host, match["user1"] or match["user2"] or match["user3"])
    match = _SHELL.match(line)
    if match is not None:
        return replace(_prompt(match, line, None, None), in_container=bool(match["container"]))
    match = _ANONYMOUS.match(line)
    if match is not None and starts_known_program(match["command"] or ""):
        return replace(_prompt(match, line, None, None), in_container=bool(match["container"]))
    match = _HOST_ONLY.match(line)
    if match is not None and starts_known_program(match["command"] or ""):
        host = match["host1"] or match["host2"] or match["host3"] or match["host4"]
        if host.isdigit():  # the number of a line
            return None
        return _prompt(match, line, None if host in _NO_HOSTS else host, match["user4"])
    return None


def find_prompt_behind(line: str) -> Prompt | None:
    """A prompt with a command behind the rest of an output that did not end in a newline.

    >>> find_prompt_behind("  valid_lft for[root@worker-01 ~]# ip route").start
    15
    """
    if len(line) > _LIMIT or "@" not in line:
        return None
    match = _BEHIND.search(line)
    if match is None or not starts_known_program(match["command"]):
        return None
    return Prompt(match["command"].rstrip(), match["host1"] or match["host2"], match["user1"] or match["user2"], match.start("command"), start=match.start())


def find_tall_prompt(upper: str, lower: str) -> Prompt | None:
    """A prompt of two lines, as the themes of zsh draw them.

    >>> find_tall_prompt("┌──(root㉿worker-01)-[~]", "└─# ip a")
    Prompt(command='ip a', host='worker-01', user='root', column=4, in_container=False, stamp='', start=0)
    """
    if not upper.lstrip().startswith(("╭", "┌")) or len(upper) > _LIMIT or len(lower) > _LIMIT:
        return None
    head, match = _UPPER.match(upper), _LOWER.match(lower)
    if head is None or match is None:
        return None
    column = match.start("command") if match["command"] else len(lower)
    return Prompt((match["command"] or "").rstrip(), head["host"], head["user"], column)


def starts_known_program(command: str) -> bool:
    """Whether a command line begins with a program that people run on a node."""
    words = command.split(None, 1)
    return bool(words) and words[0].rsplit("/", 1)[-1].rsplit("\\", 1)[-1].removesuffix(".exe") in _PROGRAMS


def _prompt(match: re.Match[str], line: str, host: str | None, user: str | None) -> Prompt:
    command = (match["command"] or "").rstrip()
    column = match.start("command") if command else len(line)
    is_id = host is not None and _CONTAINER_ID.fullmatch(host) is not None  # what a container calls itself is no host
    return Prompt(command, None if is_id else host, user, column, in_container=is_id, stamp=match["stamp"] or "")
