"""Made-up states of a network namespace, printed as `ip` prints them, each with what `ip -j` says: for the property tests.

The printers follow iproute2's own (ip/ipaddress.c, iproute.c, ipneigh.c, iprule.c, 5.14 to 6.3): one call says a thing in text and JSON at once.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from hypothesis import strategies as st

Draw = Callable[[st.SearchStrategy[Any]], Any]

_CYAN, _YELLOW, _MAGENTA, _BLUE, _GREEN, _RED = "36", "33", "35", "34", "32", "31"


class Form(NamedTuple):
    """Options of ``ip`` that change how it prints."""

    detail: bool = False
    stats: int = 0
    oneline: bool = False
    brief: bool = False
    color: bool = False
    family: int = 0

    @property
    def words(self) -> str:
        """As they stand on the command line."""
        found = ["-d"] * self.detail + ["-s"] * self.stats + ["-o"] * self.oneline + ["-br"] * self.brief + ["-c=always"] * self.color
        return " ".join([*found, *([f"-{self.family}"] if self.family else [])])


forms = st.builds(Form, st.booleans(), st.integers(0, 2), st.booleans(), st.sampled_from([False, False, True]), st.booleans(), st.sampled_from([0, 0, 4, 6]))


class Said:
    """Text and JSON of one thing, said together as iproute2's ``print_string`` does."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.text = ""
        self.json: dict[str, Any] = {}

    def any(self, key: str, template: str, value: Any, color: str = "") -> None:
        """In both."""
        self.json[key] = value
        self.fp(template, value, color)

    def fp(self, template: str, value: Any = "", color: str = "") -> None:
        """In text only."""
        shown = f"\x1b[{color}m{value}\x1b[0m" if color and self.form.color else str(value)
        self.text += template.replace("%s", shown)

    def line(self) -> None:
        """A line ends; with ``-o`` a backslash stands there."""
        self.text += "\\" if self.form.oneline else "\n"


# Pieces of states. ----------------------------------------------------------------------------------------------------------------------

PLAIN_NAMES = st.from_regex(r"[a-z][a-z0-9-]{0,8}[a-z0-9](?:\.[1-9])?", fullmatch=True).filter(lambda name: name not in _WORDS_OF_IP)
#: Names that a kernel allows and a parser may stumble over.
ODD_NAMES = st.sampled_from(
    [
        *("a@b", "b", "b@a", "a", "a@if5", "a@NONE", "@", "if3", "<UP>", "it's", "%s", "a,b(c)", '"q"', "a\\b", "grün0", "-x", "1234"),
        *("mtu", "inet", "NONE", "dynamic", "tentative", "altname", "alias", "UP", "RX", "dev", "via"),
    ]
)
_WORDS_OF_IP = {"if", "none", "default", "local", "dead", "via", "dev", "src", "mtu", "lock", "nat"}
MACS = st.binary(min_size=6, max_size=6).map(lambda raw: raw.hex(":"))
V4 = st.ip_addresses(v=4).map(str)
V6 = st.integers(1 << 112, (1 << 128) - 1).map(lambda number: str(_v6(number)))
_NUMBERS = st.integers(0, 2**32 - 1)
_COUNTERS = st.one_of(st.integers(0, 9), st.integers(0, 2**64 - 1))
_FLAGS = ("NO-CARRIER", "BROADCAST", "POINTOPOINT", "MULTICAST", "NOARP", "PROMISC", "MASTER", "SLAVE", "UP", "LOWER_UP", "DORMANT", "M-DOWN")
_ADDRESS_FLAGS = ("nodad", "optimistic", "dadfailed", "home", "deprecated", "tentative", "dynamic", "mngtmpaddr", "noprefixroute", "autojoin", "stable-privacy")


def _v6(number: int) -> Any:
    from ipaddress import IPv6Address

    return IPv6Address(number)


def some(values: tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...]]:
    """Some of the values in their order."""
    return st.sets(st.sampled_from(values)).map(lambda kept: tuple(value for value in values if value in kept))


