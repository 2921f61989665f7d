"""What a command line runs in the end, and where."""

from __future__ import annotations

import re
from dataclasses import dataclass

# Containers that are nodes: of kind, k3d, minikube.
_NODE_CONTAINER = re.compile(r"(?:[\w.]+-)*(?:control-plane|worker)\d*|k3d-[\w.-]+|minikube(?:-m\d+)?")
_NODES = ("node/", "nodes/", "no/")


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
        file: file that the output went to instead of the terminal.
    """

    argv: tuple[str, ...]
    host: str | None = None
    pod: str | None = None
    namespace: str | None = None
    container: str | None = None
    netns: str | None = None
    filters: tuple[str, ...] = ()
    shell: bool = False
    file: str | None = None

    @property
    def moves(self) -> bool:
        """Whether wrappers lead to another place than the one where it was typed."""
        return any(item is not None for item in (self.host, self.pod, self.container))

    @property
    def has_own_network(self) -> bool:
        """Whether it ran in a network namespace other than its node's, or may have: only the agent is known to share the node's."""
        if self.netns is not None:
            return True
        if self.pod is not None:
            return not self.pod.startswith(_NODES) and "antrea-agent" not in self.pod
        if self.container is None or self.is_in_node or "antrea-agent" in self.container:
            return False
        return self.argv[:1] == () or not self.argv[0].startswith(("ovs-", "antctl"))  # those ask the node's daemons

    @property
    def is_in_node(self) -> bool:
        """Whether its container is a node itself, going by its name."""
        return self.container is not None and self.pod is None and _NODE_CONTAINER.fullmatch(self.container) is not None
