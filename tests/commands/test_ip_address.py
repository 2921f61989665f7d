"""`ip address` and `ip link`: what the samples do not show."""

from __future__ import annotations

from ipaddress import IPv4Address

import pytest

import antrea_parse as ap
from antrea_parse.commands.base import Output

HEADER = "2: eth0: <UP> mtu 1500 qdisc mq state UP group default qlen 1000\n"
LINK = "    link/ether 02:00:00:00:00:01 brd ff:ff:ff:ff:ff:ff\n"


def codes(output: Output) -> list[str]:
    return [item.code for item in output.diagnostics]


def test_addresses_are_addresses_and_dump_as_the_tool_prints_them() -> None:
    out = ap.parse(HEADER + LINK + "    inet 10.0.0.1/24 scope global eth0\n    inet6 ::ffff:10.0.0.1/128 scope global \n", "ip a")
    first, second = out[0].addr_info
    assert first.local == IPv4Address("10.0.0.1")
    assert second.model_dump(mode="json", exclude_unset=True)["local"] == "::ffff:10.0.0.1"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("inet 10.0.0.1/24 scope global dynamic", {"dynamic": True, "label": None}),
        ("inet 10.0.0.1/24 scope global dynamic eth0:web", {"dynamic": True, "label": "eth0:web"}),
        ("inet 10.0.0.1/24 scope global proto kernel_lo proto", {"protocol": "kernel_lo", "label": "proto"}),
        ("inet6 fe80::1/64 scope link flags 800", {"ifa_flags": "800", "label": None}),
        ("inet6 fe80::1/64 scope link stable-privacy proto kernel_ll", {"stable_privacy": True, "protocol": "kernel_ll"}),
        ("inet 10.0.0.1 peer 10.0.0.2/32 metric 7 brd 10.0.0.3 any 10.0.0.4 scope 123 eth0", {"metric": 7, "scope": "123", "anycast": IPv4Address("10.0.0.4")}),
    ],
)
def test_address_words(line: str, expected: dict[str, object]) -> None:
    out = ap.parse(HEADER + LINK + f"    {line} \n", "ip a")
    assert codes(out) == []
    assert {key: getattr(out[0].addr_info[0], key) for key in expected} == expected


def test_an_interface_may_be_called_like_a_flag() -> None:
    text = HEADER.replace("eth0", "dynamic") + LINK + "    inet 10.0.0.1/24 scope global {}\n"
    assert ap.parse(text.format("dynamic"), "ip a")[0].addr_info[0].label == "dynamic"
    both = ap.parse(text.format("dynamic dynamic"), "ip a")[0].addr_info[0]
    assert (both.dynamic, both.label) == (True, "dynamic")


def test_a_name_is_split_by_the_other_names() -> None:
    text = "".join(HEADER.replace("2: eth0", name) + LINK for name in ("5: o2@a@b", "6: a@b@o2", "7: x@if9", "8: y@NONE"))
    assert [(item.ifname, item.link) for item in ap.parse(text, "ip link")] == [("o2", "a@b"), ("a@b", "o2"), ("x", "if9"), ("y", None)]


_OTHERS = ("1: lo", "2: b", "3: a@b@if5", "4: x@y@z")


@pytest.mark.parametrize(
    ("name", "behind_it", "expected", "named"),
    [
        ("a@b: <UP,M-DOWN>", "", ("a", "b"), []),  # only of one behind it is told that it is down
        ("a@b: <UP>", "    bridge numtxqueues 1 \n", ("a@b", "none"), []),
        ("a@b: <UP>", "    vlan protocol 802.1Q id 5 numtxqueues 1 \n", ("a", "b"), []),
        ("a@b: <UP>", "    inet 10.0.0.1/8 scope global a@b\n", ("a@b", "none"), []),
        ("a@b: <UP>", "    inet 10.0.0.1/8 scope global a:web\n", ("a", "b"), []),
        ("a@b: <UP>", "", ("a", "b"), ["AP212"]),
        ("a@c: <UP>", "", ("a", "c"), ["AP206"]),  # there is no c
        ("twelve-bytes@b: <UP>", "", ("twelve-bytes", "b"), ["AP212"]),
        ("thirteen-bytes@b: <UP>", "", ("thirteen-bytes", "b"), []),  # too long for one name
        ("b@if5: <UP>", "link-netnsid 3", ("b", 5), []),
        ("a@NONE: <UP>", "", ("a", None), ["AP212"]),
        ("@: <UP>", "", ("@", "none"), []),
        ("q@: <UP>", "", ("q@", "none"), []),
        ("q@z@y: <UP>", "", ("q@z@y", "none"), ["AP206"]),
    ],
)
def test_an_at_sign_in_a_name_is_read_by_what_else_is_known(name: str, behind_it: str, expected: tuple[str, str | int | None], named: list[str]) -> None:
    link = LINK.replace("\n", f" {behind_it}\n" if "netnsid" in behind_it else " promiscuity 0 \n")
    text = "".join(f"{other}: <UP> mtu 1\n{LINK}" for other in _OTHERS[:2]) + f"9: {name} mtu 1\n{link}" + behind_it * ("netnsid" not in behind_it)
    out = ap.parse(text, "ip -d a")
    row = out[-1].model_dump(exclude_unset=True)
    assert (row["ifname"], row.get("link", row.get("link_index", "none"))) == expected
    assert codes(out) == named


