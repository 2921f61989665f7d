"""How Antrea and Kubernetes make up names and numbers."""

from __future__ import annotations

import hashlib
import random
import uuid

_SAFE = "bcdfghjklmnpqrstvwxz2456789"


def interface_name(pod: str, container_id: str) -> str:
    """Name of a pod's interface: eight characters of the pod's name and six hex digits.

    >>> interface_name("coredns-558bd4d5db-gtvr4", "0")[:9]
    'coredns--'
    """
    prefix = (pod if len(pod) <= 8 else pod[:8]).lstrip("-")
    return f"{prefix}-{hashlib.sha1(container_id.encode(), usedforsecurity=False).hexdigest()[:6]}"


def ipsec_port_name(node: str) -> str:
    """Name of the tunnel port to a peer under IPsec.

    >>> ipsec_port_name("kind-control-plane"), ipsec_port_name("kind-worker2")
    ('ol-plane-a39e0c', 'worker2-a0d026')
    """
    return f"{node[-8:].lstrip('-')}-{hashlib.sha1(f'node/{node}'.encode(), usedforsecurity=False).hexdigest()[:6]}"


def mac(rng: random.Random) -> str:
    """A locally administered unicast address."""
    value = rng.getrandbits(48) & 0xFCFFFFFFFFFF | 0x020000000000
    digits = f"{value:012x}"
    return ":".join(digits[at : at + 2] for at in range(0, 12, 2))


def vendor_mac(rng: random.Random) -> str:
    """The address of a virtual machine's card."""
    digits = f"{rng.getrandbits(24):06x}"
    return "00:50:56:" + ":".join(digits[at : at + 2] for at in range(0, 6, 2))


def row_uuid(rng: random.Random) -> str:
    """A row of OVSDB."""
    return str(uuid.UUID(int=rng.getrandbits(128), version=4))


def suffix(rng: random.Random, length: int = 5) -> str:
    """The random end of a generated name."""
    return "".join(rng.choices(_SAFE, k=length))


def hex_id(rng: random.Random) -> str:
    """The id of a container."""
    return f"{rng.getrandbits(256):064x}"
