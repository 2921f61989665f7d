"""Where a command ran: what prompts, open shells, wrappers, headings and prefixes tell."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from antrea_parse.commands.invocation import Invocation
from antrea_parse.snapshot.capture import Setting
from antrea_parse.snapshot.clock import Clock
from antrea_parse.snapshot.heading import Heading, level
from antrea_parse.snapshot.names import HOST, is_node_like, read_path
from antrea_parse.snapshot.prefixes import Stream
from antrea_parse.text.prompt import Prompt

# Containers that the kubelet started on a node.
_ON_NODE = re.compile(r"k8s_\S+|[0-9a-f]{3,64}")
_SHOWING = frozenset(["cat", "less", "more", "head", "tail", "zcat"])
_LEAVES = re.compile(r"(?:exit|logout)(?: \d+)?")
#: What runs a command elsewhere; without words of where, its line was cut or wrapped.
_MOVES = frozenset(
    [
        "kubectl",
        "k",
        "oc",
        "ssh",
        "docker",
        "crictl",
        "nerdctl",
        "podman",
        "multipass",
        "vagrant",
        "minikube",
        "lxc",
        "gcloud",
        "aws",
        "az",
        "xargs",
        "parallel",
        "salt",
        "tsh",
        "virsh",
        "talosctl",
        "toolbox",
    ]
)


@dataclass(slots=True)
class _Shell:
    """An interactive shell that a command opened.

    Attributes:
        invocation: where it runs.
        outer: host of the prompt at which it was opened.
        outer_sign: what that prompt looks like, if it has no host.
        seen: host of its own prompt.
        seen_sign: what its own prompt looks like, if it has no host.
    """

    invocation: Invocation
    outer: str | None
    outer_sign: str
    seen: str | None = None
    seen_sign: str = ""

    def answers(self, host: str) -> bool:
        """Whether a prompt with this host is its own."""
        if self.seen is None and host != self.outer and self.invocation.moves:
            self.seen = host
        return host == (self.seen or (None if self.invocation.moves else self.outer))

    def answers_without_name(self, sign: str) -> bool:
        """Whether a prompt without a host is its own: one like the prompt at which it was opened is not, when its own looked otherwise."""
        if self.seen is not None:
            return False
        self.seen_sign = self.seen_sign or sign
        return sign == self.seen_sign or sign != self.outer_sign


@dataclass(frozen=True, slots=True)
class _Section:
    """What a heading named for all that stands below it."""

    form: str
    node: str | None
    reason: str
    words: str


def leaves_shell(command: str) -> bool:
    """Whether a command line ends the shell in which it is typed."""
    return _LEAVES.fullmatch(command.strip()) is not None


class Where:
    """What earlier lines tell about the place of later ones.

    Attributes:
        stream: the lines that are read; what stands before each of them may name a machine.
    """

    def __init__(self) -> None:
        self.stream: Stream | None = None
        self._shells: list[_Shell] = []
        self._section: _Section | None = None
        self._is_new = False
        self._told: str | None = None
        self._bare: _Section | None = None
        self._rivals: list[tuple[str, str]] = []
        self._entered: Stream | None = None

    def enter(self, prompt: Prompt) -> None:
        """A prompt: back from shells whose prompt it is not."""
        self._is_new = False
        self._rivals = [item for item in self._rivals if item[1].endswith(f"at the prompt of {prompt.host}")]
        if (section := self._bare) is not None and (name := section.node or section.words):
            self._rivals.append((name, section.reason.removeprefix("inferred: ") or f"heading {name!r}"))
        self._bare = None
        if prompt.host is None:
            while self._shells and not self._shells[-1].answers_without_name(prompt.sign):
                self._shells.pop()
            return
        self._told = None
        self._entered = self.stream
        while self._shells and not self._shells[-1].answers(prompt.host):
            self._shells.pop()
        inner = self._shells[-1] if self._shells else None
        if inner is not None and inner.seen == prompt.host and inner.invocation.host and not inner.invocation.pod:
            self._rivals.append((inner.invocation.host, "host of ssh"))

    def leave(self, invocation: Invocation | None, prompt: Prompt, command: str) -> None:
        """A command line was run: it may have opened a shell or closed one."""
        if leaves_shell(command):
            self.close()
        elif invocation is not None and invocation.shell:
            self._shells.append(_Shell(self.inside(prompt, invocation), prompt.host, prompt.sign))
            self._told = None

    def close(self) -> None:
        """The innermost shell ended."""
        self._told = None
        if self._shells:
            self._shells.pop()

    def head(self, heading: Heading) -> None:
        """A heading: it names a machine, or ends what an earlier one of its rank named."""
        before = self._section
        if heading.host or heading.maybe:
            node, reason = heading.host, "prefix" if heading.form == "prefix" else f"heading {heading.words.strip()[:60]!r}"
            if node is None and heading.maybe and is_node_like(heading.maybe):
                node, reason = heading.maybe, f"inferred: {reason}"
            self._section = self._bare = _Section(heading.form, node, reason if node else "", heading.maybe or "")
            self._is_new = True
        elif before is not None and before.form == "label" and heading.form in ("label", "typed"):
            self._section = None  # the machine was named for one output
            self._is_new = False
        elif before is not None and not heading.command and (heading.form in ("file", before.form) or level(heading.form) < level(before.form)):
            self._section = None
            self._is_new = False

    def told(self, invocation: Invocation, lines: list[str], host: str | None) -> None:
        """``hostname`` or ``uname`` printed a name: of the machine at whose prompt it was typed, which may name a host itself."""
        argv = invocation.argv
        if argv[0] == "uname" and argv[1:2] == ("-a",):
            name = next((words[1] for line in lines if len(words := line.split()) > 3), "")
        elif argv[0] == "hostname" or argv[1:2] == ("-n",):
            name = next((line for line in lines if HOST.fullmatch(line)), "")
        else:
            return
        if HOST.fullmatch(name):
            self._told = name
            if host is not None:
                self._rivals.append((name, f"{argv[0]!r} at the prompt of {host}"))

    def used(self) -> None:
        """Lines were read: the heading above them is not one of a prompt that follows."""
        self._bare = None

    def inside(self, prompt: Prompt | None, invocation: Invocation) -> Invocation:
        """A command typed in an open shell runs where that shell runs."""
        if self.stream is not None and self.stream.pod and not invocation.moves:
            return replace(invocation, pod=self.stream.pod)
        if not self._shells or prompt is None or invocation.pod or invocation.host:
            return invocation
        inner = self._shells[-1].invocation
        return replace(
            invocation,
            host=None if prompt.host else inner.host,  # a prompt knows its host's name better than the one who went there
            pod=inner.pod,
            namespace=inner.namespace,
            container=invocation.container or inner.container,
            netns=invocation.netns or inner.netns,
        )

    def setting(self, prompt: Prompt | None, invocation: Invocation, clock: Clock) -> Setting:
        """Where and when a command runs; without words, an output of which no command line is known."""
        node, reason = self._place(prompt, invocation)
        words = self._section.words if self._section is not None and node is None else ""
        stream = self.stream
        inside = Invocation(argv=(), pod=stream.pod) if stream is not None and stream.pod else self._entered_place(prompt, invocation)
        if stream is not None and stream.time is not None:
            return Setting(node, reason, stream.time, "prefix", words, inside, self._others(node, reason))
        return Setting(node, reason, clock.moment, clock.reason, words, inside, self._others(node, reason))

    def _others(self, node: str | None, reason: str) -> tuple[tuple[str, str], ...]:
        """What else names a machine where a prompt tells the node, or a command line that leads there."""
        if reason.startswith(("host of ssh", "exec into", "debug of")):
            return tuple(item for item in self._rivals if item[1].startswith("heading") and item[0] != node)
        if node is None or not reason.startswith("prompt"):
            return ()
        stream = self.stream
        of_lines = [(stream.host, "the prefix of the lines")] if stream is not None and stream.prefix == "host" and stream.host else []
        return tuple(item for item in (*self._rivals, *of_lines) if item[0] != node)

    def _entered_place(self, prompt: Prompt | None, invocation: Invocation) -> Invocation | None:
        """The place without the command: of outputs that are recognised there."""
        found = self.inside(prompt, invocation)
        if not (found.pod or found.container or found.netns):
            return None
        return Invocation(argv=(), host=found.host, pod=found.pod, namespace=found.namespace, container=found.container, netns=found.netns)

    def shown(self, setting: Setting, invocation: Invocation) -> Setting:
        """Where an output was taken that another command shows (``cat ip-a.txt``): most likely where it is shown, which is the setting."""
        if invocation.argv[:1] and invocation.argv[0] in _MOVES and not invocation.moves and not invocation.container:
            return replace(setting, node=None, node_reason="")
        if invocation.argv[:1] and invocation.argv[0] in _SHOWING and not invocation.argv[-1].startswith("-"):
            name = read_path(invocation.argv[-1])
            node = next((host for host in name.hosts if is_node_like(host)), None)
            if node is not None:
                return replace(setting, node=node, node_reason="inferred: name of the file that is shown", time=name.time or setting.time)
        return replace(setting, node_reason=f"inferred: the command before ({setting.node_reason})") if setting.node else setting

    def rest(self) -> Setting:
        """What is known of outputs behind the one that was typed: only what a heading or a prefix says."""
        node, reason = self._place(None, Invocation(argv=())) if self._is_new or (self.stream is not None and self.stream.host) else (None, "")
        return Setting(node, reason, heading=self._section.words if node is None and self._is_new and self._section is not None else "")

    def _place(self, prompt: Prompt | None, invocation: Invocation) -> tuple[str | None, str]:
        stream, section = self.stream, self._section
        if stream is not None and stream.host and stream is not self._entered:  # a prompt among the lines knows better who logs them
            return stream.host, "prefix of the lines"
        found = self.inside(prompt, invocation)
        is_bound = found.moves and "$" not in (found.host or found.pod or found.container or "")
        if self._is_new and section is not None and not is_bound:
            return section.node, section.reason
        if found.pod:
            return self._of_pod(prompt, found, found.pod)
        if found.host:
            return (None, f"one of several hosts, {found.host}") if "$" in found.host else (found.host, "host of ssh")
        if found.container and not _ON_NODE.fullmatch(found.container):
            return (found.container, "inferred: container named like a node") if found.is_in_node else (None, "")
        if found.container and prompt is not None and prompt.host is None:
            outer = next((shell.outer for shell in reversed(self._shells) if shell.outer), None)
            if outer is not None:
                return outer, "prompt at which the container was entered"
        if prompt is not None and prompt.host:
            if invocation.argv or prompt.command:
                return (prompt.host, "prompt") if invocation.argv else (None, "")
            return prompt.host, "inferred: a prompt above at which nothing was typed"
        if prompt is not None and prompt.command and not invocation.argv:
            return None, ""
        if self._told and prompt is not None:
            return self._told, "hostname before it"
        return (section.node, section.reason) if section is not None else (None, "")

    def _of_pod(self, prompt: Prompt | None, found: Invocation, pod: str) -> tuple[str | None, str]:
        kind, _, name = pod.partition("/")
        if kind in ("node", "nodes", "no") and name:
            return name, "debug of the node"
        if prompt is not None and prompt.host and self._shells and not prompt.host.startswith(name or pod):
            return prompt.host, f"prompt inside pod {pod}"  # a pod on the host's network shows the host's name
        return None, f"exec into pod {pod}"