@st.composite
def _address(draw: Draw, name: str) -> dict[str, Any]:
    family = draw(st.sampled_from(["inet", "inet6"]))
    ips, bits = (V4, 32) if family == "inet" else (V6, 128)
    found: dict[str, Any] = {"family": family, "local": draw(ips), "prefixlen": draw(st.integers(0, bits)), "scope": draw(st.sampled_from(_SCOPES))}
    if draw(st.booleans()) and draw(st.booleans()):
        found["address"] = draw(ips)
    if draw(st.booleans()) and draw(st.booleans()):
        found["metric"] = draw(_NUMBERS)
    if family == "inet" and draw(st.booleans()):
        found["broadcast"] = draw(V4)
    found["flags"] = draw(some((("secondary" if family == "inet" else "temporary"), *_ADDRESS_FLAGS)))
    if family == "inet" and draw(st.integers(0, 9)):
        found["label"] = draw(st.sampled_from([name, f"{name[:10]}:web"]))
    found["valid_life_time"] = draw(st.one_of(st.just(_FOREVER), st.integers(0, 2**31 - 1)))
    found["preferred_life_time"] = draw(st.one_of(st.just(_FOREVER), st.integers(-9, 2**31 - 1)))
    return found


_SCOPES = ("global", "link", "host", "site", "nowhere", "123")
_FOREVER = 0xFFFFFFFF


@st.composite
def _kind(draw: Draw) -> tuple[str, list[tuple[str, str, Any]]]:
    """A kind and its words: key, how the text says it, value."""
    number, v4, v6 = draw(st.integers(0, 4094)), draw(V4), draw(V6)
    kinds: dict[str, list[tuple[str, str, Any]]] = {
        "veth": [],
        "dummy": [],
        "openvswitch": [],
        "vlan": [("protocol", "protocol %s ", "802.1Q"), ("id", "id %s ", number), ("flags", "<REORDER_HDR,GVRP> ", ["REORDER_HDR", "GVRP"])],
        "vxlan": [
            ("id", "id %s ", number),
            ("remote6", "remote %s ", v6),
            ("local", "local %s ", v4),
            ("link", "dev %s ", "eth0"),
            ("port_range", "srcport 0 65535 ", {"low": 0, "high": 65535}),
            ("port", "dstport %s ", 4789),
            ("ttl", "ttl auto ", 0),
            ("ageing", "ageing %s ", 300),
            ("udp_csum", "noudpcsum ", False),
        ],
        "geneve": [("external", "external ", True), ("id", "id %s ", 0), ("ttl", "ttl %s ", "inherit"), ("port", "dstport %s ", 6081)],
        "vrf": [("table", "table %s ", number)],
        "macvlan": [("mode", "mode %s ", "bridge"), ("bcqueuelen", "bcqueuelen %s ", 1000)],
        "ipvlan": [("mode", " mode %s ", "l2"), ("bridge", "bridge ", True)],
        "gre": [("remote", "remote %s ", v4), ("ttl", "ttl inherit ", 0), ("pmtudisc", "nopmtudisc ", False), ("ikey", "ikey %s ", "0.0.0.5")],
        "tun": [("type", "type %s ", "tap"), ("pi", "pi off ", False), ("vnet_hdr", "vnet_hdr on ", True), ("persist", "persist on ", True)],
        "bridge": [("forward_delay", "forward_delay %s ", 1500), ("hello_timer", "hello_timer %s ", 12.5), ("bridge_id", "bridge_id %s ", "8000.0:0:0:0:0:0")],
        "bond": [("mode", "mode %s ", "802.3ad"), ("ad_info", "ad_aggregator 1 ad_num_ports 2 ", {"aggregator": 1, "num_ports": 2})],
    }  # fmt: skip
    kind = draw(st.sampled_from(sorted(kinds)))
    return kind, kinds[kind]


