"""Shell prompts: who typed a command, where and when."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache


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
        sign: what a prompt without a host looks like, its folder aside; shells are told apart by it.
    """

    command: str
    host: str | None
    user: str | None
    column: int
    in_container: bool = False
    stamp: str = ""
    start: int = 0
    sign: str = ""


#: Longest line that may hold a prompt, in characters.
_LIMIT = 4096
#: Longest line that is remembered.
_SHORT = 160
_DATE = r"\d{4}[-/]\d\d[-/]\d\d|\d\d/\d\d/\d{4}|(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? [A-Z][a-z]{2} +\d{1,2}"
_STAMP = rf"(?:(?:{_DATE})[T ,]+)?\d\d:\d\d(?::\d\d)?(?:[.,]\d{{1,9}})?(?:Z|[ ]?[+-]\d\d:?\d\d)?(?: (?:AM|PM))?(?: [A-Z]{{2,5}})?(?: \d{{4}})?|1[0-9]{{9}}"
_STAMPED = re.compile(rf"(?<![\d:.])(?:{_STAMP})(?![\d:])")
#: What every time stamp has.
_CLOCK = re.compile(r"\d:\d\d|1\d{9}")
# An exit status, a time stamp, a virtual environment's name or a cluster's may stand before the prompt.
_ENVIRONMENT = r"(?:\([^()\n]{1,80}\)|\[⎈[^\]\n]{1,80}\]|⎈[^\s]{0,80})"
_FRONT = rf"\s*(?:\d{{1,3}}\|)?(?:[\[(<]?(?P<stamp>{_STAMP})[\])>]?:?\s+)?(?:{_ENVIRONMENT}\s*){{0,3}}"
_HOST = r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?"
_USER = r"[A-Za-z_][A-Za-z0-9_.-]*"
_ENCLOSED = r"(?:\([^()\n]{0,80}\)|\[[^\[\]\n]{0,80}\]|‹[^‹›\n]{0,80}›)"
_BRANCH = rf"(?:\s?(?:git:)?{_ENCLOSED}(?:-{_ENCLOSED}-?)?){{0,2}}(?:\s[✗✔*+!?]+)?"
_COMMAND = r"(?P<command>\S.*)?"
_TAIL = rf"(?:\s+{_COMMAND})?\s*$"

