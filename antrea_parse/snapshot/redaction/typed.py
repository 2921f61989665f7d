"""What the words of a command line are: names, words of a tool that is read, or anything else."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

Kind = Literal["name", "tool", "other"]

_SEPARATORS = frozenset(["|", ";", "&&", "||", "&", "do", "then", "--"])
_KUBECTL = frozenset(["kubectl", "k", "oc", "antctl"])
#: Programs whose words are names of interfaces and bridges, addresses and words of their own.
_OWN = re.compile(r"ip|ovs-\w+|bridge|tc|ethtool")
#: Programs that run what follows them.
_FRONTS = frozenset(["sudo", "time", "watch", "nohup", "env", "timeout", "nice", "command"])
#: Verbs behind which names of pods and nodes stand, and those with a resource between.
_OF_PODS = frozenset(["exec", "attach", "logs", "log", "debug", "rsh", "cp", "port-forward", "node-shell", "cordon", "uncordon", "drain", "inspect", "ssh"])
_OF_RESOURCES = frozenset(["get", "describe", "delete", "edit", "label", "annotate", "patch", "rollout", "scale", "top"])
#: Programs whose arguments are names, or parts of them.
_OF_NAMES = frozenset(["ssh", "scp", "ping", "grep", "egrep", "echo", "for", "hostname"])
#: Options with a value that is a name, and others with a value.
_NAMING = frozenset(["-n", "--namespace", "--node", "--nodes", "--pod", "-p", "-S", "-D", "--source", "--destination", "-w", "-H", "--host", "--hostname"])
_VALUED = frozenset(["-c", "--container", "-o", "--output", "-l", "--selector", "-f", "--filename", "--context", "--kubeconfig", "--image", "-F"])
#: The form of an output, in one word with its option.
_FORM = re.compile(r"(?:-o|--output)=?(?:wide|yaml|json|name)")
_LABELS = frozenset(["-l", "--selector"])


def kinds_of(words: Sequence[str]) -> list[Kind]:
    """The kind of each word.

    >>> line = "kubectl exec -it -n dev web -c antrea-ovs -- ip link show dev eth0".split()
    >>> [word for word, kind in zip(line, kinds_of(line)) if kind == "name"]
    ['dev', 'web']
    >>> line = "kubectl get pod web -n node -owide | grep web".split()
    >>> [(word, kind) for word, kind in zip(line, kinds_of(line)) if kind == "name" or word == "-owide"]
    [('web', 'name'), ('node', 'name'), ('-owide', 'tool'), ('web', 'name')]
    """
    found: list[Kind] = []
    program = verb = before = ""
    arguments = 0
    for word in words:
        kind: Kind = "other"
        if word in _SEPARATORS:
            program, kind = "", "tool"
        elif not program or program in _FRONTS:
            program, verb, arguments = ("" if word.startswith("-") else word.rpartition("/")[2]) or program, "", 0
        elif _OWN.fullmatch(program) or _FORM.fullmatch(word):
            kind = "tool"
        elif word.startswith("-"):
            kind = "name" if "=" in word and word.partition("=")[0] in _NAMING else "other"
        elif before in _NAMING and program in _KUBECTL:
            kind = "name"
        elif before in _VALUED:
            kind = "name" if before in _LABELS else "other"
        elif program in _OF_NAMES:
            kind = "tool" if word == "in" or before == "for" else "name"
            program = "" if program == "ssh" else program
        elif not verb:
            verb, kind = word, "tool"
        else:
            arguments += 1
            named = verb in _OF_PODS or "/" in word or (arguments > 1 and verb in _OF_RESOURCES)
            kind = "name" if named else "tool" if verb in _OF_RESOURCES and program in _KUBECTL else "other"
            if verb in _OF_PODS and program not in _KUBECTL:  # what runs there
                program = ""
        if word.endswith(";"):
            program = ""
        found.append(kind)
        before = word
    return found