@st.composite
def _interface(draw: Draw, index: int, name: str, others: list[str], aliases: st.SearchStrategy[str]) -> dict[str, Any]:
    found: dict[str, Any] = {"ifindex": index, "ifname": name, "flags": draw(some(_FLAGS)), "mtu": draw(st.integers(0, 2**32 - 1))}
    found["qdisc"] = draw(st.sampled_from([None, "noqueue", "mq", "fq_codel", "noop"]))
    found["master"] = draw(st.sampled_from([None, None, "ovs-system", "br0"]))
    found["operstate"] = draw(st.sampled_from(["UP", "DOWN", "UNKNOWN", "LOWERLAYERDOWN", "DORMANT", "NOTPRESENT"]))
    found["group"] = draw(st.sampled_from(["default", "default", "7"]))
    found["txqlen"] = draw(st.sampled_from([None, 500, 1000]))
    kind = draw(st.sampled_from(["ether", "ether", "loopback", "none", "ipip"]))
    found["link_type"] = kind
    found["kind"] = draw(st.one_of(st.none(), _kind()))
    _draw_link(draw, found, others)
    if kind != "none":
        found["address"] = draw(V4 if kind == "ipip" else MACS)
        found["broadcast"] = draw(V4 if kind == "ipip" else MACS)
        if kind == "ether" and draw(st.integers(0, 3)) == 0:
            found["permaddr"] = draw(MACS)
    found["promiscuity"] = draw(st.integers(0, 3))
    if draw(st.integers(0, 3)) == 0:
        found["ifalias"] = draw(aliases)
    found["altnames"] = draw(st.lists(PLAIN_NAMES.map(lambda text: text + "-with-a-long-name"), max_size=2, unique=True))
    found["addresses"] = draw(st.lists(_address(name), max_size=4, unique_by=lambda info: (info["local"], info["prefixlen"])))
    found["stats"] = [draw(st.lists(_COUNTERS, min_size=6, max_size=6)) for _ in range(4)]
    found["compressed"] = draw(st.sampled_from([0, 0, 5]))
    return found


#: Kinds that always have an interface behind them, and kinds that never have; so with types of the link layer.
_LINKED = ("veth", "vlan", "macvlan", "ipvlan")
_UNLINKED = ("dummy", "openvswitch", "vrf", "bridge", "bond", "tun")


def _draw_link(draw: Draw, found: dict[str, Any], others: list[str]) -> None:
    """What is behind an interface; only of one in the same namespace it is told that it is down."""
    kind = found["kind"][0] if found["kind"] else ""
    ways = ["name", "number"] if kind in _LINKED else ["name", "number", "NONE"]
    if kind in _UNLINKED and found["link_type"] == "ipip":
        found["kind"], kind = None, ""
    if kind in _UNLINKED:
        ways = [""]
    elif kind not in _LINKED and found["link_type"] != "ipip":
        ways += ["", ""]
    behind = draw(st.sampled_from(ways))
    if behind == "name":
        found["link"] = draw(st.sampled_from([name for name in others if name != found["ifname"]]))
    elif behind == "NONE":
        found["link"] = None
    elif behind == "number":
        found["link_index"] = draw(st.integers(1, 999))
        found["netns"] = draw(st.sampled_from([0, 7, 2147483647, -1]))
    if behind != "name":
        found["flags"] = tuple(flag for flag in found["flags"] if flag != "M-DOWN")


@st.composite
def interfaces(draw: Draw, names: st.SearchStrategy[str] = PLAIN_NAMES, aliases: st.SearchStrategy[str] | None = None) -> list[dict[str, Any]]:
    """The interfaces of a namespace; numbers and order are the kernel's."""
    called = draw(st.lists(names, min_size=1, max_size=4, unique=True))
    numbers = draw(st.lists(st.integers(1, 99_999), min_size=len(called), max_size=len(called), unique=True))
    plain = (
        aliases if aliases is not None else st.from_regex(r"[a-z][a-z0-9 /-]{0,20}[a-z0-9]", fullmatch=True).map(lambda text: "on " + " ".join(text.split()))
    )
    return [draw(_interface(number, name, [*called, "eth9"], plain)) for number, name in zip(numbers, called, strict=True)]


# How `ip address` and `ip link` print them. ---------------------------------------------------------------------------------------------


def print_interfaces(state: list[dict[str, Any]], form: Form, *, link: bool) -> tuple[str, list[dict[str, Any]]]:
    """Text and JSON of ``ip link`` or ``ip address``."""
    text, records = "", []
    for item in state:
        addresses = [] if link else [info for info in item["addresses"] if form.family == 0 or info["family"] == ("inet" if form.family == 4 else "inet6")]
        if form.family and not link and not addresses:
            continue
        said = Said(form)
        if form.brief:
            _brief(said, item, addresses, link=link)
        elif form.oneline and not link:
            if not addresses:
                continue
            _one_line_addresses(said, item, addresses)
        else:
            _whole(said, item, addresses, link=link)
        text += said.text
        records.append(said.json)
    return text, records


