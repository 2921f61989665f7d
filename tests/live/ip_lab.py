"""Network namespaces of the test's own, furnished through the real `ip`.

Every capture is taken so that text and JSON tell of one moment: between two texts that are the same.
"""

from __future__ import annotations

import json
import os
import random
import secrets
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_SECONDS = 30
_ATTEMPTS = 40


def missing() -> str | None:
    """Why no namespace can be made, or None."""
    if _ip() is None:
        return "not installed: ip (Debian package iproute2)"
    name = _new_name()
    made = _run("netns", "add", name, check=False)
    if made.returncode:
        return f"no network namespace can be made here: {made.stderr.strip()}"
    _run("netns", "delete", name)
    return None


class Lab:
    """Three network namespaces, called here, there and nowhere.

    Attributes:
        here: name of the namespace that captures are taken in.
        there: name of another; interfaces here have peers in it.
        nowhere: name of a third, which it loses when `forget` is called.
    """

    def __init__(self, here: str, there: str, nowhere: str) -> None:
        self.here = here
        self.there = there
        self.nowhere = nowhere

    def forget(self) -> None:
        """Take the name from the third namespace; while somebody holds its file open, it lives on."""
        _run("netns", "delete", self.nowhere)

    def ip(self, *words: str, check: bool = True, netns: str | None = None) -> subprocess.CompletedProcess[str]:
        """Run `ip` in a namespace; words that hold blanks stay one."""
        return _run("-n", netns or self.here, *words, check=check)

    def set_up(self, *commands: str) -> None:
        """Run commands, each one line of words; ``$there`` and ``$nowhere`` are the other namespaces' names."""
        for command in commands:
            self.ip(*command.replace("$there", self.there).replace("$nowhere", self.nowhere).split())

    def text(self, command: str) -> str:
        """What ``ip …`` prints; the command's first word is ``ip``."""
        return self.ip(*command.split()[1:]).stdout

    def both(self, command: str) -> tuple[str, list[dict[str, Any]]]:
        """Text and JSON of one state.

        Raises:
            AssertionError: the state never stood still.
        """
        before = self.text(command)
        for _ in range(_ATTEMPTS):
            found = self.ip("-j", *(word for word in command.split()[1:] if not word.startswith("-c"))).stdout
            after = self.text(command)
            if _steady(before) == _steady(after):
                return after, [item for item in json.loads(found or "[]", object_pairs_hook=_first_wins) if item]
            before = after
        raise AssertionError(f"{command}: the state never stood still")


def _first_wins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    # `encap ip` prints `dst` twice; the route's own is the first.
    return dict(reversed(pairs))


def _steady(text: str) -> str:
    """A text without the timers of bridges, which never stand still."""
    words = text.split()
    for position, word in enumerate(words[:-1]):
        if word.endswith("_timer"):
            words[position + 1] = "?"
    return " ".join(words)


@contextmanager
def lab(*names: str) -> Iterator[Lab]:
    """Three new namespaces, gone afterwards with all that was in them; under names of their own unless they are given."""
    names = names or tuple(_new_name() for _ in range(3))
    held = -1
    try:
        for name in names:
            _run("netns", "add", name)
        held = os.open(f"/run/netns/{names[2]}", os.O_RDONLY)
        yield Lab(*names)
    finally:
        if held >= 0:
            os.close(held)
        for name in names:
            _run("netns", "delete", name, check=False)


