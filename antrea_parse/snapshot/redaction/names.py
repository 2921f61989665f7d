"""Pseudonyms of names: letters for letters and digits for digits; names that begin alike have pseudonyms that do.

They are as long as the names, but for names of nodes that say what the node is for: those are a letter or two longer. So an interface
that begins with the first eight characters of its pod's name does afterwards, and columns keep their widths.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from hashlib import blake2b, sha1
from ipaddress import IPv4Address

from antrea_parse.snapshot.redaction.addresses import Addresses
from antrea_parse.snapshot.redaction.vocabulary import API_SERVICE, NUMBER, PARTS, PUBLIC, is_public

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
        "workers",
        "masters",
        "nodes",
    ]
)
_ROLE_NUMBER = re.compile(rf"({'|'.join(sorted(_ROLES, key=len, reverse=True))})(\d+)")
#: Names of hosts that are made of their addresses.
_BY_ADDRESS = re.compile(r"(ip-|)(\d{1,3}(?:-\d{1,3}){3}|\d{1,3}(?:\.\d{1,3}){3})(\..*|)")
#: Names that are followed by something else: ``coredns-558bd4d5db-gtvr4``, ``etcd-master-01``.
_FRONTS = (
    "antrea-agent-windows-",
    "antrea-agent-",
    "antrea-controller-",
    "coredns-",
    "etcd-",
    "kube-apiserver-",
    "kube-controller-manager-",
    "kube-scheduler-",
    "kube-proxy-windows-",
    "kube-proxy-",
    "kindnet-",
)
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_DIGITS = "0123456789"
_SUFFIXES = re.compile(r"(?:\.(?:tar|tgz|gz|bz2|xz|zst|zip|txt|log|out|md|json|ya?ml|html?))+$")
#: Characters of a name in Kubernetes; what is longer is none.
_LONGEST = 253
#: Parts of a word that are looked at for names.
_MOST_PARTS = 24
PORT = re.compile(r"(.{1,8})-([0-9a-f]{6})")
#: Characters of a pod's name that its interface has.
_PORT_NAME = 8
_LONG_FRONTS = tuple(front for front in _FRONTS if len(front) > _PORT_NAME)


class Names:
    """Pseudonyms under a key.

    Args:
        key: the secret.
        known: names to replace.
        nodes: those of them that are names of nodes.
        named: names of objects; those that the tools use as words of their own are replaced only where a name stands, numbers nowhere.
        addresses: pseudonyms of addresses, of which some hosts' names are made.

    >>> names = Names(b"key", {"frontend", "frontier", "worker-01"}, {"worker-01"}, {"dev"})
    >>> names.of("frontend")[:5] == names.of("frontier")[:5], names.of("frontend")[5] == names.of("frontier")[5], names.of("worker-01")[:7]
    (True, False, 'worker-')
    >>> names.word("dev"), names.word("dev", named=True) == names.of("dev") != "dev"
    ('dev', True)
    """

    def __init__(self, key: bytes, known: Iterable[str], nodes: Iterable[str] = (), named: Iterable[str] = (), addresses: Addresses | None = None) -> None:
        self._key = key[:64] if len(key) <= 64 else blake2b(key).digest()
        self._addresses = addresses
        self.nodes = frozenset(nodes) - PUBLIC - {""}
        self.worded = frozenset(name for name in (*named, *self.nodes) if name not in PUBLIC and is_public(name) and not NUMBER.fullmatch(name)) - {""}
        self.known = frozenset(name for name in (*known, *named, *self.nodes) if name and not is_public(name)) - self.worded
        self._cache: dict[str, str] = {}
        self._letters: dict[tuple[str, str], int] = {}
        self.tunnels = {tunnel_port(node): tunnel_port(self.of(node)) for node in self.nodes}
        pods = [name for name in sorted(self.known - self.nodes) if len(name) > _PORT_NAME and not name.startswith(_LONG_FRONTS)]
        self._prefixes = {_prefix(name): _prefix(self.of(name)) for name in pods}

    def of(self, name: str) -> str:
        """The pseudonym of a name, whether it is known or not."""
        found = self._cache.get(name)
        if found is None:
            found = self._cache[name] = self._pseudonym(name)
        return found

    def word(self, word: str, *, named: bool = False) -> str:
        """A word of the text: a name that is known, a name made of one, or a word that stays.

        Args:
            word: the word.
            named: it stands where names do: there a word of the tools may be one.
        """
        if self._is_name(word, named=named):
            return self.of(word)
        if word in self.tunnels:
            return self.tunnels[word]
        if match := PORT.fullmatch(word):
            prefix = match[1]
            return f"{self._prefixes.get(prefix) or self.of(prefix)}-{match[2]}"
        if "." in word and not NUMBER.fullmatch(word):
            parts = word.split(".")
            if any(self._is_name(part, named=named) for part in parts):
                return ".".join(self.of(part) if self._is_name(part, named=named) or not is_public(part) else part for part in parts)
        return self._with_names(word, named=named) if "-" in word else word

    def _is_name(self, word: str, *, named: bool) -> bool:
        return word in self.known or (named and word in self.worded)

    def _with_names(self, word: str, *, named: bool) -> str:
        """A word that is made of names: ``etcd-master-01``, ``sosreport-worker-02-2026-03-01-abcdefg``."""
        parts = word.split("-")
        if len(parts) > _MOST_PARTS:
            return word
        found: list[str] = []
        position = 0
        while position < len(parts):
            for behind in range(len(parts), position, -1):
                name = "-".join(parts[position:behind])
                if len(name) > 2 and self._is_name(name, named=named):
                    found.append(self.of(name))
                    position = behind
                    break
            else:
                found.append(parts[position])
                position += 1
        return "-".join(found)

    def any_word(self, word: str, *, named: bool = False) -> str:
        """As `word`, and of a word that nobody knows its pseudonym."""
        stem, suffix = _suffix(word)
        found = self.word(stem, named=named)
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
        if name in PUBLIC or (name in PARTS and name not in self.worded) or API_SERVICE.fullmatch(name):
            return name
        front = next((front for front in _FRONTS if name.startswith(front)), "")
        if front:
            return front + self.of(name[len(front) :])
        if name in self.nodes:
            return self._node(name)
        if "." in name:  # a host with its domain
            return ".".join(self.of(part) for part in name.split("."))
        return self._spell(name)

    def _node(self, name: str) -> str:
        """Of a node, what it is for may be seen: ``worker-01`` becomes ``worker-m63``. The letter more keeps it from being another node's name."""
        match = _BY_ADDRESS.fullmatch(name)
        if match is not None and self._addresses is not None:
            with suppress(ValueError):
                address = str(self._addresses.ip(IPv4Address(match[2].replace("-", "."))))
                shown = address.replace(".", "-") if match[1] else address
                return f"{match[1]}{shown}{'.'.join(self.of(part) if part else '' for part in match[3].split('.'))}"
        first, *rest = name.split(".")
        parts = first.split("-")
        count = 0
        while count < len(parts) - 1 and parts[count] in _ROLES:
            count += 1
        front, tail = "".join(f"{part}-" for part in parts[:count]), "-".join(parts[count:])
        if (match := _ROLE_NUMBER.fullmatch(tail)) is not None:  # ``node1``
            spelled = f"{match[1]}-{self._letter(front + match[1], _LETTERS[:9])}{self._spell(match[2], front + match[1])}"
        elif not front:
            spelled = self._spell(tail)
        elif any(char in _DIGITS for char in tail):
            spelled = self._letter(front, _LETTERS[9:18]) + self._spell(tail, front)
        else:  # with a digit it looks like the name of a node: of ``kind-worker`` the word would
            spelled = f"{self._letter(front, _LETTERS[18:])}{self._shift(front, _DIGITS) % 10}{self._spell(tail, front)}"
        return ".".join([front + spelled, *(self.of(part) for part in rest)])

    def _letter(self, context: str, alphabet: str) -> str:
        return alphabet[self._shift(context, _LETTERS) % len(alphabet)]

    def _spell(self, name: str, before: str = "") -> str:
        """Letters for letters and digits for digits, no character for itself; each depends on all before it."""
        out = []
        for position, char in enumerate(name[:_LONGEST]):
            context = before + name[:position]
            low = char.lower()
            if low in _LETTERS and len(low) == 1:
                new = _LETTERS[(_LETTERS.index(low) + 1 + self._shift(context, _LETTERS) % 25) % 26]
                out.append(new.upper() if char.isupper() else new)
            elif char in _DIGITS:
                out.append(_DIGITS[(int(char) + 1 + self._shift(context, _DIGITS) % 9) % 10])
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
    return pod[:_PORT_NAME].lstrip("-") if len(pod) > _PORT_NAME else pod


def tunnel_port(node: str) -> str:
    """The name of the port of the IPsec tunnel to a node (pkg/util/k8s, GenerateNodeTunnelInterfaceName).

    >>> tunnel_port("kind-worker2"), tunnel_port("kind-control-plane")
    ('worker2-a0d026', 'ol-plane-a39e0c')
    """
    return f"{node[-8:].lstrip('-')}-{sha1(f'node/{node}'.encode(), usedforsecurity=False).hexdigest()[:6]}"
