"""Flows and groups of Services: the same on all nodes."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from benchmarks.synthetic.model import State
from benchmarks.synthetic.objects import Address
from benchmarks.synthetic.spelling import Spelling, Style


@lru_cache(maxsize=16)
def services_text(state: State, style: Style) -> str:
    """The flows of all Services; the round is left open."""
    return "".join(_service_flows(state, Spelling(state, style)))


def _service_flows(state: State, s: Spelling) -> Iterator[str]:
    """Services: the flow that picks a group, and one per endpoint that translates; the same on all nodes."""
    release = state.release
    if "ServiceLB" not in s.tables or not release.proxy:
        return
    flexible = release.flexible
    rewrite = s.reg(0, 1, 9, 9) if flexible else s.reg(0, 1, 19, 19)
    mark = s.write("NXM_NX_CT_MARK", "ct_mark", 1, 4, 4, 32) if flexible else s.write("NXM_NX_CT_MARK", "ct_mark", 0x21, 0, 31, 32)
    policy_table = next(s.table(name) for name in ("AntreaPolicyEgressRule", "EgressRule") if name in s.tables)
    seen: set[str] = set()
    for service in state.services:
        if service.cluster_ip is None:
            continue
        for number, port in enumerate(service.ports):
            v4 = service.cluster_ip.version == 4
            word = port.protocol.lower() + ("" if v4 else "6")
            group = service.group + number
            selected = s.reg(4, 2, 16, 18)
            actions = [rewrite, selected, s.reg(7, group), f"group:{group}"] if flexible else [selected, rewrite, f"group:{group}"]
            targets = [service.cluster_ip] + ([service.external_ip] if service.external_ip is not None and state.config.proxy_all else [])
            for ip in targets:
                match = f"{word},reg4=0x10000/0x70000,{'nw' if v4 else 'ipv6'}_dst={ip},tp_dst={port.port}"
                yield s.line("ServiceLB", "service", 200, match, ",".join(actions), packets=group * 3)
            if port.node_port and state.config.proxy_all and flexible:
                yield s.line("ServiceLB", "service", 200, f"{word},reg4=0x90000/0xf0000,tp_dst={port.node_port}", ",".join(actions))
            for ip in service.endpoints:
                union = f"reg4={0x20000 | port.target:#x}/0x7ffff"
                match = f"{word},reg3={int(ip):#x},{union}" if v4 else f"{word},{union},{_xxreg3(ip)}"
                if match not in seen:
                    seen.add(match)
                    zone = 65520 if v4 else 65510
                    target = f"{ip}:{port.target}" if v4 else f"[{ip}]:{port.target}"
                    extra = ",move:NXM_NX_REG0[0..3]->NXM_NX_CT_MARK[0..3]" if flexible else ""
                    yield s.line("EndpointDNAT", "service", 200, match, f"ct(commit,table={policy_table},zone={zone},nat(dst={target}),exec({mark}{extra}))")
    yield s.line("SessionAffinity", "default", 0, "", s.reg(4, 1, 16, 18))
    yield s.line("ServiceLB", "default", 0, "", s.goto("EndpointDNAT"))
    yield s.line("EndpointDNAT", "default", 0, "", f"{s.goto('AntreaPolicyEgressRule', 'EgressRule')}")


def _xxreg3(ip: Address) -> str:
    """An IPv6 address in the four registers that make up xxreg3."""
    words = [int(ip) >> shift & 0xFFFFFFFF for shift in (96, 64, 32, 0)]
    return ",".join(f"reg{number}={f'{word:#x}' if word else '0'}" for number, word in enumerate(words, 12))


@lru_cache(maxsize=16)
def dump_groups(state: State, style: Style) -> str:
    """The text of ``ovs-ofctl dump-groups br-int``; the same on all nodes."""
    s = Spelling(state, style)
    out = []
    if style.cookie:
        out.append("OFPST_GROUP_DESC reply (OF1.5) (xid=0x2):" if style.openflow15 else "NXST_GROUP_DESC reply (xid=0x2):")
    if "EndpointDNAT" in s.tables and state.release.proxy:
        for service in state.services:
            if service.cluster_ip is None:
                continue
            for number, port in enumerate(service.ports):
                text = f"{' ' if style.cookie else ''}group_id={service.group + number},type=select"
                for bucket, ip in enumerate(service.endpoints):
                    load = s.reg(3, int(ip)) if ip.version == 4 else s.write("NXM_NX_XXREG3", "xxreg3", int(ip), 0, 127, 128)
                    actions = f"{load},{s.reg(4, port.target, 0, 15)},{s.resubmit('EndpointDNAT')}"
                    text += f",bucket=bucket_id:{bucket},weight:100,actions={actions}"
                out.append(text)
    return "\n".join([*out, ""])
