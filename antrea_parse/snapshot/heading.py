"""Lines that head what follows: which machine, which command, which file.

Forms: ``==> file <==`` of head and tail, ``Every 2.0s: …`` of watch, ``host | CHANGED | rc=0 >>`` of Ansible, the ruled names of dshbak and
clush, ``+ command`` of ``set -x``, Markdown's ``## words``, whatever people echo between outputs: ``== worker-01 ==``, and command lines that
were pasted without their prompts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from antrea_parse.commands.chatter import is_chatter
from antrea_parse.snapshot.names import HOST, begins_output, is_node_like, known_command, read_path
from antrea_parse.text.moment import to_moment
from antrea_parse.text.prompt import runs_known_program

#: Longest line that may be a heading.
_LIMIT = 400
_SCRIPT = "Script started on "
_FILE = re.compile(r"==> (?P<path>.+) <==")
_WATCH = re.compile(r"Every \d+(?:[.,]\d+)?s: (?P<command>.*?)(?:\s+(?P<host>[\w.-]+): (?P<date>\S.*)|\s{2,}(?P<date2>[A-Z][a-z]{2} [A-Z][a-z]{2} .*))?")
_ANSIBLE = re.compile(r"(?P<host>[\w.-]+) \| (?:CHANGED|SUCCESS|FAILED|UNREACHABLE!?)(?: \| rc=-?\d+)? (?:>>|=>.*)(?:\s*\([^)]*\))?\s*")
_PSSH = re.compile(r"\[\d+\] \d\d:\d\d:\d\d \[(?:SUCCESS|FAILURE)\] (?:[\w.-]+@)?(?P<host>[\w.-]+)(?::\d+)?(?: .*)?")
_NETNS = re.compile(r"netns: (?P<name>\S+)")
_TRACE = re.compile(r"\++ (?P<command>\S.*)")
_MARKDOWN = re.compile(r"\s{0,3}(?P<level>#{1,6})\s+(?P<words>\S.*?)\s*#*\s*")
_JIRA = re.compile(r"h(?P<level>[1-6])\. (?P<words>\S.*?)\s*")
_JIRA_TITLE = re.compile(r"\{(?:code|noformat|panel)(?::[^{}=]*\|)?:?title=(?P<words>[^{}|]+)[^{}]*\}\s*")
_RULE = re.compile(r"[-=*_~:]{4,}\s*")
_DECORATED = re.compile(r"\s{0,3}(?P<sign>=|-|\*|#|~|_|>|<|\+)(?P=sign)+\s*(?P<words>[^=*~<>\s-].{0,300}?)\s*[=\-*#~_<>+]*\s*")
_LABELLED = re.compile(r"(?:Node|NODE|Host|HOST|Hostname|Server|SERVER|VM|Machine|节点|主机) ?(?:[:：=] ?|名[:：] ?)?(?P<words>[A-Za-z0-9][\w.-]*)\s*[:：]?\s*")
_FROM = re.compile(r"(?:[Oo]n|[Ff]rom|[Aa]t|[Ii]n) (?:the )?(?:node |host |server |machine |VM )?(?P<words>[A-Za-z0-9][\w.-]*)\s*[:：]?\s*")
_ENCLOSED = re.compile(
    r"\s{0,3}(?:[-*•] )?(?:\[(?P<a>[^\]\s]+)\]|(?P<b>[^\s:：]+)[:：]|<(?P<c>[^>\s]+)>|`(?P<e>[^`\s]+)`:?|[*_](?P<f>[^*_\s]+)[*_]:?|(?P<d>[^\s:：]+))\s*"
)
_PARTS = re.compile(r"\s*(?:[:：|(),;]|\s[-–—@→/]+\s|(?<![\w.-])(?:on|from|of|at|in|auf|node|host|server|NODE|Node)(?![\w.-])|->)\s*")
#: First words of command lines whose output is read.
_FIRST_WORDS = r"(?:ip|ovs-(?:vs|of|dp)ctl|ovs-appctl|kubectl|oc|k|k3s|k0s|microk8s|minikube|antctl|sudo|ssh|docker|crictl|nerdctl|podman|nsenter|chroot) "
_TYPED = re.compile(r"(?:\S{0,40}/)?" + _FIRST_WORDS)
_NAMED = re.compile(rf"`(?P<quoted>{_FIRST_WORDS}[^`]+)`|(?<!\S)(?P<last>{_FIRST_WORDS}.*)")
#: How words end that tell what follows.
_LABEL_ENDS = frozenset(":：`*")
_LONGEST_LABEL = 200
#: How lines end that may be headings.
_ENDS = frozenset(":]>=-*#~_)}：`")
# How they begin: with signs, with words for machines, with a program; or they are one word.
_BEGINS = re.compile(
    r"\s{0,3}[=\-*#~_+<>\[{:•]|Every |Script |netns: |h[1-6]\. "
    r"|[Nn]ode|NODE|Host|HOST|Server|SERVER|VM|Machine|节点|主机|[Oo]n |[Ff]rom |[Aa]t |[Ii]n |\s{0,3}\S+\s*$"
    rf"|(?:\S{{0,40}}/)?{_FIRST_WORDS}|[^\n:]{{0,62}}: (?:\S{{0,40}}/)?{_FIRST_WORDS}"
)
#: Lines among which an output begins: there may be a blank one, and a fence.
_BELOW = 6
#: What runs a command elsewhere: its words belong together.
_WRAPPER = re.compile(r"\b(?:kubectl|oc|docker|podman|nerdctl|crictl) (?:[^|;]* )?exec ")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading.

    Attributes:
        form: what it looks like; a heading ends what an earlier one of the same form began.
        words: what it says.
        host: the machine that it names for certain, by its form.
        maybe: a word in it that may name a machine.
        command: the command line that it shows.
        path: the file that it names.
        time: the moment that it tells.
        printed: a tool or a script printed it, rather than a person wrote it.
    """

    form: str
    words: str = ""
    host: str | None = None
    maybe: str | None = None
    command: str = ""
    path: str = ""
    time: datetime | None = None
    printed: bool = False


