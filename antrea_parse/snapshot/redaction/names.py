"""Pseudonyms of names: as long as the name, letters for letters and digits for digits; names that begin alike have pseudonyms that do.

So an interface that begins with the first eight characters of its pod's name does afterwards, and columns keep their widths.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from hashlib import blake2b, sha1

from antrea_parse.snapshot.redaction.vocabulary import NUMBER, PUBLIC, is_public

#: Words in names of nodes that say what they are for.
_ROLES = frozenset(
    [
        "worker",
        "master",
        "node",
        "control",
        "plane",
        "controlplane",
        "controller",
        "compute",
        "infra",
        "minion",
        "kube",
        "k8s",
        "k3s",
        "kind",
        "minikube",
        "server",
        "vm",
        "host",
        "gke",
        "aks",
        "eks",
        "cp",
        "etcd",
        "win",
        "windows",
        "linux",
        "ip",
        "workers",
        "masters",
        "nodes",
    ]
)
#: Names that are followed by something else: ``coredns-558bd4d5db-gtvr4``, ``etcd-master-01``.
_FRONTS = tuple(
    f"{name}-"
    for name in [
        "antrea-agent-windows",
        "antrea-agent",
        "antrea-controller",
        "coredns",
        "etcd",
        "kube-apiserver",
        "kube-controller-manager",
        "kube-scheduler",
        "kube-proxy-windows",
        "kube-proxy",
        "kindnet",
        "local-path-provisioner",
        "metrics-server",
    ]
)
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_DIGITS = "0123456789"
_SUFFIXES = re.compile(r"(?:\.(?:tar|tgz|gz|bz2|xz|zst|zip|txt|log|out|md|json|ya?ml|html?))+$")
#: Characters of a name in Kubernetes; what is longer is none.
_LONGEST = 253
#: Parts of a word that are looked at for names.
_MOST_PARTS = 24
PORT = re.compile(r"(.{1,8})-([0-9a-f]{6})")


class Names:
    """Pseudonyms under a key.

    Args:
        key: the secret.
        known: names to replace.
        nodes: those of them that are names of nodes.

    >>> names = Names(b"key", {"frontend", "frontier", "worker-01"}, {"worker-01"})
    >>> names.of("frontend")[:5] == names.of("frontier")[:5], names.of("frontend")[5] == names.of("frontier")[5], names.of("worker-01")[:7]
    (True, False, 'worker-')
    """

    def __init__(self, key: bytes, known: Iterable[str], nodes: Iterable[str] = ()) -> None:
        self._key = key[:64] if len(key) <= 64 else blake2b(key).digest()
        self.nodes = frozenset(nodes) - PUBLIC
        self.known = (frozenset(name for name in known if name and not is_public(name)) | self.nodes) - {""}
        self._cache: dict[str, str] = {}
        self._letters: dict[tuple[str, str], int] = {}
        self.tunnels = {tunnel_port(node): tunnel_port(self.of(node)) for node in self.nodes}
        self._prefixes = {_prefix(name): _prefix(self.of(name)) for name in sorted(self.known) if len(name) > 8}

    def of(self, name: str) -> str:
        """The pseudonym of a name, whether it is known or not."""
        found = self._cache.get(name)
        if found is None:
            found = self._cache[name] = self._pseudonym(name)
        return found

    def word(self, word: str) -> str:
        """A word of the text: a name that is known, a name made of one, or a word that stays."""
        if word in self.known:
            return self.of(word)
        if word in self.tunnels:
            return self.tunnels[word]
        if match := PORT.fullmatch(word):
            prefix = match[1]
            return f"{self._prefixes.get(prefix) or self.of(prefix)}-{match[2]}"
        if "." in word and not NUMBER.fullmatch(word):
            parts = word.split(".")
            if any(part in self.known for part in parts):
                return ".".join(self.of(part) if part in self.known or not is_public(part) else part for part in parts)
        return self._with_names(word) if "-" in word else word

    def _with_names(self, word: str) -> str:
        """A word that is made of names: ``etcd-master-01``, ``sosreport-worker-02-2026-03-01-abcdefg``."""
        parts = word.split("-")
        if len(parts) > _MOST_PARTS:
            return word
        found: list[str] = []
        position = 0
        while position < len(parts):
            for behind in range(len(parts), position, -1):
                name = "-".join(parts[position:behind])
                if len(name) > 2 and name in self.known:
                    found.append(self.of(name))
                    position = behind
                    break
            else:
                found.append(parts[position])
                position += 1
        return "-".join(found)

    def any_word(self, word: str) -> str:
        """As `word`, and of a word that nobody knows its pseudonym."""
        stem, suffix = _suffix(word)
        found = self.word(stem)
        if found == stem and not is_public(stem) and not all(is_public(part) for part in re.split(r"[.-]+", stem)):
            found = self.of(stem)
        return found + suffix

    def is_known(self, word: str) -> bool:
        """Whether a word may be shown, once replaced."""
        return word in self.known or is_public(word) or self.word(word) != word

    @property
    def seen(self) -> dict[str, str]:
        """Names that were replaced, and their pseudonyms."""
        return {name: pseudonym for name, pseudonym in sorted(self._cache.items()) if name != pseudonym}

    def _pseudonym(self, name: str) -> str:
        if name in PUBLIC:
            return name
        front = next((front for front in _FRONTS if name.startswith(front)), "")
        if front:
            return front + self.of(name[len(front) :])
        if name in self.nodes:
            first, *rest = name.split(".")
            parts = re.split(r"([-.])", first)
            spelled = "".join(part if part in _ROLES or part in "-." else self._spell(part, "".join(parts[:index])) for index, part in enumerate(parts))
            return ".".join([spelled, *(self.of(part) for part in rest)])
        if "." in name:  # a host with its domain
            return ".".join(self.of(part) for part in name.split("."))
        return self._spell(name)

    def _spell(self, name: str, before: str = "") -> str:
        out = []
        for position, char in enumerate(name[:_LONGEST]):
            context = before + name[:position]
            low = char.lower()
            if low in _LETTERS and len(low) == 1:
                new = _LETTERS[(_LETTERS.index(low) + self._shift(context, _LETTERS)) % 26]
                out.append(new.upper() if char.isupper() else new)
            elif char in _DIGITS:
                out.append(_DIGITS[(int(char) + self._shift(context, _DIGITS)) % 10])
            else:
                out.append(char if char.isascii() else "x")
        return "".join(out) + "x" * (len(name) - _LONGEST)

    def _shift(self, context: str, alphabet: str) -> int:
        place = (context, alphabet[0])
        found = self._letters.get(place)
        if found is None:
            digest = blake2b(context.encode("utf-8", "replace"), key=self._key, digest_size=8, person=alphabet[0].encode()).digest()
            found = self._letters[place] = int.from_bytes(digest, "big")
        return found


def _suffix(name: str) -> tuple[str, str]:
    """A file's name and its suffixes.

    >>> _suffix("worker-01.tar.gz")
    ('worker-01', '.tar.gz')
    """
    match = _SUFFIXES.search(name)
    return (name[: match.start()], match.group()) if match else (name, "")


def _prefix(pod: str) -> str:
    return pod[:8].lstrip("-") if len(pod) > 8 else pod


def tunnel_port(node: str) -> str:
    """The name of the port of the IPsec tunnel to a node (pkg/util/k8s, GenerateNodeTunnelInterfaceName).

    >>> tunnel_port("kind-worker2"), tunnel_port("kind-control-plane")
    ('worker2-a0d026', 'ol-plane-a39e0c')
    """
    return f"{node[-8:].lstrip('-')}-{sha1(f'node/{node}'.encode(), usedforsecurity=False).hexdigest()[:6]}"
