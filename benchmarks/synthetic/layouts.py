"""How captures come to lie in files: loose ones, terminal logs, support bundles."""

from __future__ import annotations

import random
from collections.abc import Collection, Iterable, Iterator, Mapping

from benchmarks.synthetic import bundle, damage, sosreport
from benchmarks.synthetic.captures import AGENT, AGENT_OVS, COMMANDS, CONTROLLER, HOST, IN_PODS, POD, Capture, captures
from benchmarks.synthetic.model import State

__all__ = ["BARE_PROMPTS", "COMMANDS", "FORMS", "PROMPTS", "files", "render"]

#: loose: a folder per node; suffix: all in one folder, the node in the file's name; transcript: one terminal log; transcripts: one per node;
#: bundle: an Antrea support bundle as antctl leaves it; bundle-tar: that, packed again by hand; sosreport: one archive per node.
FORMS = ("loose", "suffix", "transcript", "transcripts", "bundle", "bundle-tar", "sosreport")

#: Prompts by name: user, host and directory stand for themselves.
PROMPTS = {
    "root": "[root@{host} ~]# ",
    "debian": "root@{host}:~# ",
    "user": "ubuntu@{host}:~$ ",
    "centos-user": "[admin@{host} antrea]$ ",
    "zsh": "ops@{host} ~ % ",
    "time": "[12:03:44] root@{host}:~# ",
    "date": "2026-03-01 12:03:44 root@{host}:/var/tmp# ",
    "date-inside": "[root@{host} 2026-03-01 12:03:44 ~]# ",
    "suse": "{host}:~ # ",
    "fish": "root@{host} ~> ",
    "switch": "{host}# ",
    "environment": "(⎈|kind:kube-system) (venv) root@{host}:~# ",
    "branch": "root@{host}:~/antrea (main)$ ",
    "powerline": " root@{host} \ue0b0 ~ \ue0b0 ",
    "kali": "┌──(root㉿{host})-[~]\n└─# ",
    "starship": "root in {host} in ~\n❯ ",
    "two-lines": "root@{host}:~\n# ",
    "remote-powershell": "[{host}]: PS C:\\Users\\me> ",
    "bold": "**[root@{host} ~]#** ",
}
#: Prompts that do not say where they stand.
BARE_PROMPTS = {
    "dollar": "$ ",
    "hash": "# ",
    "oh-my-zsh": "➜  ~ ",
    "container": "/ # ",
    "bash": "bash-4.4# ",
    "sh": "sh-4.2# ",
    "powershell": "PS C:\\k> ",
    "cmd": "C:\\>",
}


def render(
    state: State,
    commands: Collection[str] | None = None,
    form: str = "loose",
    *,
    nodes: Collection[str] | None = None,
    older: Mapping[str, State] | None = None,
    harm: Iterable[str] = (),
    prompt: str = "",
    seed: int = 1,
) -> dict[str, bytes]:
    """The files that were saved of a cluster, by path.

    Args:
        state: the cluster.
        commands: canonical names of what was captured, of `COMMANDS`; None for all.
        form: how it was saved, one of `FORMS`.
        nodes: names of the nodes that were captured; None for all.
        older: commands that were run at another moment, and what the cluster was then.
        harm: names of damages, see `benchmarks.synthetic.damage`.
        prompt: style of the prompts, of those above; empty for all of `PROMPTS` in turn.
        seed: of the damage.
    """
    return {path: b"".join(chunks) for path, chunks in files(state, commands, form, nodes=nodes, older=older, harm=harm, prompt=prompt, seed=seed)}


def files(
    state: State,
    commands: Collection[str] | None = None,
    form: str = "loose",
    *,
    nodes: Collection[str] | None = None,
    older: Mapping[str, State] | None = None,
    harm: Iterable[str] = (),
    prompt: str = "",
    seed: int = 1,
) -> Iterator[tuple[str, Iterable[bytes]]]:
    """The same as `render`, one file after the other and each in pieces; a file's pieces are to be taken before the next file."""
    if form not in FORMS:
        raise ValueError(f"no such form: {form}; there are {', '.join(FORMS)}")
    hurt = damage.Damage(tuple(harm), random.Random(seed))
    if form in ("bundle", "bundle-tar"):
        yield from bundle.files(state, packed=form == "bundle-tar", commands=commands, nodes=nodes, older=older)
        return
    if form == "sosreport":
        yield from sosreport.files(state, nodes=nodes, older=older)
        return
    if commands and IN_PODS in commands and not form.startswith("transcript"):
        raise ValueError(f"{IN_PODS} needs a terminal log: a file does not say whose it is")
    found = captures(state, commands, nodes=nodes, older=older, names=form.startswith("transcript"))
    if form in ("loose", "suffix"):
        for capture in found:
            yield _path(capture, form), (hurt(capture.text()),)
        return
    log = _Log(state, prompt)
    if form == "transcript":
        yield "session.log", (hurt(log.entry(capture)) for capture in found)
        return
    place: str | None = None
    pieces: list[bytes] = []
    for capture in found:
        here = capture.node.name if capture.node else state.control_plane.name
        if place not in (None, here):
            yield f"{place}.log", pieces
            pieces = []
        place = here
        pieces.append(hurt(log.entry(capture)))
    if place:
        yield f"{place}.log", pieces


def _path(capture: Capture, form: str) -> str:
    name = capture.file_name
    node = capture.node.name if capture.node else ""
    if form == "suffix":
        return f"{name}{'_' if node else ''}{node}.txt"
    return f"{node or 'cluster'}/{name}.txt"


class _Log:
    """Types commands at prompts."""

    def __init__(self, state: State, prompt: str) -> None:
        self.state = state
        self.styles = [{**PROMPTS, **BARE_PROMPTS}[prompt]] if prompt else list(PROMPTS.values())
        self.count = 0

    def entry(self, capture: Capture) -> str:
        """A prompt, the command line and what it prints."""
        style = self.styles[self.count % len(self.styles)]
        self.count += 1
        host = capture.node.name if capture.node and capture.place == HOST else self.state.control_plane.name
        return f"{style.format(host=host)}{self.command_line(capture)}\n{capture.text()}"

    def command_line(self, capture: Capture) -> str:
        """What is typed to run a command where it runs."""
        if capture.place in (AGENT, AGENT_OVS) and capture.node:
            return f"kubectl exec -it -n kube-system {capture.node.agent_pod} -c {capture.place} -- {capture.argv}"
        if capture.place == CONTROLLER:
            controller = next(pod for pod in self.state.pods if pod.labels.get("component") == "antrea-controller")
            return f"kubectl exec -it -n kube-system {controller.name} -- {capture.argv}"
        if capture.place == POD and capture.pod:
            return f"kubectl exec -n {capture.pod.namespace} {capture.pod.name} -- {capture.argv}"
        return capture.argv