def _name(said: Said, item: dict[str, Any], after: str) -> None:
    shown = item["ifname"]
    if "link" in item:
        shown += f"@{item['link'] or 'NONE'}"
        said.json["link"] = item["link"]
    elif "link_index" in item:
        shown += f"@if{item['link_index']}"
        said.json["link_index"] = item["link_index"]
    said.json["ifname"] = item["ifname"]
    said.fp(f"%s{after}", shown if not after.startswith(" ") else shown.ljust(16), _CYAN)


def _brief(said: Said, item: dict[str, Any], addresses: list[dict[str, Any]], *, link: bool) -> None:
    _name(said, item, " ")
    said.json["operstate"] = item["operstate"]
    said.fp("%s ", f"{item['operstate']:14}", _RED)
    if link:
        if "address" in item:
            said.any("address", "%s ", item["address"], _YELLOW)
        said.any("flags", f"<{','.join(item['flags'])}> ", list(item["flags"]))
    else:
        said.json["addr_info"] = []
        for info in addresses:
            kept = {key: info[key] for key in ("local", "address", "prefixlen", "metric") if key in info}
            said.json["addr_info"].append(kept)
            said.fp("%s", info["local"], _MAGENTA)
            if "address" in info:
                said.fp(" peer %s", info["address"], _MAGENTA)
            said.fp("/%s ", info["prefixlen"])
            if "metric" in info:
                said.fp("metric %s ", info["metric"])
    said.fp("\n")


def _one_line_addresses(said: Said, item: dict[str, Any], addresses: list[dict[str, Any]]) -> None:
    said.json |= {"ifindex": item["ifindex"], "ifname": item["ifname"], "addr_info": []}
    for info in addresses:
        said.fp(f"{item['ifindex']}: %s", item["ifname"], _CYAN)
        said.json["addr_info"].append({"index": item["ifindex"], "dev": item["ifname"], **_print_address(said, info)})
        said.fp("\n")


def _whole(said: Said, item: dict[str, Any], addresses: list[dict[str, Any]], *, link: bool) -> None:
    form = said.form
    said.any("ifindex", "%s: ", item["ifindex"])
    _name(said, item, ": ")
    said.any("flags", f"<{','.join(item['flags'])}> ", list(item["flags"]))
    said.any("mtu", "mtu %s ", item["mtu"])
    for key, word in (("qdisc", "qdisc"), ("master", "master"), ("operstate", "state")):
        if item[key] is not None:
            said.any(key, f"{word} %s ", item[key], _RED if key == "operstate" else "")
    if link:
        said.any("linkmode", "mode %s ", "DEFAULT")
    said.any("group", "group %s ", item["group"])
    if item["txqlen"] is not None:
        said.any("txqlen", "qlen %s", item["txqlen"])
    if not form.family or form.detail:
        said.line()
        said.any("link_type", "    link/%s ", item["link_type"])
        if "address" in item:
            said.any("address", "%s", item["address"], _YELLOW)
            word = "peer" if "POINTOPOINT" in item["flags"] else "brd"
            if word == "peer":
                said.json["link_pointtopoint"] = True
            said.any("broadcast", f" {word} %s", item["broadcast"], _YELLOW)
        if "permaddr" in item:
            said.any("permaddr", " permaddr %s", item["permaddr"], _YELLOW)
    if "netns" in item:
        said.any("link_netnsid", " link-netnsid %s", item["netns"]) if item["netns"] >= 0 else said.any("link_netnsid", " link-netnsid unknown", -1)
    if form.detail:
        _details(said, item, link=link)
    if "ifalias" in item and (link or form.detail):
        said.line()
        said.any("ifalias", "    alias %s", item["ifalias"])
    if link and form.stats:
        said.line()
        _statistics(said, item)
    if item["altnames"]:
        said.json["altnames"] = item["altnames"]
        for name in item["altnames"]:
            said.line()
            said.fp("    altname %s", name)
    said.fp("\n")
    if not link:
        said.json["addr_info"] = []
        for info in addresses:
            said.json["addr_info"].append(_print_address(said, info))
            said.fp("\n")
        if form.stats:
            _statistics(said, item)
            said.fp("\n")