def test_both_ends_of_a_pair_tell_where_names_end() -> None:
    # As a real `ip link` prints veth pairs with such names.
    names = ("lo", "a@a@b", "a@b@a", "a@b@if5@a@if5", "a@if5@a@b@if5", "0@x@<UP>", "<UP>@0@x", "NONE@NONE@c@NONE", "c@NONE@NONE@NONE")
    out = ap.parse("".join(f"{number}: {name}: <UP> mtu 1\n{LINK}" for number, name in enumerate(names)), "ip link")
    assert [(item.ifname, item.link) for item in out[1:]] == [
        ("a", "a@b"), ("a@b", "a"), ("a@b@if5", "a@if5"), ("a@if5", "a@b@if5"), ("0@x", "<UP>"), ("<UP>", "0@x"),
        ("NONE@NONE", "c@NONE"), ("c@NONE", "NONE@NONE"),
    ]  # fmt: skip
    assert codes(out) == []


def test_the_one_line_form_prints_a_name_alone() -> None:
    out = ap.parse("3: a@b    inet6 fe80::1/64 scope link \\       valid_lft forever preferred_lft forever\n", "ip -o a")
    assert (out[0].ifname, codes(out)) == ("a@b", [])


def test_a_first_line_that_is_lost_is_noticed() -> None:
    life = "       valid_lft forever preferred_lft forever\n"
    first = "2: eth0: <UP> mtu 1\n    inet 10.0.0.1/8 scope global eth0\n" + life
    assert codes(ap.parse(first + "    inet 10.0.0.2/8 scope global eth1\n" + life, "ip -4 a")) == ["AP206"]
    assert codes(ap.parse(first + "    altname eth1-alias\n", "ip -4 a")) == ["AP201"]
    whole = HEADER.replace("eth0", "eth1") + LINK
    assert codes(ap.parse(first + whole, "ip a")) == ["AP202"]  # the link-layer line of the first


def test_a_word_that_nobody_knows_is_named_and_the_rest_is_read() -> None:
    out = ap.parse(HEADER.replace("state UP", "frobs 7 state UP") + LINK, "ip a")
    assert codes(out) == ["AP203"]
    assert (out[0].operstate, out[0].txqlen) == ("UP", 1000)


def test_nothing_is_given_to_the_interface_before_a_damaged_first_line() -> None:
    out = ap.parse(HEADER + LINK + "3: eth1 <UP mtu 1500\n    link/ether 02:00:00:00:00:02\n    inet 10.0.0.9/24 scope global eth1\n", "ip a")
    assert [item.ifname for item in out] == ["eth0"]
    assert out[0].addr_info == ()
    assert {"AP201", "AP202"} <= set(codes(out))


def test_counters_go_by_their_titles() -> None:
    old = "    RX: bytes  packets  errors  dropped overrun mcast   \n    1          2        3       4       5       6       \n"
    assert ap.parse(HEADER + LINK + old, "ip -s link")[0].stats64 == {
        "rx": {"bytes": 1, "packets": 2, "errors": 3, "dropped": 4, "over_errors": 5, "multicast": 6}
    }
    cut = ap.parse(HEADER + LINK + old.splitlines()[0] + "\n", "ip -s link")
    assert codes(cut) == ["AP202"]


@pytest.mark.parametrize(
    ("text", "command"),
    [
        (HEADER + LINK, "ip address"),
        (HEADER.replace("group", "mode DEFAULT group") + LINK, "ip link"),
        ("lo               UNKNOWN        127.0.0.1/8 ::1/128 \n", "ip address"),
        ("lo               UNKNOWN        00:00:00:00:00:00 <LOOPBACK,UP,LOWER_UP> \n", "ip link"),
        ("1: lo    inet 127.0.0.1/8 scope host lo\\       valid_lft forever preferred_lft forever\n", "ip address"),
        ("default via 10.0.0.1 dev eth0 proto static metric 100 \n", "ip route"),
        ("2001:db8:bb::5 from :: via 2001:db8:1::b dev e0 src 2001:db8:1::1 metric 1024 pref medium\n", "ip route"),
        ("10.0.0.9 dev eth0 lladdr 02:00:00:00:00:01 REACHABLE \n", "ip neighbour"),
        ("0:\tfrom all lookup local\n", "ip rule"),
        ("id 20 group 11,3/12,5 \n", "ip nexthop"),
    ],
)
def test_each_command_is_recognised_by_its_text(text: str, command: str) -> None:
    out = ap.parse(text)
    assert (out.command, codes(out)) == (command, ["AP209"])


@pytest.mark.parametrize("link", ["link/ether 02:00:00:0", "link/ether 02:00:00:00:00:02 brd ff:ff:f"])
def test_half_an_address_is_named(link: str) -> None:
    out = ap.parse(f"{HEADER}    {link}\n{HEADER.replace('2: eth0', '3: eth1')}{LINK}", "ip a")
    assert [(item.code, item.line) for item in out.diagnostics] == [("AP202", 2)]
    assert len(out) == 2
