"""`ip route`, `ip neighbour`, `ip rule`: what the samples do not show."""

from __future__ import annotations

from typing import Any

import pytest

import antrea_parse as ap


def dump(text: str, command: str) -> list[dict[str, Any]]:
    return [record.model_dump(mode="json", exclude_unset=True, by_alias=True) for record in ap.parse(text, command, strict=True)]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            "10.0.0.0/8  encap mpls 100/200 ttl 9 via 10.1.1.1 dev e0",
            {"dst": "10.0.0.0/8", "encap": "mpls", "encap_dst": "100/200", "ttl": 9, "gateway": "10.1.1.1"},
        ),
        ("10.0.0.0/8  encap ip id 1 src 0.0.0.0 dst 10.9.9.9 ttl 0 tos 0 key tos 0x10 via 10.1.1.1 dev e0", {"src": "0.0.0.0", "key": True, "tos": "0x10"}),
        ("10.0.0.0/8 via inet6 fe80::1 dev e0", {"via": {"family": "inet6", "host": "fe80::1"}}),
        ("unreachable default dev lo metric 4294967295 error -101 pref medium", {"type": "unreachable", "error": -101, "metric": 4294967295}),
        (
            "10.0.0.0/8 dev e0 rto_min lock 1.5s features ecn 0x3 ",
            {"metrics": [{"rto_min": 1500, "ecn": None, "features": "0x3"}], "metrics_lock": ["rto_min"]},
        ),
        ("10.0.0.0/8 dev e0 mark 0x20 realms 3/4 ttl-propogate disabled", {"mark": 32, "flow": {"from": "3", "to": "4"}, "ttl-propogate": False}),
        ("multicast 239.1.1.1 from 10.0.0.1 iif e0 Oifs: e1 e2(ttl>3) ", {"nexthops": [{"dev": "e1", "flags": []}, {"dev": "e2", "flags": [], "ttl": 3}]}),
    ],
)
def test_route_words(line: str, expected: dict[str, Any]) -> None:
    (route,) = dump(line + " \n", "ip route")
    assert {key: route.get(key) for key in expected} == expected


def test_the_preference_behind_the_last_next_hop_is_the_route_s() -> None:
    text = "2001:db8::/32 metric 1024 \n\tnexthop via fe80::1 dev e0 weight 1 \n\tnexthop via fe80::2 dev e0 weight 1 pref medium\n"
    (route,) = dump(text, "ip -6 route")
    assert route["pref"] == "medium"
    assert [sorted(hop) for hop in route["nexthops"]] == [["dev", "flags", "gateway", "weight"]] * 2


def test_the_answer_of_get() -> None:
    (route,) = dump("local 10.0.0.1 dev lo table local src 10.0.0.1 uid 0 \n    cache <local,brd> expires 59sec mtu 1400 \n", "ip route get 10.0.0.1")
    assert (route["cache"], route["expires"], route["metrics"]) == (["local", "brd"], 59, [{"mtu": 1400}])


def test_a_route_whose_next_hops_are_cut_off_says_so() -> None:
    out = ap.parse("10.40.0.0/16 proto bgp metric 20 \n", "ip route")
    assert [item.code for item in out.diagnostics] == ["AP202"]


@pytest.mark.parametrize("line", ["10.0.0.1 is the gateway", "10.0.0.1", "default route is missing", "12:30:45 dev e0", "3 default via 10.0.0.1 dev e0"])
def test_prose_is_no_route(line: str) -> None:
    out = ap.parse(f"{line}\n10.0.0.0/8 dev e0 scope link \n", "ip route")
    assert [record.dst for record in out] == ["10.0.0.0/8"]
    assert [item.code for item in out.diagnostics] == ["AP201"]


@pytest.mark.parametrize("blank", ["", " "])
def test_probes_run_into_the_times_before_them(blank: str) -> None:
    (entry,) = dump(f"10.0.0.9 dev e0 lladdr 02:00:00:00:00:01  ref 1 used 4/5/6{blank}probes 2 STALE PROBE \n", "ip -s neigh")
    assert [entry[key] for key in ("refcnt", "used", "confirmed", "updated", "probes", "state")] == [1, 4, 5, 6, 2, ["STALE", "PROBE"]]


def test_rules_of_later_kernels() -> None:
    text = "10:\tfrom all sport 0x10/0xff0 dscp 0x08/0x0c iif gone [detached] lookup 7 \n11:\tnot from 0/8 to 10.0.0.0/8 goto none [unresolved]\n"
    first, second = dump(text, "ip rule")
    assert (first["sport"], first["sport_mask"], first["dscp_mask"], first["iif_detached"], first["table"]) == ("0x10", "0xff0", "0x0c", None, "7")
    assert (second["not"], second["src"], second["srclen"], second["dstlen"], second["goto"], second["unresolved"]) == (None, "0", 8, 8, "none", None)


def test_a_stream_counts_what_is_no_route() -> None:
    stream = ap.iter_records(["no route\n", "10.0.0.0/8 dev e0 scope link\n", "10.0.0.1 is the gateway\n"], "ip route")
    assert [record.dst for record in stream] == ["10.0.0.0/8"]
    assert stream.unread == 2


def test_a_route_that_drops_packets_has_no_next_hops() -> None:
    out = ap.parse("blackhole default proto static metric 5\n\tnexthop via 10.0.0.1 dev a weight 1 \n", "ip route")
    assert [item.code for item in out.diagnostics] == ["AP201"]
    assert "nexthops" not in out[0].model_dump(exclude_unset=True)


@pytest.mark.parametrize(
    "destination",
    [
        "default",
        "10.1.0.0/16",
        "10.1.2.3",
        "10.1.0.0/33",
        "256.1.1.1",
        "010.1.1.1",
        "10.1.1",
        "default/8",
        "fd00::/8",
        "",
        " 10.1.0.0/16",
        "Deleted 10.1.0.0/16",
    ],
)
@pytest.mark.parametrize("way", ["", "via 10.0.0.9 ", "via fe80::1 ", "via inet6 fe80::1 ", "via 10.0.0 ", "via  10.0.0.9 "])
def test_a_line_like_one_read_before_reads_as_it_does_alone(destination: str, way: str) -> None:
    behind = "dev antrea-gw0 proto static metric 5 onlink "
    line = f"{destination} {way}{behind}\n"
    before = f"192.0.2.0/24 {behind}\n192.0.2.0/24 via 192.0.2.1 {behind}\n"
    unseen = "x" + "".join(letter for letter in destination + way if letter.isalnum())
    alone = ap.parse(line.replace("antrea-gw0", unseen), "ip route")
    known = ap.parse(before + line, "ip route")
    assert [item.code for item in known.diagnostics] == [item.code for item in alone.diagnostics]
    changed = [record.model_copy(update={"dev": "antrea-gw0"}) for record in alone]
    assert list(known[2:]) == changed
    assert [record.model_fields_set for record in known[2:]] == [record.model_fields_set for record in changed]