def furnish(place: Lab) -> None:
    """Interfaces of every kind that any kernel has, addresses, routes, rules, neighbours."""
    place.set_up(
        "link set lo up",
        "link add v0 type veth peer name v1",
        "link add p0 type veth peer name eth0 netns $there",
        "link add coredns--c4f3d4 mtu 1450 type veth peer name eth1 netns $there",
        "link add anon-x type veth peer name eth2 netns $nowhere",
        "link add d0 type veth peer name d1",
        "link add br0 type bridge stp_state 1",
        "link add br1 type bridge",
        "link set v1 master br0",
        "link set v1 type bridge_slave hairpin on",
        "link add vx4 type vxlan id 5 remote 10.1.1.9 local 10.1.1.1 dev v0 dstport 4789 ttl 64 tos inherit",
        "link add vx6 type vxlan id 6 remote 2001:db8::9 local 2001:db8::1 dstport 4790 ttl inherit udp6zerocsumtx nolearning",
        "link add vxg type vxlan id 7 group 239.1.1.1 dev v0 dstport 4791 proxy rsc l2miss l3miss gbp ageing 0",
        "link add vxe type vxlan external dstport 4792",
        "link add mv0 link d1 type macvlan mode bridge",
        "tuntap add tap0 mode tap multi_queue",
        "tuntap add tun0 mode tun user 0 group 0",
        "link add ifb0 type ifb",
        "link set v0 up",
        "link set v1 up",
        "link set p0 up",
        "link set anon-x up",
        "link set d0 up",
        "link set br0 up",
        "link set br1 up",
        "link set tun0 up",
        "link set dev v0 address 02:00:00:00:00:10",
        "link set dev br1 group 7 txqueuelen 0",
        "link property add dev v0 altname altv0 altname a-very-long-name-for-this-device",
        "addr add 10.1.1.1/24 brd + dev v0",
        "addr add 10.1.1.2/24 dev v0 label v0:web",
        "addr add 10.1.2.2/24 dev v0 metric 77 valid_lft 100000 preferred_lft 50000",
        "addr add 10.30.0.1 peer 10.30.0.2/32 dev v0",
        "addr add 10.31.0.1 peer 10.31.9.0/24 dev tun0",
        "addr add 10.9.0.1/24 dev v0 scope 123 noprefixroute",
        "addr add 2001:db8::1/64 dev v0 nodad",
        "addr add 2001:db8::2/64 dev v0 nodad valid_lft 100000 preferred_lft 0",
        "addr add 2001:db8:30::1 peer 2001:db8:30::2/128 dev v0 nodad home",
        "addr add ::ffff:10.0.0.1/128 dev v0 nodad",
        "addr add 10.60.0.1/24 dev d0",
    )
    place.forget()
    place.ip("link", "set", "v0", "alias", "uplink  to <rack 3>, \\ port 4 & more")
    for number in range(20):
        place.set_up(f"addr add 10.99.{number}.1/24 dev br1")
    place.set_up(
        "route add default via 10.1.1.9 dev v0 proto static metric 100",
        "route add 10.40.0.0/16 proto bgp metric 20 nexthop via 10.1.1.3 weight 1 nexthop via 10.1.1.7 dev v0 weight 10 nexthop via 10.77.0.1 dev v0 onlink",
        "route add blackhole 10.41.0.0/16",
        "route add unreachable 10.42.0.0/16 metric 5",
        "route add prohibit 10.43.0.0/16 proto zebra",
        "route add throw 10.44.0.0/16 table 100",
        "route add 10.45.0.0/16 via 10.1.1.3 mtu lock 1400 window 5000 rtt 100ms rttvar 1500ms advmss 1360 initcwnd 12 features ecn quickack 1 "
        "congctl lock reno",
        "route add 10.46.0.0/16 via 10.1.1.3 src 10.1.1.1 realm 5",
        "route add 10.46.1.0/24 via 10.1.1.3 realm 3/4",
        "route add 10.47.1.2 tos 0x10 via 10.1.1.3",
        "route add 10.48.0.0/16 dev v0 table 500 proto 77",
        "route add local 10.49.0.1 dev v0 table 100",
        "route add 10.55.0.0/16 nexthop via inet6 2001:db8::9 dev v0 nexthop via 10.1.1.3 weight 2",
        "route add 10.211.0.0/24 via 10.211.0.1 dev v0 onlink",
        "route add 2001:db8:aa::/48 via 2001:db8::9 mtu 1400 advmss 1300",
        "route add 2001:db8:bb::/48 nexthop via 2001:db8::a weight 1 nexthop via 2001:db8::b weight 4",
        "route add unreachable 2001:db8:cc::/48",
        "route add blackhole 2001:db8:cd::/48",
        "route add 2001:db8:dd::/48 via 2001:db8::c expires 100000",
        "route add 2001:db8:ee::/48 from 2001:db8::/64 via 2001:db8::c",
        "route add default via fe80::1 dev v0 pref high",
        "route add 2001:db8:100::/48 via 2001:db8::9 table 100",
        "nexthop add id 11 via 10.1.1.9 dev v0",
        "nexthop add id 12 via 10.1.1.8 dev v0 proto static",
        "nexthop add id 13 blackhole",
        "nexthop add id 20 group 11,3/12,5",
        "nexthop add id 21 via 2001:db8::9 dev v0 onlink",
        "route add 10.50.0.0/16 nhid 11",
        "route add 10.51.0.0/16 nhid 20",
        "route add 10.52.0.0/16 nhid 13",
        "rule add priority 100 from 10.0.0.0/8 to 10.1.1.0/24 table 100",
        "rule add priority 101 fwmark 0x1/0xff table 101",
        "rule add priority 102 iif v0 oif v1 table 102",
        "rule add priority 103 not from 10.9.9.9",
        "rule add priority 104 ipproto tcp dport 443 table 104",
        "rule add priority 105 ipproto udp sport 1000-2000 dport 53 table 105",
        "rule add priority 106 uidrange 1000-2000 table 106",
        "rule add priority 107 goto 200",
        "rule add priority 108 from 10.7.0.0/16 unreachable",
        "rule add priority 109 from 10.8.0.0/16 blackhole",
        "rule add priority 110 prohibit",
        "rule add priority 111 suppress_prefixlength 0",
        "rule add priority 112 suppress_ifgroup 7",
        "rule add priority 113 tos 0x10 table 113",
        "rule add priority 114 from 1.2.3.4 table 114 realms 3/4",
        "rule add priority 115 iif nope0 table 115",
        "rule add priority 116 tun_id 5 table 116",
        "rule add priority 117 goto 9999",
        "rule add priority 118 from 10.0.0.1 table 118 protocol static",
        "rule add priority 200 nop",
        "neigh add 10.1.1.20 lladdr 02:00:00:00:00:01 dev v0 nud permanent",
        "neigh add 10.1.1.23 lladdr 02:00:00:00:00:04 dev v0 nud noarp",
        "neigh add 10.1.1.24 lladdr 02:00:00:00:00:05 dev v0 nud permanent extern_learn",
        "neigh add 10.1.1.26 lladdr 02:00:00:00:00:07 dev v0 nud permanent protocol bgp",
        "neigh add 2001:db8::99 lladdr 02:00:00:00:00:06 dev v0 nud permanent router",
        "neigh add proxy 10.1.1.25 dev v0",
    )
    place.ip("-6", "rule", "add", "priority", "300", "from", "2001:db8::/32", "table", "200")
    # What some kernels do not have.
    place.ip("rule", "add", "priority", "1000", "l3mdev", check=False)
    place.ip(*["route", "add", "10.53.0.0/16", "encap", "ip", "id", "42", "dst", "10.9.9.9", "ttl", "64", "dev", "v0"], check=False)
    place.ip(*["route", "add", "10.54.0.0/16", "encap", "seg6", "mode", "encap", "segs", "fc00::1,fc00::2", "dev", "v0"], check=False)
    place.ip(*["route", "add", "10.56.0.0/16", "encap", "mpls", "100/200", "via", "10.1.1.3"], check=False)


