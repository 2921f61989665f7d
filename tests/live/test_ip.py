"""The text of `ip`, read, is what `ip -j` prints of the same state."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pytest

import antrea_parse as ap
from antrea_parse.commands.base import Output
from tests.live.ip_lab import Lab, furnish, furnish_by_chance, furnish_oddly, lab, missing

pytestmark = pytest.mark.live

#: Keys of `ip -j` that the text of the same command never shows (docs/ip-json.md).
_JSON_ONLY = {"learning", "df", "multi_queue", "over_errors"}
#: The same of 6.4 and later, which also say what is not set.
_UNSET = {"sport_mask", "dport_mask", "external", "proxy", "rsc", "l2miss", "l3miss", "localbypass", "remcsum_tx", "remcsum_rx", "udp_csum"}
_JSON_ONLY |= _UNSET | {"udp_zero_csum6_tx", "udp_zero_csum6_rx"}
#: Keys that only the text tells.
_TEXT_ONLY = {"link_netns", "metrics_lock", "encap_dst", "missed_errors"}
#: The text says it otherwise than with this key.
_IN_OTHER_WORDS = {"link_netnsid": "link_netns"}

_ADDRESS_FLAGS = (
    "", "-d", "-s", "-s -s", "-d -s", "-d -s -s", "-o", "-o -s", "-br", "-c=always", "-4", "-6", "-4 -d", "-6 -d", "-4 -s", "-6 -s -s", "-4 -o", "-6 -o",
    "-4 -br", "-6 -br", "-br -c=always", "-o -c=always", "-d -s -s -c=always", "-o -d -s", "-N", "-0",
)  # fmt: skip
_LINK_FLAGS = (
    "",
    "-d",
    "-s",
    "-s -s",
    "-d -s",
    "-d -s -s",
    "-o",
    "-o -d",
    "-o -s -s",
    "-o -d -s",
    "-br",
    "-c=always",
    "-br -c=always",
    "-d -c=always",
    "-4",
    "-6",
)
_ROUTE_FLAGS = ("", "-d", "-s", "-o", "-o -d", "-br", "-c=always", "-N", "-N -d", "-4", "-6", "-6 -d", "-6 -o", "-6 -s", "-6 -c=always", "-6 -N")
_ROUTE_FORMS = ("route", "route show table all", "route show table 100", "route show dev v0", "route show proto kernel", "route show scope link")
_GETS = (
    "10.40.1.1",
    "127.0.0.1",
    "10.1.1.1",
    "10.40.1.1 mark 20",
    "fibmatch 10.40.1.1",
    "2001:db8:bb::5",
    "2001:db8::1",
    "fibmatch 2001:db8:bb::5",
    "10.1.1.255",
)
_NEIGHBOUR_FLAGS = ("", "-d", "-s", "-s -s", "-o", "-o -s", "-br", "-c=always", "-4", "-6", "-4 -s", "-6 -br")
_RULE_FLAGS = ("", "-d", "-s", "-o", "-c=always", "-N", "-4", "-6", "-6 -d")


@pytest.fixture(scope="module")
def place() -> Iterator[Lab]:
    if reason := missing():
        pytest.skip(reason)
    with lab() as made:
        furnish(made)
        yield made


def _dump(output: Output) -> list[dict[str, Any]]:
    return [record.model_dump(mode="json", exclude_unset=True, by_alias=True) for record in output]


def _old_form(printed: dict[str, Any]) -> dict[str, Any]:
    """What belongs to `encap` beside it, as it stood up to 6.3; the text of both is the same."""
    inner = printed.get("encap")
    if not isinstance(inner, dict):
        return printed
    names = {"encap_type": "encap", "dst": "encap_dst"}
    return {**printed, **{names.get(key, key): value for key, value in inner.items()}}


def _differences(read: Any, printed: Any, path: str = "") -> list[str]:
    if isinstance(printed, dict):
        printed = _old_form(printed)
    if isinstance(read, dict) and isinstance(printed, dict):
        found = []
        for key in sorted(read.keys() | printed.keys()):
            here = f"{path}.{key}"
            if key not in printed:
                found += [] if key in _TEXT_ONLY or (key, read[key]) == ("ttl", "inherit") else [f"{here}: only in the text: {read[key]!r}"]
            elif key not in read:
                told = key in _JSON_ONLY or _IN_OTHER_WORDS.get(key) in read
                found += [] if told else [f"{here}: only in the JSON: {printed[key]!r}"]
            elif key.endswith("_timer") and path.endswith("_data"):
                found += [] if isinstance(read[key], float) else [f"{here}: no number: {read[key]!r}"]
            elif (key, read[key], printed[key]) == ("gbp", True, None):  # of 6.4 and later
                continue
            else:
                found += _differences(read[key], printed[key], here)
        return found
    if isinstance(read, list) and isinstance(printed, list) and len(read) == len(printed):
        return [line for number, pair in enumerate(zip(read, printed, strict=True)) for line in _differences(*pair, f"{path}[{number}]")]
    return [] if read == printed else [f"{path}: {read!r} is not {printed!r}"]


def _assert_same(place: Lab, command: str) -> None:
    text, printed = place.both(command)
    output = ap.parse(text, command, name=command)
    assert [item for item in output.diagnostics if item.code not in ("AP105", "AP212")] == []  # colours; what follows an alias, `v0@v1`
    read = _dump(output)
    if "-o" in command.split() and "-br" not in command.split() and "addr" in command:
        # JSON has the interface's number and name within each address only, and interfaces without addresses as empty objects.
        for item in read:
            assert {(item.pop("ifindex"), item.pop("ifname"))} == {(info["index"], info["dev"]) for info in item["addr_info"]}
        printed = [item for item in printed if item["addr_info"]]
    assert len(read) == len(printed)
    assert _differences(read, printed) == []
    assert read or not printed


@pytest.mark.parametrize("flags", _ADDRESS_FLAGS)
def test_ip_address(place: Lab, flags: str) -> None:
    _assert_same(place, f"ip {flags} addr show")


@pytest.mark.parametrize("flags", _LINK_FLAGS)
def test_ip_link(place: Lab, flags: str) -> None:
    _assert_same(place, f"ip {flags} link show")


@pytest.mark.parametrize("form", _ROUTE_FORMS)
@pytest.mark.parametrize("flags", _ROUTE_FLAGS)
def test_ip_route(place: Lab, flags: str, form: str) -> None:
    _assert_same(place, f"ip {flags} {form}")


@pytest.mark.parametrize("target", _GETS)
def test_ip_route_get(place: Lab, target: str) -> None:
    _assert_same(place, f"ip route get {target}")


@pytest.mark.parametrize("form", ["neigh", "neigh show nud all", "neigh show dev v0"])
@pytest.mark.parametrize("flags", _NEIGHBOUR_FLAGS)
def test_ip_neighbour(place: Lab, flags: str, form: str) -> None:
    _assert_same(place, f"ip {flags} {form}")


def test_ip_neighbour_proxies(place: Lab) -> None:
    _assert_same(place, "ip neigh show proxy")


@pytest.mark.parametrize("flags", _RULE_FLAGS)
def test_ip_rule(place: Lab, flags: str) -> None:
    _assert_same(place, f"ip {flags} rule")


@pytest.mark.parametrize("flags", ["", "-d", "-o"])
def test_ip_nexthop(place: Lab, flags: str) -> None:
    _assert_same(place, f"ip {flags} nexthop")


_COMMANDS = ("addr show", "link show", "route", "route show table all", "neigh", "rule", "nexthop")


@pytest.mark.parametrize("seed", range(4))
def test_any_combination_of_flags(place: Lab, seed: int) -> None:
    choose = random.Random(seed)
    for _ in range(12):
        flags = [flag for flag in ("-d", "-s", "-s", "-o", "-br", "-c=always", "-N") if choose.random() < 0.35] + choose.choice([[], [], ["-4"], ["-6"]])
        choose.shuffle(flags)
        _assert_same(place, " ".join(["ip", *flags, choose.choice(_COMMANDS)]))


@pytest.mark.parametrize("seed", range(6))
def test_any_state(seed: int) -> None:
    if reason := missing():
        pytest.skip(reason)
    choose = random.Random(seed)
    with lab() as made:
        furnish_by_chance(made, choose)
        for command in ("ip addr", "ip -d addr", "ip -4 addr", "ip -6 addr", "ip -o addr", "ip -br addr", "ip -s link", "ip -d link", "ip -br link"):
            _assert_same_or_named(made, command)
        for command in ("ip route show table all", "ip -d route", "ip -6 route", "ip -s neigh show nud all", "ip -br neigh", "ip -d rule"):
            _assert_same(made, command)


def _assert_same_or_named(place: Lab, command: str) -> None:
    """A value that is not that of the JSON is of an interface whose name is named as in doubt."""
    text, printed = place.both(command)
    output = ap.parse(text, command)
    read = _dump(output)
    printed = [item for item in printed if "ifname" in item or item.get("addr_info")]
    assert len(read) == len(printed)
    named = " ".join(item.message for item in output.diagnostics if item.code in ("AP206", "AP212"))
    assert not {item.code for item in output.diagnostics} - {"AP105", "AP108", "AP206", "AP212"}
    for ours, theirs in zip(read, printed, strict=True):
        if "-o" in command.split():
            assert {(ours.pop("ifindex"), ours.pop("ifname"))} == {(info["index"], info["dev"]) for info in ours["addr_info"]}
        found = _differences(ours, theirs)
        behind = f"if{ours['link_index']}" if "link_index" in ours else ours.get("link") or "NONE"
        doubt = f"{ours.get('ifname')}@{behind}"
        assert not found or ((doubt in named or "and others" in named) and all(line.startswith((".ifname", ".link:", ".link_index")) for line in found)), (
            command,
            found,
        )


@pytest.fixture(scope="module")
def odd_place() -> Iterator[Lab]:
    if reason := missing():
        pytest.skip(reason)
    with lab() as made:
        furnish_oddly(made)
        yield made


@pytest.mark.parametrize("command", ["ip addr", "ip -d addr", "ip -br addr", "ip -o addr", "ip -c=always addr", "ip -s -s addr", "ip -4 -br addr"])
def test_odd_names(odd_place: Lab, command: str) -> None:
    text, printed = odd_place.both(command)
    read = _dump(ap.parse(text, command))
    printed = [item for item in printed if "ifname" in item or item["addr_info"]]
    assert [item["ifname"] for item in read] == [item.get("ifname") or item["addr_info"][0]["dev"] for item in printed]
    assert [item.get("link", "") for item in read] == [item.get("link", "") for item in printed]
    assert [_labels(item) for item in read] == [_labels(item) for item in printed]


def _labels(item: dict[str, Any]) -> list[tuple[str, str | None]]:
    return [(info["local"], info.get("label")) for info in item["addr_info"]]


@pytest.mark.parametrize("command", ["ip link", "ip -d link", "ip -s link", "ip -o link", "ip -br link"])
def test_an_alias_is_never_taken_for_an_interface(odd_place: Lab, command: str) -> None:
    text, printed = odd_place.both(command)
    output = ap.parse(text, command)
    read = _dump(output)
    assert [item["ifname"] for item in read] == [item["ifname"] for item in printed]
    named = {item.code for item in output.diagnostics}
    if "-br" not in command:
        aliases = [(item.get("ifalias"), other.get("ifalias")) for item, other in zip(read, printed, strict=True)]
        assert all(ours == theirs for ours, theirs in aliases) or named & {"AP201", "AP203", "AP206"}


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("dummy", ""),
        ("vlan", "link v0 type vlan id 100 gvrp on ingress-qos-map 1:2 egress-qos-map 3:4"),
        ("bond", "type bond mode 802.3ad miimon 100 xmit_hash_policy layer3+4"),
        ("geneve", "type geneve id 5 remote 10.1.1.9 dstport 6081 ttl 64 df set"),
        ("vrf", "type vrf table 10"),
    ],
)
def test_kinds_that_a_kernel_may_refuse(kind: str, words: str) -> None:
    if reason := missing():
        pytest.skip(reason)
    with lab() as made:
        made.set_up("link add v0 type veth peer name v1")
        done = made.ip("link", "add", "name", "x0", *(words or f"type {kind}").split(), check=False)
        if done.returncode:
            pytest.skip(f"the kernel refuses {kind}: {done.stderr.strip()}")
        made.ip("link", "set", "v1", "master", "x0", check=False)
        for flags in ("-d", "-d -o"):
            _assert_same(made, f"ip {flags} link show")
