"""Commands that run another one: elsewhere (``ssh``, ``kubectl exec``), as somebody else (``sudo``), for each of several (``pdsh``, ``xargs``)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from antrea_parse.commands.invocation import Invocation

#: What a wrapper runs: words, or a text that a shell reads again.
Inner = tuple[list[str] | str, Invocation]


def after_flags(words: list[str], with_value: frozenset[str]) -> tuple[list[str], dict[str, str]]:
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
        elif len(flag) > 2 and not flag.startswith("--"):
            if flag[:2] in with_value:
                values[flag[:2]] = flag[2:]
            elif flag[1:].isalpha() and f"-{flag[-1]}" in with_value and position + 1 < len(words):  # several in one word: `-at 42`
                position += 1
                values[f"-{flag[-1]}"] = words[position]
        position += 1
    return words[position:], values


def _flags(text: str) -> frozenset[str]:
    return frozenset(text.split())


_EXEC_VALUES = _flags(
    "-c --container -n --namespace --kubeconfig --context --cluster --user -s --server --pod-running-timeout --as -f --filename --image --target --profile"
    " --overrides --labels -l --env --port --restart --image-pull-policy"
)
_SSH_VALUES = _flags("-b -c -D -E -e -F -I -i -J -L -l -m -O -o -p -Q -R -S -W -w")
_INTERACTIVE = re.compile(r"-[it]{1,2}|--(?:stdin|tty|attach)")
_RUN_VALUES = _flags(
    "-v --volume -e --env -p --publish -u --user -w --workdir -h --hostname -l --label -m --memory --name --net --network --pid --ipc --entrypoint"
    " --cap-add --device --dns --add-host --mount --restart --security-opt --runtime --platform --pull"
)
_GCLOUD_VALUES = _flags("--zone --project --command --ssh-flag --ssh-key-file --region --account --configuration --container")
#: Programs that run a command for each word or line that they read, and their options with values.
RUNNERS = {"xargs": _flags("-n -I -L -P -d -a -E -s"), "parallel": _flags("-j -I --jobs")}
_DOCKER_VALUES = _flags("-n --namespace -e --env -u --user -w --workdir --detach-keys --env-file -H --host --context -r --runtime-endpoint")


def _plain(values: str = "", positional: int = 0) -> Callable[[list[str], Invocation], Inner | None]:
    """A wrapper that stays where it is (``sudo``, ``time``): its options and first words are skipped."""
    with_value = _flags(values)

    def unwrap(words: list[str], found: Invocation) -> Inner | None:
        rest = after_flags(words[1:], with_value)[0][positional:]
        return (rest, found) if rest else None

    return unwrap


def _everywhere(values: str) -> Callable[[list[str], Invocation], Inner | None]:
    """A wrapper that goes to several hosts, which only the output names."""
    with_value = _flags(values)

    def unwrap(words: list[str], found: Invocation) -> Inner | None:
        rest = after_flags(words[1:], with_value)[0]
        return _remote(rest, replace(found, host=f"$({words[0]})")) if rest else None

    return unwrap


def _kubectl(words: list[str], found: Invocation) -> Inner | None:
    rest, values = after_flags(words[1:], _EXEC_VALUES)
    if not rest or rest[0] not in ("exec", "debug", "rsh", "node-shell", "run", "attach"):
        return None
    if rest[0] == "run" and not any(word == "--rm" or _INTERACTIVE.fullmatch(word) for word in rest[1:]):
        return None  # it says that the pod was created
    head, inner = rest[1:], []
    if "--" in head:
        cut = head.index("--")
        head, inner = head[:cut], head[cut + 1 :]
    targets: list[str] = []
    while head:
        head, more = after_flags(head, _EXEC_VALUES)
        values |= more
        if targets and not inner:
            inner = head  # the old form without `--`
        if targets or not head:
            break
        targets.append(head[0])
        head = head[1:]
    if not targets:
        return None
    namespace = values.get("-n") or values.get("--namespace")
    container = values.get("-c") or values.get("--container")
    pod = targets[0].removeprefix("pods/").removeprefix("pod/").removeprefix("po/")
    if rest[0] == "node-shell":
        pod = f"node/{pod}"
    return inner or ["sh"], replace(found, pod=pod, namespace=namespace, container=container)


def _docker_run(words: list[str], found: Invocation) -> Inner | None:
    """A container that is made for one command."""
    rest, values = after_flags(words, _RUN_VALUES)
    if not rest:
        return None
    if "host" in (values.get("--net"), values.get("--network")):
        return rest[1:] or ["sh"], found
    return rest[1:] or ["sh"], replace(found, container=rest[0])


def _gcloud(words: list[str], found: Invocation) -> Inner | None:
    """``gcloud compute ssh node --zone z -- ip a``, or with ``--command``."""
    if words[1:3] != ["compute", "ssh"]:
        return None
    cut = words.index("--") if "--" in words else len(words)
    rest, values = after_flags(words[3:cut], _GCLOUD_VALUES)
    if not rest:
        return None
    values |= after_flags(rest[1:], _GCLOUD_VALUES)[1]
    place = replace(found, host=rest[0].rpartition("@")[2])
    return (values["--command"], place) if "--command" in values else _remote(words[cut + 1 :], place)


def _own_kubectl(words: list[str], found: Invocation) -> Inner | None:
    """A distribution's program that holds others: ``k3s kubectl get po``."""
    return (words[1:], found) if words[1:2] and words[1] in ("kubectl", "crictl", "ctr") else None