#: Names that a kernel allows and a parser may stumble over.
ODD_NAMES = (
    *("a@b", "o2", "x.100", "mtu", "inet", "inet6", "link", "valid_lft", "NONE", "if3", "1234", "dynamic", "altname", "alias", "RX", "UP"),
    *("a,b<c>", '"q"', "a\\b", "grün0", "$x", "[y]"),
)


def furnish_oddly(place: Lab) -> None:
    """Interfaces with odd names, and aliases that look like lines of `ip`."""
    place.set_up("link set lo up", "link add a@b type veth peer name o2")
    for name in ODD_NAMES[2:]:
        place.ip("link", "add", "name", name, "type", "bridge")
    place.set_up(*(f"addr add 10.77.{number}.1/24 dev {name}" for number, name in enumerate(ODD_NAMES)))
    place.set_up("addr add 10.78.0.1/24 dev dynamic valid_lft 100000 preferred_lft 100000", "addr add 10.78.1.1/24 dev dynamic label dynamic:1")
    place.ip("link", "set", "dev", "o2", "alias", "first\nsecond: line\n5: fake: <UP> mtu 1\nmtu 7")
    place.ip("link", "set", "dev", "mtu", "alias", "UP 10.0.0.1/24")
    place.ip("link", "set", "dev", "inet", "alias", "\\    altname x \\ altname y")
    place.ip("link", "set", "dev", "link", "alias", " leading and trailing ")