def _details(said: Said, item: dict[str, Any], *, link: bool) -> None:
    said.any("promiscuity", " promiscuity %s ", item["promiscuity"])
    said.any("allmulti", " allmulti %s ", 0)
    said.any("min_mtu", "minmtu %s ", 68)
    said.any("max_mtu", "maxmtu %s ", 65535)
    if item["kind"] is not None:
        kind, words = item["kind"]
        said.line()
        info: dict[str, Any] = {"info_kind": kind}
        said.fp("    %s ", kind)
        if words:
            info["info_data"] = {key: value for key, _, value in words}
            for _, template, value in words:
                said.fp(template, value)
        said.json["linkinfo"] = info
    if link:
        said.any("inet6_addr_gen_mode", "addrgenmode %s ", "eui64")
    said.any("num_tx_queues", "numtxqueues %s ", 2)
    said.any("gso_max_size", "gso_max_size %s ", 65536)


_STATS = (
    ("rx", "RX:  bytes packets errors dropped  missed   mcast ", ("bytes", "packets", "errors", "dropped", "missed_errors", "multicast")),
    ("rx", "RX errors:  length    crc   frame    fifo overrun ", ("length_errors", "crc_errors", "frame_errors", "fifo_errors", "over_errors")),
    ("tx", "TX:  bytes packets errors dropped carrier collsns ", ("bytes", "packets", "errors", "dropped", "carrier_errors", "collisions")),
    ("tx", "TX errors: aborted   fifo  window heartbt transns ", ("aborted_errors", "fifo_errors", "window_errors", "heartbeat_errors", "carrier_changes")),
)


def _statistics(said: Said, item: dict[str, Any]) -> None:
    shown: dict[str, dict[str, int]] = {"rx": {}, "tx": {}}
    first = True
    for (direction, titles, keys), numbers in zip(_STATS, item["stats"], strict=True):
        if "errors:" in titles and said.form.stats < 2:
            continue
        keys_here, row = (keys, numbers[: len(keys)])
        if titles.startswith("RX: ") and item["compressed"]:
            titles, keys_here, row = titles + "compressed", (*keys, "compressed"), [*row, item["compressed"]]
        if not first:
            said.line()
        said.fp(f"    {titles}")
        said.line()
        said.fp("         " + " ".join(f"{number:7}" for number in row) + " ")
        shown[direction] |= dict(zip(keys_here, row, strict=True))
        first = False
    said.json["stats64"] = shown