def _minikube(words: list[str], found: Invocation) -> Inner | None:
    if words[1:2] == ["kubectl"]:
        return words[1:2] + [word for word in words[2:] if word != "--"], found
    return _minikube_ssh(words, found)


def _ssh(words: list[str], found: Invocation) -> Inner | None:
    rest, _ = after_flags(words[1:], _SSH_VALUES)
    if not rest:
        return None
    host = rest[0].removeprefix("ssh://").rpartition("@")[2]
    inner, _ = after_flags(rest[1:], _SSH_VALUES)
    return _remote(inner, replace(found, host=host))


def _remote(inner: list[str], place: Invocation) -> Inner:
    """What runs on another host: one word is a text for its shell."""
    if inner[:1] == ["--"]:
        inner = inner[1:]
    return (inner[0] if len(inner) == 1 else inner or ["sh"]), place


def _named_machine(verb: str, values: str, name: str = "", command: str = "") -> Callable[[list[str], Invocation], Inner | None]:
    """A wrapper that names a machine: ``multipass exec vm -- ip a``, ``vagrant ssh vm -c 'ip a'``, ``minikube ssh -n vm``."""
    with_value = _flags(values)

    def unwrap(words: list[str], found: Invocation) -> Inner | None:
        if words[1:2] == ["shell"]:
            rest = after_flags(words[2:], with_value)[0]
            return (["sh"], replace(found, host=rest[0])) if rest else None
        if words[1:2] != [verb]:
            return None
        rest, options = after_flags(words[2:], with_value)
        host = options.get(name) if name else None
        if host is None and not name and rest:
            host, rest = rest[0], rest[1:]
        rest, more = after_flags(rest, with_value)
        if command and (typed := more.get(command) or options.get(command)):
            return typed, replace(found, host=host)
        return _remote(rest, replace(found, host=host or found.host))

    return unwrap


def _docker(words: list[str], found: Invocation) -> Inner | None:
    rest, _ = after_flags(words[1:], _DOCKER_VALUES)
    if rest[:1] == ["run"]:
        return _docker_run(rest[1:], found)
    if not rest or rest[0] != "exec":
        return None
    rest, _ = after_flags(rest[1:], _DOCKER_VALUES)
    return (rest[1:], replace(found, container=rest[0])) if len(rest) > 1 else None


