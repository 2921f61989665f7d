"""Made-up states of Open vSwitch and how its tools print them, for the property tests."""

from __future__ import annotations

import json
import re
import uuid
from typing import Any

from hypothesis import strategies as st

#: Names as people give them.
PLAIN_NAMES = st.from_regex(r"[a-z][a-z0-9-]{0,10}[a-z0-9]", fullmatch=True)
#: Text that somebody may have made up to be read wrongly.
_MADE_UP = (
    *("Port evil", "x\n    Port evil\n", '"\nBridge evil', "Interface evil", "ovs_version: 9"),  # lines of the output
    *("{a=b}", "[1]", "a, b=c", "true", "7", "\\", '"', "b** **b"),  # notation
)
# Without the characters and marks that the cleaning of any text changes (and names).
_ANY = st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Zl", "Zp", "Cf", "Zs"), include_characters=" ", exclude_characters="<&*")
HOSTILE_TEXT = st.one_of(st.sampled_from(_MADE_UP), st.text(_ANY, max_size=24))


def states(names: st.SearchStrategy[str], texts: st.SearchStrategy[str]) -> st.SearchStrategy[dict[str, Any]]:
    """States of a database: what `ovs-vsctl show` tells, as plain data; every name is there once."""
    options = st.dictionaries(st.sampled_from(["remote_ip", "key", "csum", "dst_port", "odd key"]), texts, min_size=1, max_size=3)
    interface = st.fixed_dictionaries(
        {}, optional={"type": st.sampled_from(["internal", "geneve", "vxlan", "patch"]), "options": options, "error": texts.filter(bool), "bfd_status": options}
    )
    port = st.fixed_dictionaries(
        {"interfaces": st.lists(interface, min_size=1, max_size=2)},
        optional={"tag": st.integers(0, 4095), "trunks": st.lists(st.integers(0, 4095), min_size=1, max_size=4, unique=True)},
    )
    controller = st.fixed_dictionaries({}, optional={"is_connected": st.just(True)})
    bridge = st.fixed_dictionaries(
        {"ports": st.lists(port, min_size=1, max_size=4)},
        optional={
            "controllers": st.lists(controller, min_size=1, max_size=2),
            "fail_mode": st.sampled_from(["secure", "standalone"]),
            "datapath_type": st.sampled_from(["system", "netdev"]),
        },
    )
    state = st.fixed_dictionaries({"managers": st.lists(controller, max_size=2), "bridges": st.lists(bridge, min_size=1, max_size=3)})
    return st.tuples(state, st.lists(names, min_size=60, max_size=60, unique=True), st.uuids(version=4)).map(_named)


def _named(drawn: tuple[dict[str, Any], list[str], uuid.UUID]) -> dict[str, Any]:
    state, names, key = drawn
    rest = iter(names)
    state = json.loads(json.dumps(state))  # shared pieces must not share their names
    state["ovs_uuid"] = str(key)
    for number, manager in enumerate(state["managers"]):
        manager["target"] = f"ptcp:{number}:127.0.0.1"
    for bridge in state["bridges"]:
        bridge["name"] = next(rest)
        for number, controller in enumerate(bridge.get("controllers", [])):
            controller["target"] = f"tcp:127.0.0.1:{number}"
        for port in bridge["ports"]:
            port["name"] = next(rest)
            for interface in port["interfaces"]:
                interface["name"] = port["name"] if len(port["interfaces"]) == 1 else next(rest)
    return state


def atom(text: str, *, digits: bool) -> str:
    """A string as OVSDB prints it: bare where it may be; before 2.13 not with digits in it (`digits` False)."""
    bare = r"[A-Za-z_][A-Za-z0-9_.-]*" if digits else r"[A-Za-z_][A-Za-z_.-]*"
    if re.fullmatch(bare, text) and text not in ("true", "false"):
        return text
    return json.dumps(text, ensure_ascii=False)


def show(state: dict[str, Any], *, digits: bool = True) -> str:
    """``ovs-vsctl show``."""

    def pairs(values: dict[str, str]) -> str:
        return "{" + ", ".join(f"{atom(key, digits=digits)}={atom(values[key], digits=digits)}" for key in sorted(values)) + "}"

    def target(kind: str, row: dict[str, Any], margin: str) -> list[str]:
        return [f"{margin}{kind} {json.dumps(row['target'])}", *([f"{margin}    is_connected: true"] if "is_connected" in row else [])]

    lines = [state["ovs_uuid"]]
    for manager in state["managers"]:
        lines += target("Manager", manager, " " * 4)
    for bridge in state["bridges"]:
        lines.append(f"    Bridge {atom(bridge['name'], digits=digits)}")
        for controller in bridge.get("controllers", []):
            lines += target("Controller", controller, " " * 8)
        lines += [f"        {column}: {bridge[column]}" for column in ("fail_mode", "datapath_type") if column in bridge]
        for port in bridge["ports"]:
            lines.append(f"        Port {atom(port['name'], digits=digits)}")
            if "tag" in port:
                lines.append(f"            tag: {port['tag']}")
            if "trunks" in port:
                lines.append(f"            trunks: {port['trunks']}")
            for interface in port["interfaces"]:
                lines.append(f"            Interface {atom(interface['name'], digits=digits)}")
                for column in ("type", "options", "error", "bfd_status"):
                    if column in interface:
                        value = interface[column]
                        lines.append(" " * 16 + f"{column}: {pairs(value) if isinstance(value, dict) else atom(value, digits=digits)}")
    return "\n".join([*lines, '    ovs_version: "2.14.0"', ""])