def _print_address(said: Said, info: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {"family": info["family"], "local": info["local"]}
    color = _MAGENTA if info["family"] == "inet" else _BLUE
    said.fp(f"    {info['family']} %s", info["local"], color)
    if "address" in info:
        found["address"] = info["address"]
        said.fp(" peer %s", info["address"], color)
    found["prefixlen"] = info["prefixlen"]
    said.fp("/%s ", info["prefixlen"])
    if "metric" in info:
        found["metric"] = info["metric"]
        said.fp("metric %s ", info["metric"])
    if "broadcast" in info:
        found["broadcast"] = info["broadcast"]
        said.fp("brd %s ", info["broadcast"], color)
    found["scope"] = info["scope"]
    said.fp("scope %s ", info["scope"])
    for flag in info["flags"]:
        found[flag] = True
        said.fp("%s ", flag)
    if "label" in info:
        found["label"] = info["label"]
        said.fp("%s", info["label"])
    said.line()
    said.fp("       ")
    for key, word in (("valid_life_time", "valid_lft"), ("preferred_life_time", " preferred_lft")):
        found[key] = info[key]
        said.fp(f"{word} %s", "forever" if info[key] == _FOREVER else f"{info[key]}sec")
    return found


# Routes. --------------------------------------------------------------------------------------------------------------------------------

_HOP_FLAGS = ("dead", "onlink", "pervasive", "offload", "linkdown")
_METRIC_WORDS = (("mtu", "mtu"), ("advmss", "advmss"), ("hoplimit", "hoplimit"), ("initcwnd", "initcwnd"), ("quickack", "quickack"))


@st.composite
def _hop(draw: Draw, v6: bool, names: st.SearchStrategy[str]) -> dict[str, Any]:
    found: dict[str, Any] = {"encap": draw(st.sampled_from([None, None, None, "ip", "mpls", "seg6"]))}
    found["via"] = draw(st.sampled_from(["", "same", "other"]))
    found["gateway"] = draw(V6 if v6 != (found["via"] == "other") else V4)
    if found["via"] == "other" and v6:
        found["via"] = "same"
        found["gateway"] = draw(V6)
    found["dev"] = draw(names)
    found["flags"] = draw(some(_HOP_FLAGS))
    found["weight"] = draw(st.integers(1, 256))
    found["realms"] = draw(st.sampled_from([None, None, "5", "3/4"]))
    return found


@st.composite
def routes(draw: Draw, names: st.SearchStrategy[str] = PLAIN_NAMES) -> list[dict[str, Any]]:
    """Routes of one family."""
    v6 = draw(st.booleans())
    ips, bits = (V6, 128) if v6 else (V4, 32)
    found = []
    for _ in range(draw(st.integers(1, 5))):
        route: dict[str, Any] = {"v6": v6, "type": draw(st.sampled_from(["unicast"] * 6 + ["local", "blackhole", "unreachable", "broadcast"]))}
        length = draw(st.one_of(st.none(), st.integers(0, bits)))
        route["dst"] = draw(st.one_of(st.just("default"), ips.map(lambda text, length=length: text if length is None else f"{text}/{length}")))
        route["from"] = draw(ips) if v6 and draw(st.integers(0, 4)) == 0 else None
        route["nhid"] = draw(st.sampled_from([None, None, None, 11]))
        route["tos"] = draw(st.sampled_from([None, None, None, "0x10"]))
        route["table"] = draw(st.sampled_from(["main", "main", "100", "local"]))
        route["protocol"] = draw(st.sampled_from(["boot", "kernel", "bgp", "77"]))
        route["scope"] = draw(st.sampled_from(["global", "global", "link", "host"])) if not v6 else "global"
        route["prefsrc"] = draw(ips) if draw(st.booleans()) else None
        route["metric"] = draw(_NUMBERS) if v6 or draw(st.booleans()) else None
        route["metrics"] = draw(st.dictionaries(st.sampled_from([word for word, _ in _METRIC_WORDS]), st.integers(0, 65535), max_size=3))
        route["locked"] = draw(st.booleans())
        route["expires"] = draw(st.sampled_from([None, None, 12345]))
        route["error"] = draw(st.sampled_from([None, -101])) if v6 and route["type"] == "unreachable" else None
        route["pref"] = draw(st.sampled_from(["low", "medium", "high"])) if v6 else None
        drops = route["type"] in ("blackhole", "unreachable")
        most = draw(st.sampled_from([1, 1, 3]))
        # A next hop that stands twice is read once, and named.
        route["hops"] = [] if drops else draw(st.lists(_hop(v6, names), min_size=1, max_size=most, unique_by=lambda hop: (hop["dev"], hop["weight"])))
        found.append(route)
    # The kernel has no two routes with these in common.
    return list({(route["dst"], route["tos"], route["table"], route["metric"]): route for route in found}.values())


def _print_encap(said: Said, hop: dict[str, Any]) -> None:
    if hop["encap"] == "ip":
        said.fp(" encap ip id 42 src 0.0.0.0 dst 10.9.9.9 ttl 64 tos 0 ")
        said.json |= {"encap": "ip", "id": 42, "src": "0.0.0.0", "encap_dst": "10.9.9.9", "ttl": 64, "tos": 0}
    elif hop["encap"] == "mpls":
        said.fp(" encap mpls  100/200 ")
        said.json |= {"encap": "mpls", "encap_dst": "100/200"}
    elif hop["encap"] == "seg6":
        said.fp(" encap seg6 mode encap segs 2 [ fc00::1 fc00::2 ] ")
        said.json |= {"encap": "seg6", "mode": "encap", "segs": ["fc00::1", "fc00::2"]}


def _print_gateway(said: Said, hop: dict[str, Any]) -> None:
    if hop["via"] == "same":
        said.any("gateway", "via %s ", hop["gateway"], _BLUE)
    elif hop["via"] == "other":
        said.json["via"] = {"family": "inet6", "host": hop["gateway"]}
        said.fp("via inet6 %s ", hop["gateway"], _BLUE)


def print_routes(state: list[dict[str, Any]], form: Form, *, all_tables: bool) -> tuple[str, list[dict[str, Any]]]:
    """Text and JSON of ``ip route``, of the main table or of all."""
    text, records = "", []
    for route in state:
        if not all_tables and route["table"] != "main":
            continue
        said = Said(form)
        _print_route(said, route, all_tables=all_tables)
        text += said.text + "\n"
        records.append(said.json)
    return text, records


def _print_route(said: Said, route: dict[str, Any], *, all_tables: bool) -> None:
    detail = said.form.detail
    if route["type"] != "unicast" or detail:
        said.any("type", "%s ", route["type"])
    said.any("dst", "%s ", route["dst"], _BLUE)
    if route["from"]:
        said.any("from", "from %s ", route["from"])
    if route["nhid"]:
        said.any("nhid", "nhid %s ", route["nhid"])
    only = route["hops"][0] if len(route["hops"]) == 1 else None
    if only:
        _print_encap(said, only)
    if route["tos"] and not (only and only["encap"] == "ip"):
        said.any("tos", "tos %s ", route["tos"])
    if only:
        _print_gateway(said, only)
        said.any("dev", "dev %s ", only["dev"], _CYAN)
    if all_tables and (route["table"] != "main" or detail):
        said.any("table", "table %s ", route["table"])
    if route["protocol"] != "boot" or detail:
        said.any("protocol", "proto %s ", route["protocol"])
    if route["scope"] != "global" or detail:
        said.any("scope", "scope %s ", route["scope"])
    if route["prefsrc"]:
        said.any("prefsrc", "src %s ", route["prefsrc"])
    if route["metric"] is not None:
        said.any("metric", "metric %s ", route["metric"])
    said.json["flags"] = list(only["flags"]) if only else []
    for flag in said.json["flags"]:
        said.fp("%s ", flag)
    if only and only["realms"]:
        _print_realms(said, only["realms"])
    if route["expires"]:
        said.any("expires", "expires %ssec ", route["expires"])
    if route["error"]:
        said.any("error", "error %s ", route["error"])
    if route["metrics"]:
        said.json["metrics"] = [{key: route["metrics"][word] for word, key in _METRIC_WORDS if word in route["metrics"]}]
        for word, _ in _METRIC_WORDS:
            if word in route["metrics"]:
                locked = route["locked"] and word == "mtu"
                said.fp(f"{word} {'lock ' * locked}%s ", route["metrics"][word])
                if locked:
                    said.json["metrics_lock"] = ["mtu"]
    if route["pref"]:
        said.any("pref", "pref %s", route["pref"])
    if not only and route["hops"]:
        said.json["nexthops"] = []
        for hop in route["hops"]:
            said.line()
            inner = Said(said.form)
            inner.fp("\tnexthop ")
            _print_encap(inner, hop)
            _print_gateway(inner, hop)
            inner.any("dev", "dev %s ", hop["dev"], _CYAN)
            if hop["realms"]:
                _print_realms(inner, hop["realms"])
            inner.any("weight", "weight %s ", hop["weight"])
            inner.json["flags"] = list(hop["flags"])
            for flag in hop["flags"]:
                inner.fp("%s ", flag)
            said.text += inner.text
            said.json["nexthops"].append(inner.json)


def _print_realms(said: Said, realms: str) -> None:
    source, slash, target = realms.rpartition("/")
    said.json["flow"] = {"from": source, "to": target} if slash else {"to": target}
    said.fp(f"realm{'s' * bool(slash)} %s ", realms)


# Neighbours and rules. ------------------------------------------------------------------------------------------------------------------

_STATES = ("INCOMPLETE", "REACHABLE", "STALE", "DELAY", "PROBE", "FAILED", "NOARP", "PERMANENT")
_NEIGHBOUR = st.fixed_dictionaries(
    {
        "dst": st.one_of(V4, V6),
        "dev": PLAIN_NAMES,
        "lladdr": st.one_of(st.none(), MACS),
        "words": some(("router", "proxy", "managed", "extern_learn", "offload")),
        "state": st.one_of(st.sampled_from(_STATES).map(lambda state: [state]), st.just([])),
        "protocol": st.sampled_from([None, None, "bgp"]),
        "times": st.tuples(st.integers(0, 9999), st.integers(0, 9999), st.integers(0, 9999)),
        "refcnt": st.sampled_from([None, 1]),
    }
)
neighbours = st.lists(_NEIGHBOUR.filter(lambda item: item["state"] or "proxy" in item["words"]), min_size=1, max_size=6, unique_by=lambda item: item["dst"])


def print_neighbours(state: list[dict[str, Any]], form: Form) -> tuple[str, list[dict[str, Any]]]:
    """Text and JSON of ``ip neighbour``."""
    text, records = "", []
    for item in state:
        said = Said(form)
        if form.brief:
            said.json |= {"dst": item["dst"], "dev": item["dev"]}
            said.fp("%s ", item["dst"].ljust(39), _BLUE)
            said.fp("%s ", item["dev"].ljust(16), _CYAN)
            if item["lladdr"]:
                said.any("lladdr", "%s", item["lladdr"], _YELLOW)
        else:
            said.any("dst", "%s ", item["dst"], _BLUE)
            said.any("dev", "dev %s ", item["dev"], _CYAN)
            if item["lladdr"]:
                said.any("lladdr", "lladdr %s ", item["lladdr"], _YELLOW)
            for word in item["words"]:
                said.any(word, f"{word} ", None)
            if form.stats:
                if item["refcnt"]:
                    said.any("refcnt", " ref %s ", item["refcnt"])
                said.json |= dict(zip(("used", "confirmed", "updated"), item["times"], strict=True))
                said.fp(" used %s", "/".join(map(str, item["times"])))
                said.any("probes", "probes %s ", 3)
            if item["state"]:
                said.any("state", f"{','.join(item['state'])} ", item["state"])
            if item["protocol"]:
                said.any("protocol", "proto %s ", item["protocol"])
        text += said.text + "\n"
        records.append(said.json)
    return text, records


@st.composite
def rules(draw: Draw, names: st.SearchStrategy[str] = PLAIN_NAMES) -> list[dict[str, Any]]:
    """Rules of one family, in the order of their priorities."""
    ips = draw(st.sampled_from([V4, V6]))
    found = []
    for priority in sorted(draw(st.sets(st.integers(0, 32767), min_size=1, max_size=6))):
        said = Said(Form())
        said.any("priority", "%s:\t", priority)
        if draw(st.integers(0, 4)) == 0:
            said.any("not", "not ", None)
        _print_prefix(said, "from", "src", draw(st.sampled_from(["all", "host", "net"])), draw(ips))
        if draw(st.integers(0, 2)) == 0:
            _print_prefix(said, "to", "dst", draw(st.sampled_from(["host", "net"])), draw(ips))
        if draw(st.integers(0, 3)) == 0:
            said.any("fwmark", "fwmark %s", "0x1")
            if draw(st.booleans()):
                said.any("fwmask", "/%s", "0xff")
            said.fp(" ")
        for key in ("iif", "oif"):
            if draw(st.integers(0, 3)) == 0:
                said.any(key, f"{key} %s ", draw(names))
                if draw(st.booleans()):
                    said.any(f"{key}_detached", "[detached] ", None)
        if draw(st.integers(0, 3)) == 0:
            said.any("ipproto", "ipproto %s ", "tcp")
            said.any("dport", "dport %s ", 443) if draw(st.booleans()) else said.json.update(sport_start=1, sport_end=9) or said.fp("sport 1-9 ")
        action = draw(st.sampled_from(["lookup", "lookup", "lookup", "goto", "blackhole", "nop"]))
        if action == "lookup":
            said.any("table", "lookup %s ", draw(st.sampled_from(["main", "100", "local"])))
            if draw(st.integers(0, 3)) == 0:
                said.any("suppress_prefixlen", "suppress_prefixlength %s ", 0)
        elif action == "goto":
            said.any("goto", "goto %s ", 32000)
        elif action == "nop":
            said.any("nop", "nop ", None)
        else:
            said.any("action", "%s ", action)
        said.text = said.text.rstrip()
        if draw(st.integers(0, 3)) == 0:
            said.any("protocol", " proto %s", "static")
        found.append({"text": said.text, "json": said.json})
    return found


def _print_prefix(said: Said, word: str, key: str, shape: str, address: str) -> None:
    said.json[key] = "all" if shape == "all" else address
    said.fp(f"{word} %s", said.json[key])
    if shape == "net":
        said.any(f"{key}len", "/%s", 24)
    said.fp(" ")


def print_rules(state: list[dict[str, Any]]) -> tuple[str, list[dict[str, Any]]]:
    """Text and JSON of ``ip rule``."""
    return "".join(f"{item['text']}\n" for item in state), [item["json"] for item in state]