#: Names with the sign that separates a name from what is behind it.
_NAMES_WITH_AT = ("a@b", "a", "b", "a@if5", "@", "@x", "x@", "NONE@", "@NONE", "c@NONE", "<UP>", "0@x", "it's", "lo@if3", "if3", "if5", "%s@y", "a@a", "é@ü")


def furnish_by_chance(place: Lab, choose: random.Random) -> None:
    """Interfaces, addresses, routes, neighbours and rules as they fall; what a kernel refuses is left out."""
    names = choose.sample([*_NAMES_WITH_AT, *ODD_NAMES[2:], "eth0", "eth0.100", "coredns--c4f3d4"], 12)
    place.set_up("link set lo up")
    made = []
    for name in names[:8]:
        kind = choose.choice(["veth", "veth", "abroad", "bridge", "vxlan", "macvlan", "ifb", "tap"])
        words = {
            "veth": ["link", "add", "name", name, "type", "veth", "peer", "name", names[-1 - len(made) % 4]],
            "abroad": ["link", "add", "name", name, "type", "veth", "peer", "name", f"p{len(made)}", "netns", place.there],
            "vxlan": ["link", "add", "name", name, "type", "vxlan", "id", str(len(made) + 1), "dstport", str(4789 + len(made))],
            "macvlan": ["link", "add", "name", name, "link", *(made[-1:] or ["lo"]), "type", "macvlan"],
            "tap": ["tuntap", "add", "name", name, "mode", "tap"],
        }.get(kind, ["link", "add", "name", name, "type", kind])
        if place.ip(*words, check=False).returncode == 0:
            made.append(name)
    for number, name in enumerate(made):
        if choose.random() < 0.7:
            place.ip("link", "set", "dev", name, "up", check=False)
        if choose.random() < 0.2:
            place.ip("link", "set", "dev", name, "alias", choose.choice(["uplink", "UP 10.0.0.1/24", "to <rack 3>"]), check=False)
        for _ in range(choose.randint(0, 2)):
            peer = ["peer", f"10.90.{number}.{choose.randint(1, 250)}"] if choose.random() < 0.2 else []
            scope = ["scope", choose.choice(["link", "host", "123"])] if choose.random() < 0.3 else []
            address = f"10.{choose.randint(1, 9)}.{number}.{choose.randint(1, 250)}" + ("" if peer else f"/{choose.randint(8, 32)}")
            place.ip("addr", "add", address, *peer, *scope, "dev", name, check=False)
        if choose.random() < 0.5:
            place.ip("addr", "add", f"2001:db8:{number}::{choose.randint(1, 99)}/64", "nodad", "dev", name, check=False)
        metric = ["metric", str(choose.randint(1, 99))] if choose.random() < 0.5 else []
        table = ["table", str(choose.randint(5, 9))] if choose.random() < 0.3 else []
        place.ip("route", "add", f"10.2{number}.0.0/16", "dev", name, *metric, *table, check=False)
        place.ip(
            "neigh", "add", f"10.3.{number}.1", "lladdr", f"02:00:00:00:00:{number:02}", "dev", name, "nud", choose.choice(["permanent", "noarp"]), check=False
        )
        place.ip("rule", "add", "priority", str(100 + number), choose.choice(["iif", "oif"]), name, "table", str(choose.randint(5, 9)), check=False)


def _ip() -> str | None:
    return shutil.which("ip", path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")


def _new_name() -> str:
    return f"apt-{os.getpid()}-{secrets.token_hex(3)}"


def _run(*words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
    tool = _ip()
    assert tool is not None
    done = subprocess.run([tool, *words], capture_output=True, text=True, timeout=_SECONDS, check=False, env={**os.environ, "LC_ALL": "C"})
    assert not check or done.returncode == 0, f"ip {' '.join(words)}: {done.stderr.strip()}"
    return done
