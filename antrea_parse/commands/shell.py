"""A typed command line: what runs in the end, and where."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from dataclasses import dataclass, replace

_OPERATOR = re.compile(r"\|\||&&|[|;]")
_REDIRECTION = re.compile(r"(?:\d|&)?(?:>>?|<)(?P<target>\S*)")
_EXEC_FLAGS_WITH_VALUE = frozenset("-c --container -n --namespace --kubeconfig --context --cluster --user -s --server --pod-running-timeout --as -f --filename --image --target --profile".split())
_SSH_FLAGS_WITH_VALUE = frozenset("-b -c -D -E -e -F -I -i -J -L -l -m -O -o -p -Q -R -S -W -w".split())
_DOCKER_FLAGS_WITH_VALUE = frozenset("-e --env -u --user -w --workdir --detach-keys --env-file -H --host --context -r --runtime-endpoint".split())
_SHELLS = frozenset({"sh", "bash", "ash", "zsh", "dash", "ksh", "cmd", "powershell", "pwsh"})


@dataclass(frozen=True, slots=True)
class Invocation:
    """The innermost command of a command line and the place that its wrappers lead to.

    Attributes:
        argv: words of the command whose output is printed; its program without a path.
        host: host that ``ssh`` went to.
        pod: pod that ``kubectl exec`` or ``debug`` went to (``name`` or ``node/name``).
        namespace: ``-n`` of that ``kubectl``.
        container: container that ``kubectl exec -c``, ``docker exec`` or ``crictl exec`` went to.
        netns: network namespace that ``ip netns exec`` or ``nsenter -n`` went to.
        filters: commands that the output was piped through: it may be a part of the whole.
        shell: the command opens an interactive shell.
    """

    argv: tuple[str, ...]
    host: str | None = None
    pod: str | None = None
    namespace: str | None = None
    container: str | None = None
    netns: str | None = None
    filters: tuple[str, ...] = ()
    shell: bool = False


def read_command_line(text: str) -> Invocation:
    """Understand a command line without running it.

    >>> read_command_line("kubectl exec -n kube-system -it antrea-agent-bj42h -c antrea-ovs -- ovs-vsctl show")
    Invocation(argv=('ovs-vsctl', 'show'), host=None, pod='antrea-agent-bj42h', namespace='kube-system', container='antrea-ovs', netns=None, filters=(), shell=False)
    >>> read_command_line("sudo ip -d a | grep -A3 gw0").filters
    ('grep -A3 gw0',)
    """
    stages = _stages(text)
    words = _split(stages[0]) if stages else []
    found = Invocation(argv=(), filters=tuple(stages[1:]))
    return _unwrap(words, found)


def _stages(text: str) -> list[str]:
    """The pipeline of the last command of a list (``cd /tmp && ip a | less``), split outside quotes."""
    parts: list[str] = [""]
    stages: list[list[str]] = [parts]
    quote = ""
    position = 0
    while position < len(text):
        char = text[position]
        if quote:
            quote = "" if char == quote else quote
        elif char in "'\"":
            quote = char
        elif char == "\\" and position + 1 < len(text):
            parts[-1] += char
            position += 1
            char = text[position]
        elif char == "#" and (position == 0 or text[position - 1].isspace()):
            break
        elif operator := _OPERATOR.match(text, position):
            if operator.group() == "|":
                parts.append("")
            else:
                parts = [""]
                stages.append(parts)
            position = operator.end()
            continue
        parts[-1] += char
        position += 1
    for stage in reversed(stages):
        if stage[0].strip():
            return [part.strip() for part in stage if part.strip()]
    return []


def _split(text: str) -> list[str]:
    try:
        words = shlex.split(text)
    except ValueError:  # an open quote: the line was cut or holds an apostrophe
        words = text.split()
    kept: list[str] = []
    after_operator = False
    for word in words:
        if after_operator:
            after_operator = False
        elif redirection := _REDIRECTION.fullmatch(word):
            after_operator = not redirection["target"]
        else:
            kept.append(word)
    return kept


def _unwrap(words: list[str], found: Invocation, depth: int = 0) -> Invocation:
    while words and re.fullmatch(r"[A-Za-z_]\w*=.*", words[0]):
        words = words[1:]
    if not words or depth > 8:
        return replace(found, argv=tuple(words))
    program = words[0].replace("\\", "/").rsplit("/", 1)[-1].removesuffix(".exe")
    words = [program, *words[1:]]
    unwrapped = _WRAPPERS[program](words, found) if program in _WRAPPERS else None
    if unwrapped is not None:
        inner, place = unwrapped
        return _unwrap(inner, place, depth + 1)
    if program in _SHELLS:
        for position, word in enumerate(words[1:], 1):
            if re.fullmatch(r"-[a-z]*c", word) and position + 1 < len(words):
                stages = _stages(words[position + 1])
                if stages:
                    return _unwrap(_split(stages[0]), replace(found, filters=(*stages[1:], *found.filters)), depth + 1)
        return replace(found, argv=tuple(words), shell=True)
    return replace(found, argv=tuple(words))


def _after_flags(words: list[str], with_value: frozenset[str]) -> tuple[list[str], dict[str, str]]:
    """Skip options (``-c x``, ``--container=x``, ``-it``); the rest of the words and the options' values."""
    values: dict[str, str] = {}
    position = 0
    while position < len(words) and words[position].startswith("-") and words[position] != "--":
        flag, equals, value = words[position].partition("=")
        if equals:
            values[flag] = value
        elif flag in with_value and position + 1 < len(words):
            position += 1
            values[flag] = words[position]
        elif len(flag) > 2 and not flag.startswith("--") and flag[:2] in with_value:
            values[flag[:2]] = flag[2:]
        position += 1
    return words[position:], values