def may_head(line: str) -> bool:
    """Whether a line is worth a closer look; most lines of outputs are not.

    >>> may_head("== worker-01 =="), may_head("on worker-01:"), may_head("10.211.1.0/24 dev antrea-gw0 scope link")
    (True, True, False)
    """
    return line[-1] in _ENDS or _BEGINS.match(line) is not None


def find_heading(texts: Sequence[str], index: int, end: int) -> tuple[Heading, int] | None:
    """The heading that begins on a line, and the index behind it."""
    line = texts[index]
    first = line[:1]
    if not line or len(line) > _LIMIT or line[:4].isspace() or first == "|":
        return None
    if first == "E" and (match := _WATCH.fullmatch(line)):
        date = match["date"] or match["date2"]
        found = Heading("watch", line, match["host"], command=match["command"].strip(), time=to_moment(date) if date else None, printed=True)
        return found, index + 1
    if first == "S" and line.startswith(_SCRIPT):
        return Heading("script", line, time=to_moment(line[len(_SCRIPT) :]), printed=True), index + 1
    if first == "=" and (match := _FILE.fullmatch(line.rstrip())):
        return Heading("file", line, path=match["path"], printed=True), index + 1
    if line[-1] in ">})" and (match := _ANSIBLE.fullmatch(line)):
        return Heading("ansible", line, match["host"], printed=True), index + 1
    if first == "+" and (match := _TRACE.fullmatch(line)) and (runs_known_program(match["command"]) or known_command(match["command"])):
        return Heading("trace", line, command=match["command"], printed=True), index + 1
    if first == "[" and (match := _PSSH.fullmatch(line)):
        return Heading("pssh", line, match["host"], printed=True), index + 1
    if first == "n" and (match := _NETNS.fullmatch(line)):
        return Heading("netns", match["name"], printed=True), index + 1
    if first == "{" and (match := _JIRA_TITLE.fullmatch(line)):
        return _spoken("jira", match["words"]), index + 1
    if first == "h" and (match := _JIRA.fullmatch(line)):
        return _spoken("#" * int(match["level"]), match["words"]), index + 1
    if first in "-=*_~:" and index + 2 < end and _RULE.fullmatch(line):
        name = texts[index + 1].strip().removesuffix(":")
        words = re.sub(r" \(\d+\)$", "", name)
        # ofproto/trace rules off what it resumes.
        if _RULE.fullmatch(texts[index + 2]) and words and len(words) < 200 and not words.startswith("recirc(0x"):
            host = words if first == "-" and HOST.fullmatch(words) and not known_command(words) else None
            return _spoken("ruled", words, host=host), index + 3
    if first in "# " and (match := _MARKDOWN.fullmatch(line)):
        return _spoken(match["level"], match["words"]), index + 1
    # Bold marks that are not closed are a line's that a terminal broke.
    if first in "=-*#~_><+ " and (match := _DECORATED.fullmatch(line)) and not is_chatter(line) and (match["sign"] not in "*_" or line.rstrip()[-1] in "*_"):
        return _spoken(match["sign"] * 2, match["words"]), index + 1
    return _typed(texts, index, end) or _bare(line, index)