_NAMED_BODY = (
    rf"\[(?:{_STAMP}\s+)?(?P<user1>{_USER})@(?P<host1>{_HOST})[ :]?[^\]\n]{{0,200}}\]\s?[#$%>]"  # [root@node ~]#
    rf"|(?P<user2>{_USER})@(?P<host2>{_HOST})(?: ?[\[(]?(?:{_STAMP})[\])]?)?(?::| )\s?(?:\[?[~/][^\s#$%>\]]*\]?){_BRANCH}\s?[#$%>❯]"
    # root@node:~#, user@host ~ %, user@host:~/x (main)$
    rf"|(?P<user3>{_USER})@(?P<host3>{_HOST})(?: \[ [^\[\]\n]{{1,200}} \])?\s?[#$%❯](?=\s)"  # root@node#, root@node [ ~ ]#
    rf"|(?P<host4>{_HOST}):(?:~|/(?!/))[^\s#$%>]*{_BRANCH}\s?[#$](?=\s|$)"  # node:~ #
    rf"|\[(?P<host5>{_HOST})\]: PS [^>\n]{{0,200}}>"  # [node]: PS C:\>
)
# Prompts that name a host: safe to recognise whatever follows.
_NAMED = re.compile(rf"{_FRONT}(?:{_NAMED_BODY}){_TAIL}")
# Behind what an output without a last newline left on the line: only the most telling forms.
_BEHIND = re.compile(
    rf"(?<=\S)(?:\[(?P<user1>{_USER})@(?P<host1>{_HOST}) [^\]\s]{{1,100}}\][#$]"
    rf"|(?:(?P<stamp>\[?(?:\d{{4}}-\d\d-\d\d[ T])?\d\d:\d\d(?::\d\d)?\]?) )?"
    rf"(?P<user2>root|ubuntu|admin|centos|core|ec2-user|vagrant)@(?P<host2>{_HOST}):[~/][^\s#$%>]{{0,200}}[#$]) ?(?P<command>\S.*)?$"
)
_BEHIND_SIGNS = re.compile(r"@[^\s#$]{1,100}(?: [^\]\s]{1,100}\])?[#$]")
# A host and no user, or a folder without a slash: also a heading or words in prose, so only before a program that is known.
_HOST_ONLY = re.compile(
    rf"{_FRONT}(?:\[(?P<host1>{_HOST})(?: [^\]\s]+)?\]\s?[#$%>]|<(?P<host2>{_HOST})>|(?P<host3>{_HOST})[#$%>]"
    rf"|(?P<user4>{_USER})@(?P<host4>{_HOST}) [\w.-]+ [#$%]|(?P<host5>{_HOST}):[^\s#$%>:]{{1,100}} (?P<user5>{_USER})[#$]"
    rf"|(?P<host6>{_HOST}) (?:\[[~/][^\[\]\n]{{0,200}}\]|[~/][^\s#$%>]{{0,200}} ?)[#$%])"
    rf"\s*{_COMMAND}\s*$"
)
# What only shells print; a path before the sign also stands before a comment.
_SHELL = re.compile(
    rf"{_FRONT}(?P<prompt>(?P<container>/(?P<path>[\w./-]*) [#$]|-?(?:ba|z|k|da)?sh-\d[\d.]*[#$]|{_USER} \[ [~/][^\[\]\n]{{0,200}} \][#$])"
    rf"|PS (?:[A-Za-z]:\\|/|~|HK|Microsoft)[^>]*>|[A-Za-z]:\\[^>\n]{{0,200}}>)\s*{_COMMAND}\s*$"
)
# What could be something else (a comment, a heading, a quotation): only before a program that is known.
_ANONYMOUS = re.compile(rf"{_FRONT}(?P<prompt>(?P<container>~ [#$])|~[#$]|PS>|[➜→]\s+\S+{_BRANCH}|[╰└][─-]*[#$>❯➤]?|[#$%>❯➜λ»]){_TAIL}")
# The upper line of a prompt of two lines: drawn, or with a folder and no sign.
_DRAWN = re.compile(rf"\s*[╭┌].{{0,200}}?(?P<user>{_USER})[@㉿](?P<host>{_HOST})\b.*")
_FOLDER = r"[~/][^#$%>]{0,200}"
_UNDRAWN = re.compile(
    rf"\s*(?:# )?\[?(?:(?P<user>{_USER})(?: ?@ ?| in | at ))?(?:[^\x00-\x7f]{{1,4}} ?)?(?P<host>{_HOST})(?:[: ]| in | at )\s?{_FOLDER}\]?\s*"
    rf"|\s*\[?(?P<user2>{_USER})@(?P<host2>{_HOST})[^#$%>\n]{{0,100}}\]?\s*"
)
_LOWER = re.compile(rf"\s*(?P<drawn>[╰└][─-]*\s?[#$%>❯➤]?|[#$%>❯➜λ»]){_TAIL}")
# How lines of outputs begin that hold one of the signs: interfaces, flows, addresses.
_OUTPUT = re.compile(r"\d{1,6}: |\s*(?:cookie=|table=|inet6? |link/)|\d{1,3}(?:\.\d{1,3}){3}/")
_SIGNS = re.compile("[#$%>❯➜λ»╰└\ue0b0]")
_POWERLINE = "\ue0b0"
_USER_AT_HOST = re.compile(rf"(?P<user>{_USER})@(?P<host>{_HOST})")
_MARKS = re.compile(r"(\s*(?:[-*•] |\d{1,2}[.)] )?)(\*\*|__|`{1,2})(?=\S)")
# What shells print at the right margin of the line on which a command is typed: times, statuses, branches, folders, clusters.
_AT_RIGHT = re.compile(
    rf"(?:(?:[\[(<]?(?:{_STAMP})[\])>]?|\d{{1,3}}(?: ?[↵⏎✘✗])?|[✘✗✔✓↵⏎](?: ?\d{{1,3}})?|(?:git:)?{_ENCLOSED}|⎈ ?\S{{1,80}}|took \S{{1,20}}|~[\w./~-]{{0,100}}"
    rf"|{_USER}@{_HOST}|[\w./-]{{1,60}} [✔✗✘±●✚*]+)(?:\s+|$)){{1,6}}"
)
_RIGHT_MARGIN = " " * 6
_FOLDER_OF_PROMPT = re.compile(r"[~/][^\s#$>\]]*|(?<=^PS ).*(?=>)|(?<=^[A-Za-z]:).*(?=>)")
_CONTAINER_ID = re.compile(r"[0-9a-f]{12}|[0-9a-f]{64}")
#: What every machine calls itself that was given no name.
_OF_ALL = frozenset(["localhost", "localhost.localdomain", "(none)"])
#: What shells print before the next line of a command line: no hosts.
_SECONDARY = frozenset(["for", "while", "until", "if", "then", "else", "function", "pipe", "quote", "dquote", "bquote", "heredoc", "cmdand", "cmdor", "cursh"])
_NO_HOSTS = frozenset(["root", "admin", "ubuntu", "user", "bash", "sh", "zsh", "ash", "ksh", "localhost", "step"])
# Words of sentences that no command line holds.
_SENTENCE = re.compile(
    r"(?:^|\s)(?:the|this|that|these|of|is|are|was|to|and|or|with|from|you|we|it|its|your|our|shows|see|below|above|following)\s|[a-z)][.:,…]\s*$",
    re.IGNORECASE,
)
# Words of the shell's language that sentences begin with, too.
_KEYWORDS = frozenset(["for", "while", "until", "if"])
_CLAUSE = re.compile(r"for\s+(?:\w+\s+in\s|\(\()|(?:while|until|if)\s+(?:\[|!|\(|true\b|:|read\b|.{1,200};)")
#: Variables that are set for one command.
_SETTINGS = re.compile(r"(?:[A-Za-z_]\w{0,100}=[^\s\"'$`(]{0,300}\s+){1,8}")
_PLAIN_WORDS = re.compile(r"[A-Za-z' ,.:;!?…()-]+")