def _plain(words: list[str], found: Invocation, with_value: frozenset[str] = frozenset(), positional: int = 0) -> tuple[list[str], Invocation]:
    rest, _ = _after_flags(words[1:], with_value)
    return rest[positional:], found


def _kubectl(words: list[str], found: Invocation) -> tuple[list[str], Invocation] | None:
    rest, values = _after_flags(words[1:], _EXEC_FLAGS_WITH_VALUE)
    if not rest or rest[0] not in ("exec", "debug", "rsh"):
        return None
    head, inner = rest[1:], []
    if "--" in head:
        cut = head.index("--")
        head, inner = head[:cut], head[cut + 1 :]
    targets: list[str] = []
    while head:
        if targets and not inner and not head[0].startswith("-"):
            inner = head  # the old form without `--`
            break
        head, more = _after_flags(head, _EXEC_FLAGS_WITH_VALUE)
        values |= more
        if head:
            targets.append(head[0])
            head = head[1:]
    if not targets:
        return None
    namespace = values.get("-n") or values.get("--namespace")
    container = values.get("-c") or values.get("--container")
    pod = targets[0].removeprefix("pods/").removeprefix("pod/").removeprefix("po/")
    return inner or ["sh"], replace(found, pod=pod, namespace=namespace, container=container)


def _ssh(words: list[str], found: Invocation) -> tuple[list[str], Invocation] | None:
    rest, values = _after_flags(words[1:], _SSH_FLAGS_WITH_VALUE)
    if not rest:
        return None
    inner, _ = _after_flags(rest[1:], _SSH_FLAGS_WITH_VALUE)
    if len(inner) == 1:
        stages = _stages(inner[0])
        inner = _split(stages[0]) if stages else []
        found = replace(found, filters=(*stages[1:], *found.filters))
    return inner or ["sh"], replace(found, host=rest[0].rpartition("@")[2])


def _docker(words: list[str], found: Invocation) -> tuple[list[str], Invocation] | None:
    rest, _ = _after_flags(words[1:], _DOCKER_FLAGS_WITH_VALUE)
    if not rest or rest[0] != "exec":
        return None
    rest, _ = _after_flags(rest[1:], _DOCKER_FLAGS_WITH_VALUE)
    return (rest[1:], replace(found, container=rest[0])) if rest else None


def _ip(words: list[str], found: Invocation) -> tuple[list[str], Invocation] | None:
    if len(words) > 4 and words[1] in ("netns", "net", "netn") and words[2] in ("exec", "e", "ex", "exe"):
        return words[4:], replace(found, netns=words[3])
    if len(words) > 3 and words[1] in ("-n", "-netns"):
        return ["ip", *words[3:]], replace(found, netns=words[2])
    return None


def _nsenter(words: list[str], found: Invocation) -> tuple[list[str], Invocation]:
    rest, values = _after_flags(words[1:], frozenset({"-t", "--target", "-S", "-G"}))
    target = values.get("-t") or values.get("--target")
    if rest[:1] == ["--"]:
        rest = rest[1:]
    host = target == "1"  # the host's own namespaces: how a debug pod looks at its node
    return rest, found if host or target is None else replace(found, netns=f"pid:{target}")


def _watch(words: list[str], found: Invocation) -> tuple[list[str], Invocation]:
    rest, _ = _after_flags(words[1:], frozenset({"-n", "--interval"}))
    return (_split(rest[0]) if len(rest) == 1 else rest), found


_WRAPPERS: dict[str, Callable[[list[str], Invocation], tuple[list[str], Invocation] | None]] = {
    "kubectl": _kubectl,
    "k": _kubectl,
    "oc": _kubectl,
    "ssh": _ssh,
    "docker": _docker,
    "crictl": _docker,
    "nerdctl": _docker,
    "podman": _docker,
    "ip": _ip,
    "nsenter": _nsenter,
    "watch": _watch,
    "sudo": lambda words, found: _plain(words, found, frozenset({"-u", "-g", "-h", "-p", "--user", "--group"})),
    "time": _plain,
    "env": lambda words, found: _plain(words, found, frozenset({"-u"})),
    "nice": lambda words, found: _plain(words, found, frozenset({"-n"})),
    "timeout": lambda words, found: _plain(words, found, frozenset({"-s", "-k"}), 1),
    "chroot": lambda words, found: _plain(words, found, positional=1),
}