def is_typed(line: str) -> bool:
    """Whether a line may be a command line without its prompt: it begins with a program whose output is read, or with what runs one.

    >>> is_typed("ip a"), is_typed("kubectl exec antrea-agent-bj42h -- ovs-vsctl show"), is_typed("inet 10.10.1.1/24 scope global eth0")
    (True, True, False)
    """
    return _TYPED.match(line) is not None


def _typed(texts: Sequence[str], index: int, end: int) -> tuple[Heading, int] | None:
    """A command line without its prompt, or words that name one; the output below is the proof."""
    line = texts[index]
    is_command = is_typed(line)
    if not (is_command or line[-1] in _LABEL_ENDS or is_typed(line[:64].partition(": ")[2])) or len(line) > _LONGEST_LABEL * (1 + is_command):
        return None
    below = next((text for text in texts[index + 1 : min(index + _BELOW, end)] if text.strip() and not text.lstrip().startswith(("```", "~~~"))), None)
    if below is None:
        return None
    words = line.strip()
    is_command = is_command and runs_known_program(words) and known_command(words)
    heading = _spoken("label", words)
    if is_command and heading.maybe is None:
        heading = Heading("typed", words, command=words)
    elif not heading.command and (match := _NAMED.search(words)) and known_command(command := match["quoted"] or match["last"].rstrip(":：")):
        heading = replace(heading, command=command)
    if not heading.command or not begins_output(heading.command, below):
        return None
    if heading.form == "label":
        named = {word for word in re.split(r"[\s`'\",:()]+", words.replace(heading.command, "")) if HOST.fullmatch(word) and is_node_like(word)}
        heading = replace(heading, maybe=named.pop() if len(named) == 1 else heading.maybe if not named else None)
    return heading, index + 1


def _bare(line: str, index: int) -> tuple[Heading, int] | None:
    """A line that holds the name of a machine and little else."""
    match = _LABELLED.fullmatch(line) or _ENCLOSED.fullmatch(line) or _FROM.fullmatch(line)
    if match is None:
        return None
    word = next((value for value in match.groups() if value), "")
    named = match.re is _LABELLED
    if HOST.fullmatch(word) and (is_node_like(word) or (named and not word.isdigit())):
        return Heading("bare", line, maybe=word), index + 1
    return None


def level(form: str) -> int:
    """How high a heading stands: Markdown's levels come before all others."""
    return len(form) if form.startswith("#") else 7


def _spoken(form: str, words: str, *, host: str | None = None) -> Heading:
    """What the words of a heading tell."""
    words = words.strip().strip("`\"'*[]").rstrip(":：").strip()
    if wrapper := _WRAPPER.search(words):
        return Heading(form, words, host, command=words[wrapper.start() :])
    if known_command(words):
        inner = [part for part in _PARTS.split(words) if part]
        head = next((part for part in inner if known_command(part)), words) if is_node_like(inner[-1]) else words
        return Heading(form, words, host, maybe=inner[-1] if head != words else None, command=head)
    command = path = ""
    maybe = None
    for part in [words, *_PARTS.split(words)][:12]:
        part = part.strip("`\"'[]")
        if not command and known_command(part):
            command = part
        elif not path and ("/" in part or re.search(r"\.(?:txt|log|out)$", part)) and " " not in part:
            path = part
        elif maybe is None and HOST.fullmatch(part) and (is_node_like(part) or part == words):
            maybe = part
    return Heading(form, words, host, maybe, command, path)


def of_path(heading: Heading) -> Heading:
    """The same heading with what the path in it tells."""
    if not heading.path:
        return heading
    name = read_path(heading.path)
    maybe = heading.maybe or next((host for host in name.hosts if is_node_like(host)), None)
    return Heading(heading.form, heading.words, heading.host, maybe, heading.command or name.command, heading.path, heading.time or name.time, heading.printed)