#: Programs that people run on a node.
_PROGRAM_NAMES = """
ansible antctl apt arp arping awk aws az base64 bash bpftool brctl bridge calicoctl cat cd chmod chown chroot ciliumctl clear clush conntrack cp
crictl ctr curl date df dig dmesg dnf doas docker docker-compose dpkg du echo eksctl env esxcli ethtool exit export find for gcloud Get-ChildItem
Get-Content Get-Date Get-HnsEndpoint Get-HnsNetwork Get-NetAdapter Get-NetIPAddress Get-NetNeighbor Get-NetRoute Get-Process Get-Service Get-VMSwitch
git grep gzip head helm history hnsdiag hostname hostnamectl if ifconfig ip ip6tables-save ipconfig iperf3 ipset iptables iptables-save ipvsadm
journalctl jq k k0s k3s k9s kind kubeadm kubectl less logout ls lsmod lspci lxc md5sum microk8s minikube mkdir modinfo more mount mtr multipass mv nano nc
ndisc6 nerdctl netsh netstat networkctl nft nmcli nohup nsenter nslookup nstat numactl oc openssl ovn-nbctl ovn-sbctl ovs-appctl ovs-dpctl ovs-dpctl-top
ovs-ofctl ovs-pki ovs-tcpdump ovs-vsctl ovsdb-client ovsdb-tool parallel-ssh pdsh ping pip podman printf ps pssh pwd python python3 resolvectl rm
route route.exe rpm script sed Select-String sh sleep snap ss ssh sshpass stat su sudo sysctl systemctl tail tar tc tcpdump tee telnet time
timedatectl timeout top touch tracepath traceroute umount uname until unzip vagrant vi vim vmware-toolbox-cmd watch wg wget while whoami yq yum zsh
"""
_PROGRAMS = frozenset(_PROGRAM_NAMES.split())


def find_prompt(line: str) -> Prompt | None:
    """The prompt at the start of a line, or None.

    A prompt that names no host is taken for one only before a program that is known, or in the forms that only shells print.

    >>> find_prompt("[root@master-01 ~]# kubectl get po -A -owide").host
    'master-01'
    >>> find_prompt("# a heading") is None
    True
    """
    if len(line) > _LIMIT or not _SIGNS.search(line, 0, 400) or _OUTPUT.match(line):
        return None
    return _remembered(line) if len(line) < _SHORT else _find(line)


@lru_cache(maxsize=4096)
def _remembered(line: str) -> Prompt | None:
    """Logs repeat their bare prompts, and each is looked at more than once."""
    return _find(line)


def _find(line: str) -> Prompt | None:
    if _RIGHT_MARGIN in line:
        left, _, right = line.rstrip().rpartition(_RIGHT_MARGIN)
        if len(right) < 200 and _AT_RIGHT.fullmatch(right.lstrip()):
            line = left
    marked = _MARKS.match(line)
    if marked is not None:  # bold or code on a page
        line = marked[1] + line[marked.end() :].replace(marked[2], "", 1)
    if "@" in line or ":" in line:
        match = _NAMED.match(line)
        if match and (match["host4"] is None or runs_known_program(match["command"] or "")):
            host = match["host1"] or match["host2"] or match["host3"] or match["host4"] or match["host5"]
            is_name = match["host4"] is None or host not in _NO_HOSTS
            return _prompt(match, line, host, match["user1"] or match["user2"] or match["user3"], is_name=is_name)
    match = _SHELL.match(line)
    if match is not None and (not match["path"] or not match["command"] or runs_known_program(match["command"])):
        return replace(_prompt(match, line, None, None), in_container=bool(match["container"]))
    match = _ANONYMOUS.match(line)
    if match is not None and runs_known_program(match["command"] or ""):
        return replace(_prompt(match, line, None, None), in_container=bool(match["container"]))
    match = _HOST_ONLY.match(line)
    if match is not None and runs_known_program(match["command"] or ""):
        host = match["host1"] or match["host2"] or match["host3"] or match["host4"] or match["host5"] or match["host6"]
        if host.isdigit() or (match["host3"] and host in _SECONDARY):  # the number of a line, or a line that goes on
            return None
        return _prompt(match, line, host, match["user4"] or match["user5"], is_name=host not in _NO_HOSTS)
    return _powerline(line) if _POWERLINE in line else None