def _ip(words: list[str], found: Invocation) -> Inner | None:
    if len(words) > 4 and words[1] in ("netns", "net", "netn") and words[2] in ("exec", "e", "ex", "exe"):
        return words[4:], replace(found, netns=words[3])
    if len(words) > 4 and words[1] in ("-all", "-a") and words[2] in ("netns", "net", "netn") and words[3] in ("exec", "e", "ex", "exe"):
        return words[4:], replace(found, netns="$(all)")  # the lines in its output name them
    if len(words) > 3 and words[1] in ("-n", "-netns"):
        return ["ip", *words[3:]], replace(found, netns=words[2])
    return None


def _nsenter(words: list[str], found: Invocation) -> Inner | None:
    rest, values = after_flags(words[1:], _flags("-t --target -S -G"))
    target = values.get("-t") or values.get("--target")
    path = values.get("--net") or next((word[2:] for word in words if word.startswith("-n/")), None)
    if rest[:1] == ["--"]:
        rest = rest[1:]
    # Process 1 has the host's own namespaces: how a debug pod looks at its node.
    netns = path.rsplit("/", 1)[-1] if path else (f"pid:{target}" if target not in (None, "1") else None)
    return rest or ["sh"], replace(found, netns=netns or found.netns)


def _watch(words: list[str], found: Invocation) -> Inner | None:
    rest, _ = after_flags(words[1:], _flags("-n --interval"))
    found = replace(found, filters=(*found.filters, "watch"))  # it shows as much as fits the screen
    return (rest[0] if len(rest) == 1 else rest), found


def _sudo(words: list[str], found: Invocation) -> Inner | None:
    rest, _ = after_flags(words[1:], _flags("-u -g -h -p -C -T -r -t --user --group"))
    return rest or ["sh"], found


def _ansible(words: list[str], found: Invocation) -> Inner | None:
    _, values = after_flags([word for word in words[1:] if not re.fullmatch(r"[\w.:,-]+", word) or word.startswith("-")], _flags("-a"))
    command = values.get("-a") or next((words[index + 1] for index, word in enumerate(words[:-1]) if word in ("-a", "--args")), "")
    return (command, replace(found, host="$(ansible)")) if command else None  # the headings in its output name the hosts


_minikube_ssh = _named_machine("ssh", "-n --node -p --profile -l", name="-n")
WRAPPERS: dict[str, Callable[[list[str], Invocation], Inner | None]] = {
    "kubectl": _kubectl,
    "k": _kubectl,
    "k3s": _own_kubectl,
    "k0s": _own_kubectl,
    "microk8s": _own_kubectl,
    "oc": _kubectl,
    "ssh": _ssh,
    "sshpass": _plain("-p -f -d -P"),
    "pdsh": _everywhere("-w -x -l -u -f -R -g -G -t"),
    "clush": _everywhere("-w -x -g -X -f -l -t -u -o"),
    "pssh": _everywhere("-H -h -l -p -o -e -t -O"),
    "parallel-ssh": _everywhere("-H -h -l -p -o -e -t -O"),
    "docker": _docker,
    "crictl": _docker,
    "nerdctl": _docker,
    "podman": _docker,
    "multipass": _named_machine("exec", "-d --working-directory"),
    "lxc": _named_machine("exec", "--env --user --cwd"),
    "vagrant": _named_machine("ssh", "-c --command", command="-c"),
    "minikube": _minikube,
    "ansible": _ansible,
    "gcloud": _gcloud,
    "ip": _ip,
    "nsenter": _nsenter,
    "watch": _watch,
    "sudo": _sudo,
    "doas": _plain("-u"),
    "time": _plain(),
    "command": _plain(),
    "exec": _plain(),
    "nohup": _plain(),
    "stdbuf": _plain("-i -o -e"),
    "unbuffer": _plain(),
    "env": _plain("-u --unset"),
    "nice": _plain("-n"),
    "timeout": _plain("-s -k --signal --kill-after", 1),
    "chroot": lambda words, found: (after_flags(words[1:], frozenset())[0][1:] or ["sh"], found),
}
