"""Lines that tools print around their output: warnings, errors, notices. They are named, never taken for records."""

from __future__ import annotations

import re

_PATTERNS = (
    # kubectl and its exec
    r"Default(?:ed|ing) container .*",
    r"Error from server .*",
    r"error: .*",
    r"Warning: .*",
    r"No resources found.*",
    r"Unable to (?:connect to the server|use a TTY).*",
    r"The connection to the server .* was refused.*",
    r"command terminated with (?:non-zero )?exit code.*",
    r"kubectl exec \[POD\] \[COMMAND\] is DEPRECATED.*",
    r"Use 'kubectl describe .*",
    r"If you don't see a command prompt, try pressing enter\.",
    r"(?:Starting|Removing) (?:pod/\S+|debug pod) \.\.\.(?: .*)?",
    r"To use host binaries, run `chroot /host`.*",
    r"Temporary namespace \S+ is (?:created|removed).*",
    r"Targeting container .*",
    r"Creating debugging pod .*",
    r"--profile=\S+ .*deprecated.*",
    r"spawning \"[^\"]+\" on \"[^\"]+\"",
    r"pod (?:\S+/\S+ terminated.*|\"[^\"]+\" deleted.*)",
    r"[IWEF]\d{4} \d\d:\d\d:\d\d\.\d+ +\d+ [\w./-]+:\d+\] .*",  # klog
    # Open vSwitch: log lines and errors of its tools
    r"(?:\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z)?\|\d+\|[\w()-]+\|(?:EMER|ERR|WARN|INFO|DBG)\|.*",
    r"ovs-(?:vsctl|ofctl|appctl|dpctl): .*",
    # iproute2
    r"RTNETLINK answers: .*",
    r"Error: .*",
    r'Device "[^"]*" does not exist\.',
    r"Cannot open network namespace .*",
    r"Dump was interrupted and may be inconsistent\.",
    r"Truncated VF list: .*",
    r"Dump terminated",
    r"Message truncated",
    # shells and remote shells
    r"(?:-?(?:ba|z|da|k)?sh|zsh): (?:line \d+: )?.*: (?:command not found|not found|No such file or directory)",
    r"Connection to \S+ closed(?: by remote host)?\.",
    r"Warning: Permanently added .*",
    r"ssh: .*",
    r"Last login: .*",
    r"logout",
    r"\[sudo\] password for \S+:\s*",
    r"(?:[^\s@]{1,64}@[^\s@]{1,255}'s )?[Pp]assword:\s*",
    r"Script (?:started|done)(?: on |, ).*",
    r"(?:real|user|sys)\s+\d+m[\d.]+s",
    r".* [\d.]+s user [\d.]+s system \d+% cpu [\d:.]+ total",
    r"\[\d+\](?:[ +-]+(?:Done|Running|Exit \d+|Terminated|Killed)\s.*| \d+)",
    # tmux's bar
    r"\[[\w./-]{1,40}\] \d+:\S.*\"[^\"]*\" \d\d:\d\d \d\d-[A-Z][a-z]{2}-\d\d",
    # pagers
    r"--More--.*",
    r"\(END\)|:|~",
    r"lines \d+-\d+(?:/\d+)?(?: \d+%)?(?: \(END\))?",
    r"(?:\^C)+",
)
_CHATTER = re.compile("|".join(_PATTERNS), re.DOTALL)


_MARKS = " \t.…⋮<>()[]{}*#/~=_-"
_DOTS = re.compile(r"\.\.|…|⋮|^\s*\.\s*$")
_THINGS = "output|lines?|rows?|entries|records|flows|interfaces|ports|pods|routes|text|data"
_HOW_MANY = r"(?:rest|remainder)(?: of the)?|some|many|most|other|remaining|more|further|irrelevant|\d+"
_WAYS = "omitted|truncated|skipped|snipped|elided|trimmed|left out|cut|removed"
_LEFT_OUT = re.compile(rf"(?:the )?(?:{_HOW_MANY})?(?: more| other)? ?(?:{_THINGS})? ?(?:is |are |was |were )?(?:{_WAYS})(?: for \w+| here)?|snip|8<|etc")
#: Nobody says it in more words.
_LONGEST = 80


def is_elision(line: str) -> bool:
    """Whether a line stands for others that somebody left out: ``...``, ``[…]``, ``<snip>``, ``(output omitted)``.

    >>> [is_elision(line) for line in ("   [...]", "<snip>", "--- 12 lines omitted ---", "removed", "eth0")]
    [True, True, True, False, False]
    """
    if len(line) > _LONGEST:
        return False
    words = line.strip(_MARKS)
    if not words:
        return _DOTS.search(line) is not None
    return _LEFT_OUT.fullmatch(words.lower()) is not None and (" " in words or words != line.strip())


#: What stands for columns that were left out.
_COLUMN_DOTS = re.compile(r"(?<!\S)\[?(?:\.{3}|…)\]?(?!\S)")


def without_elisions(line: str) -> str:
    """A row of a table with blanks where somebody left columns out.

    >>> without_elisions("NAME   ...   AGE   ...")
    'NAME         AGE'
    """
    return _COLUMN_DOTS.sub(lambda dots: " " * len(dots[0]), line).rstrip()


def is_chatter(line: str) -> bool:
    """Whether a line is a message of a tool, a shell or a person rather than output."""
    return len(line) < 8192 and (_CHATTER.fullmatch(line.strip()) is not None or is_elision(line))