def _powerline(line: str) -> Prompt | None:
    """A prompt of coloured segments, of which the text keeps the arrows between them."""
    head, _, command = line.rpartition(_POWERLINE)
    found = _USER_AT_HOST.search(head)
    command = command.strip()
    if command and not runs_known_program(command):
        return None
    column = line.rfind(command) if command else len(line)
    return Prompt(command, found["host"] if found else None, found["user"] if found else None, column)


def find_prompt_behind(line: str) -> Prompt | None:
    """A prompt behind the rest of an output that did not end in a newline.

    >>> find_prompt_behind("  valid_lft for[root@worker-01 ~]# ip route").start
    15
    """
    if len(line) > _LIMIT or "@" not in line or not _BEHIND_SIGNS.search(line):
        return None
    match = _BEHIND.search(line)
    if match is None or (match["command"] and not runs_known_program(match["command"])):
        return None
    command = (match["command"] or "").rstrip()
    column = match.start("command") if command else len(line)
    return Prompt(command, match["host1"] or match["host2"], match["user1"] or match["user2"], column, stamp=match["stamp"] or "", start=match.start())


def find_tall_prompt(upper: str, lower: str) -> Prompt | None:
    """A prompt of two lines, as the themes of shells draw them: a host above, a sign and the command below.

    >>> find_tall_prompt("┌──(root㉿worker-01)-[~]", "└─# ip a")
    Prompt(command='ip a', host='worker-01', user='root', column=4, in_container=False, stamp='', start=0, sign='')
    >>> find_tall_prompt("root in worker-01 in ~", "❯ ip a").host
    'worker-01'
    """
    if not upper or len(upper) > _LIMIT or len(lower) > _LIMIT:
        return None
    match = _LOWER.match(lower)
    if match is None:
        return None
    command = (match["command"] or "").rstrip()
    if upper.lstrip()[:1] in ("╭", "┌"):
        head = _DRAWN.match(upper) if match["drawn"][0] in "╰└" else None
    else:
        head = _UNDRAWN.fullmatch(upper, 0, 400) if runs_known_program(command) else None
    if head is None:
        return None
    names = head.groupdict()
    stamp = _STAMPED.search(upper)
    host, user = names["host"] or names["host2"], names["user"] or names.get("user2")
    return Prompt(command, host, user, match.start("command") if command else len(lower), stamp=stamp.group() if stamp else "")


def runs_known_program(command: str) -> bool:
    """Whether a command line begins with a program that people run on a node, and is no sentence that begins with its name.

    >>> runs_known_program("ip a"), runs_known_program("find the node of the pod")
    (True, False)
    """
    words = _without_settings(command).split(None, 1)
    if not words or words[0].rsplit("/", 1)[-1].rsplit("\\", 1)[-1].removesuffix(".exe") not in _PROGRAMS:
        return False
    if words[0] in _KEYWORDS:
        return _CLAUSE.match(command) is not None
    return not (len(words) > 1 and _PLAIN_WORDS.fullmatch(words[1]) and _SENTENCE.search(words[1] + " "))


def _without_settings(command: str) -> str:
    match = _SETTINGS.match(command)
    return command[match.end() :] if match else command


def _prompt(match: re.Match[str], line: str, host: str | None, user: str | None, *, is_name: bool = True) -> Prompt:
    command = (match["command"] or "").rstrip()
    column = match.start("command") if command else len(line)
    is_id = host is not None and _CONTAINER_ID.fullmatch(host) is not None  # what a container calls itself is no host
    known = None if is_id or not is_name or host in _OF_ALL else host
    sign = "" if known is not None else _FOLDER_OF_PROMPT.sub("", match.groupdict().get("prompt") or host or "").strip()
    stamp = match["stamp"] or (_CLOCK.search(line, 0, column) and (found := _STAMPED.search(line, 0, column)) and found.group()) or ""
    return Prompt(command, known, user, column, in_container=is_id, stamp=stamp, sign=sign)
