"""What ``ovs-ofctl dump-flows`` prints about a node's bridge: Antrea's pipeline, in the spelling of the release."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from benchmarks.synthetic.model import VIRTUAL_MAC, State
from benchmarks.synthetic.objects import Address, Node, Pod, Rule
from benchmarks.synthetic.ovs_vsctl import ports
from benchmarks.synthetic.service_flows import services_text
from benchmarks.synthetic.spelling import ROUND, Spelling, Style

#: Stands for the gateway's MAC in text that is otherwise the same on every node.
_MAC = "\x02"


def default_style(state: State, *, names: bool) -> Style:
    """The spelling in which people of the release's time save flows."""
    return Style(state.release.openflow15, names)


def dump_flows(state: State, node: Node, style: Style) -> str:
    """The text of ``ovs-ofctl dump-flows br-int``."""
    with_header = style.cookie and not style.names
    header = ("OFPST_FLOW reply (OF1.5) (xid=0x2):\n" if style.openflow15 else "NXST_FLOW reply (xid=0x4):\n") if with_header else ""
    return header + "".join(_chunks(state, node, style))


def _chunks(state: State, node: Node, style: Style) -> Iterator[str]:
    spelling = Spelling(state, style)
    text = "".join((*_Pipeline(state, node, spelling).lines(), services_text(state, style)))
    if node.pod_cidrs:
        if state.alike:
            lines = _peer_lines(state, style, node.subnet)
            text += "".join([line for peer, line in lines if peer != node.name])
        else:
            text += "".join("".join(_peer_flows(state, node, peer, spelling)) for peer in state.peers(node))
    yield text.replace(ROUND, f"{node.round:x}").replace(_MAC, node.gateway_mac)


@lru_cache(maxsize=64)
def _peer_lines(state: State, style: Style, subnet: int) -> list[tuple[str, str]]:
    reader = next(node for node in state.nodes if node.subnet == subnet)
    spelling = Spelling(state, style)
    return [(peer.name, "".join(_peer_flows(state, reader, peer, spelling))) for peer in state.nodes]


def _peer_flows(state: State, node: Node, peer: Node, spelling: Spelling) -> Iterator[str]:
    """The flows that know a peer: its gateway is answered for, its pods are sent there."""
    release = state.release
    for network, ip in zip(peer.pod_cidrs, peer.ips, strict=True):
        v4 = network.version == 4
        packets = (peer.index * 37) % 1000
        if v4 and state.encapsulated(node, peer):
            yield spelling.line("ARPResponder", "node", 200, f"arp,arp_tpa={network[1]},arp_op=1", _arp_reply(spelling, network[1]))
        match = f"ip{'' if v4 else 'v6'},{'nw' if v4 else 'ipv6'}_dst={network}"
        if state.encapsulated(node, peer):
            actions = [spelling.eth("src", _MAC), spelling.eth("dst", VIRTUAL_MAC)]
            if release.flexible:
                actions += [spelling.tun_dst(ip), spelling.reg(0, 1, 4, 7), spelling.goto("L3DecTTL")]
            else:
                # Old pipelines choose the port at once and leave the forwarding table out.
                decrement = [] if "L3DecTTL" in spelling.tables else ["dec_ttl"]
                actions += [spelling.reg(1, release.tunnel_ofport), spelling.reg(0, 1, 16, 16), spelling.tun_dst(ip)]
                actions += [*decrement, spelling.goto("L3DecTTL", "ConntrackCommit")]
        elif release.flexible:
            actions = [spelling.eth("dst", _MAC), spelling.reg(0, 2, 4, 7), spelling.goto("L3DecTTL")]
        else:
            actions = [spelling.eth("dst", _MAC), spelling.goto("L3DecTTL", "L2ForwardingCalc")]
        yield spelling.line("L3Forwarding", "node", 200, match, ",".join(actions), packets=packets)


def _arp_reply(spelling: Spelling, ip: Address) -> str:
    number = int(VIRTUAL_MAC.replace(":", ""), 16)
    source, op, sha, spa = (
        (f"set_field:{VIRTUAL_MAC}->eth_src", "set_field:2->arp_op", f"set_field:{VIRTUAL_MAC}->arp_sha", f"set_field:{ip}->arp_spa")
        if spelling.new
        else (f"mod_dl_src:{VIRTUAL_MAC}", "load:0x2->NXM_OF_ARP_OP[]", f"load:{number:#x}->NXM_NX_ARP_SHA[]", f"load:{int(ip):#x}->NXM_OF_ARP_SPA[]")
    )
    moves = ("move:NXM_OF_ETH_SRC[]->NXM_OF_ETH_DST[]", "move:NXM_NX_ARP_SHA[]->NXM_NX_ARP_THA[]", "move:NXM_OF_ARP_SPA[]->NXM_OF_ARP_TPA[]")
    return ",".join((moves[0], source, op, moves[1], sha, moves[2], spa, "IN_PORT"))


class _Pipeline:
    """The flows of one node that do not speak of peers or Services."""

    def __init__(self, state: State, node: Node, spelling: Spelling) -> None:
        self.state, self.node, self.spelling = state, node, spelling
        self.release = state.release
        self.flexible = self.release.flexible
        self.gateway = spelling.port(self.release.gateway, node.gateway_ofport)
        self.pods = [(pod, spelling.port(pod.interface, pod.ofport)) for pod in node.ports]

    def lines(self) -> Iterator[str]:
        """All of them, table by table."""
        yield from self.classifier()
        yield from self.spoof_guard()
        yield from self.conntrack()
        yield from self.policies()
        yield from self.l3_forwarding()
        yield from self.egress_marks()
        yield from self.l2_forwarding()
        yield from self.output()

    def miss(self, table: str, actions: str) -> str:
        """The last flow of a table."""
        return self.spelling.line(table, "default", 0, "", actions)

    def source(self, code: int) -> str:
        """The mark that says where a packet comes from: 1 tunnel, 2 gateway, 3 pod; one less in old pipelines."""
        return self.spelling.reg(0, code, 0, 3) if self.flexible else self.spelling.reg(0, code - 1, 0, 15)

    def classifier(self) -> Iterator[str]:
        s = self.spelling
        if self.flexible:
            yield s.line("PipelineRootClassifier", "default", 200, "arp", s.goto("ARPSpoofGuard", "Classifier"), packets=40)
            yield s.line("PipelineRootClassifier", "default", 200, "ip", s.goto("Classifier"), packets=4000)
            yield self.miss("PipelineRootClassifier", "drop")
        yield s.line("Classifier", "gateway", 200, f"in_port={self.gateway}", f"{self.source(2)},{s.goto('SpoofGuard')}", packets=2100)
        if self.node.tunnel:
            tunnel = s.port(self.node.tunnel, self.node.tunnel_ofport)
            rewrite = s.reg(0, 1, 9, 9) if self.flexible else s.reg(0, 1, 19, 19)
            yield s.line("Classifier", "node", 200, f"in_port={tunnel}", f"{self.source(1)},{rewrite},{s.goto('UnSNAT', 'ConntrackZone')}", packets=1300)
        for peer in ports(self.state, self.node):
            if peer.external_ids.get("node-name"):
                yield s.line("Classifier", "node", 200, f"in_port={s.port(peer.name, peer.ofport)}", f"{self.source(1)},{s.goto('ConntrackZone')}")
        for pod, port in self.pods:
            yield s.line("Classifier", "pod", 190, f"in_port={port}", f"{self.source(3)},{s.goto('SpoofGuard')}", packets=pod.ofport * 11)
        for left in self.node.left_ports:
            if left.ofport > 0:
                yield s.line("Classifier", "pod", 190, f"in_port={s.port(left.name, left.ofport)}", f"{self.source(3)},{s.goto('SpoofGuard')}")
        yield self.miss("Classifier", "drop")

    def spoof_guard(self) -> Iterator[str]:
        s = self.spelling
        arp_table = "ARPSpoofGuard" if self.flexible else "SpoofGuard"
        onward = s.goto("UnSNAT", "SessionAffinity", "ConntrackZone") if self.flexible else s.goto("ConntrackZone")
        v4 = 4 in self.state.families
        if v4:
            respond = s.goto("ARPResponder")
            for ip in self.node.gateway_ips[:1]:
                match = f"arp,in_port={self.gateway},arp_spa={ip},arp_sha={_MAC}"
                yield s.line(arp_table, "gateway", 200, match, respond, packets=12)
            for pod, port in self.pods:
                yield s.line(arp_table, "pod", 200, f"arp,in_port={port},arp_spa={pod.ips[0]},arp_sha={pod.pod_mac}", respond, packets=3)
            if self.flexible:
                yield self.miss(arp_table, "drop")
            yield s.line("ARPResponder", "default", 190, "arp", "NORMAL", packets=20)
            yield self.miss("ARPResponder", "drop")
        yield s.line("SpoofGuard", "gateway", 200, f"ip,in_port={self.gateway}", onward, packets=2000)
        for pod, port in self.pods:
            for ip in pod.ips:
                match = f"ip,in_port={port},dl_src={pod.pod_mac},nw_src={ip}" if ip.version == 4 else f"ipv6,in_port={port},dl_src={pod.pod_mac},ipv6_src={ip}"
                yield s.line("SpoofGuard", "pod", 200, match, onward, packets=pod.ofport * 7)
        yield self.miss("SpoofGuard", "drop")

    def protocols(self) -> list[tuple[str, int]]:
        """The match word of each family, and its connection tracking zone."""
        return [("ip", 65520) if family == 4 else ("ipv6", 65510) for family in self.state.families]

    def conntrack(self) -> Iterator[str]:
        s = self.spelling
        state_table = s.table("ConntrackState")
        for word, zone in self.protocols():
            yield s.line("ConntrackZone", "default", 200, word, f"ct(table={state_table},zone={zone},nat)", packets=5000)
            yield s.line("ConntrackState", "default", 200, f"ct_state=+inv+trk,{word}", "drop")
        if self.flexible:
            yield s.line("ConntrackState", "service", 190, "ct_state=-new+trk,ct_mark=0x10/0x10,ip", f"{s.reg(0, 1, 9, 9)},{s.goto('EgressRule')}")
        onward = s.goto("PreRoutingClassifier", "SessionAffinity", "DNAT")
        yield self.miss("ConntrackZone", s.goto("ConntrackState"))
        yield self.miss("ConntrackState", onward)
        for word, zone in self.protocols():
            match = f"ct_state=+new+trk-snat,ct_mark=0/0x10,{word}" if self.flexible else f"ct_state=+new+trk,{word}"
            yield s.line("ConntrackCommit", "default", 200, match, f"ct(commit,table={s.table('Output')},zone={zone})")

    def policies(self) -> Iterator[str]:
        """NetworkPolicies of Kubernetes: who, whom, which ports; then what isolates."""
        s = self.spelling
        conjunction = 1
        clauses: dict[tuple[str, str], list[str]] = {}
        isolated: dict[str, set[str]] = {"ingress": set(), "egress": set()}
        for policy in self.state.policies:
            here = [pod for pod in policy.selected if pod.node == self.node.name]
            if not here:
                continue
            for rule, peers in zip(policy.rules, policy.peers, strict=True):
                table = f"{rule.direction.title()}Rule"
                parts = self.clauses(rule, here, peers)
                for number, part in enumerate(parts, 1):
                    for match in part:
                        clauses.setdefault((table, match), []).append(f"conjunction({conjunction},{number}/{len(parts)})")
                yield from self.conclusion(rule.direction, conjunction)
                conjunction += 1
            for direction in isolated:
                if direction.title() in policy.types:
                    table = f"{direction.title()}DefaultRule"
                    for pod in here:
                        for match in self.applied(direction, pod):
                            if match not in isolated[direction]:
                                isolated[direction].add(match)
                                yield s.line(table, "policy", 200, match, "drop", packets=pod.ofport % 3)
        for (table, match), actions in clauses.items():
            yield s.line(table, "policy", 200, match, ",".join(actions))
        yield self.miss("EgressRule", s.goto("EgressDefaultRule"))
        yield self.miss("EgressDefaultRule", s.goto("EgressMetric", "L3Forwarding"))
        yield self.miss("IngressRule", s.goto("IngressDefaultRule"))
        yield self.miss("IngressDefaultRule", s.goto("IngressMetric", "ConntrackCommit"))

    @staticmethod
    def applied(direction: str, pod: Pod) -> list[str]:
        """What a rule that applies to a pod matches."""
        if direction == "ingress":
            return [f"reg1={pod.ofport:#x}"]
        return [f"ip,nw_src={ip}" if ip.version == 4 else f"ipv6,ipv6_src={ip}" for ip in pod.ips]

    def clauses(self, rule: Rule, here: list[Pod], peers: tuple[Pod, ...]) -> list[list[str]]:
        """What the clauses of a rule match: peers, if it names any; the pods it applies to; ports."""
        far = "dst" if rule.direction == "egress" else "src"
        near = [match for pod in here for match in self.applied(rule.direction, pod)]
        six = "6" if self.state.families == (6,) else ""
        ports = [f"{protocol.lower()}{six},tp_dst={port}" for port, protocol in rule.ports]
        if not rule.peers:
            return [near, ports]
        return [[f"ip,nw_{far}={ip}" if ip.version == 4 else f"ipv6,ipv6_{far}={ip}" for pod in peers for ip in pod.ips], near, ports]

    def conclusion(self, direction: str, conjunction: int) -> Iterator[str]:
        """What happens to packets that match all clauses of a rule."""
        s = self.spelling
        table = f"{direction.title()}Rule"
        label = (32, 63) if direction == "egress" else (0, 31)
        write = s.write("NXM_NX_CT_LABEL", "ct_label", conjunction, *label, 128)
        metric = next(name for name in (f"{direction.title()}Metric", "L3Forwarding" if direction == "egress" else "ConntrackCommit") if name in s.tables)
        for word, zone in self.protocols():
            actions = f"{s.reg(5 if direction == 'egress' else 6, conjunction)},ct(commit,table={s.table(metric)},zone={zone},exec({write}))"
            yield s.line(table, "policy", 190, f"conj_id={conjunction},{word}", actions, packets=conjunction * 5)

    def l3_forwarding(self) -> Iterator[str]:
        s = self.spelling
        ttl = s.goto("L3DecTTL", "L2ForwardingCalc")
        for ip in self.node.gateway_ips:
            match = f"ip,nw_dst={ip}" if ip.version == 4 else f"ipv6,ipv6_dst={ip}"
            actions = [s.eth("dst", _MAC), s.reg(0, 2, 4, 7), ttl] if self.flexible else [s.eth("dst", _MAC), s.goto("L2ForwardingCalc")]
            yield s.line("L3Forwarding", "gateway", 210 if self.flexible else 200, match, ",".join(actions), packets=90)
        for network in self.node.pod_cidrs:
            if self.flexible:
                match = f"ip,reg0=0/0x200,nw_dst={network}" if network.version == 4 else f"ipv6,reg0=0/0x200,ipv6_dst={network}"
                yield s.line("L3Forwarding", "pod", 200, match, s.goto("L2ForwardingCalc"), packets=500)
        if self.flexible:
            mark = "reg0=0x200/0x200,"
        elif "ServiceLB" in s.tables:
            mark = "reg0=0x80000/0x80000,"
        else:
            mark = ""
        for pod, _ in self.pods:
            for ip in pod.ips:
                match = f"ip,{mark}nw_dst={ip}" if ip.version == 4 else f"ipv6,{mark}ipv6_dst={ip}"
                yield s.line("L3Forwarding", "pod", 200, match, ",".join((s.eth("src", _MAC), s.eth("dst", pod.pod_mac), ttl)), packets=pod.ofport * 5)
        yield self.miss("L3Forwarding", f"{s.reg(0, 2, 4, 7)},{s.goto('L2ForwardingCalc')}" if self.flexible else s.goto("L2ForwardingCalc"))
        if "L3DecTTL" in s.tables:
            for word, _ in self.protocols():
                yield s.line("L3DecTTL", "default", 200, word, f"dec_ttl,{s.goto('SNATMark', 'L2ForwardingCalc')}")

    def egress_marks(self) -> Iterator[str]:
        """Packets of an Egress's pods get the mark of its address on the node that holds it, else they go there."""
        s = self.spelling
        if not self.flexible:
            return
        for egress in self.state.egresses:
            for pod in egress.pods:
                if pod.node != self.node.name:
                    continue
                match = f"ct_state=+new+trk,ip,in_port={s.port(pod.interface, pod.ofport)}"
                if egress.node == self.node.name:
                    actions = [s.write("NXM_NX_PKT_MARK", "pkt_mark", egress.id, 0, 7, 32), s.reg(0, 2, 4, 7), s.goto("L2ForwardingCalc")]
                else:
                    actions = [s.eth("src", _MAC), s.eth("dst", VIRTUAL_MAC), s.tun_dst(egress.ip), s.reg(0, 1, 4, 7), s.reg(0, 1, 19, 19)]
                    actions.append(s.goto("L2ForwardingCalc"))
                yield s.line("EgressMark", "snat", 200, match, ",".join(actions))
        yield self.miss("EgressMark", f"{s.reg(0, 2, 4, 7)},{s.goto('L2ForwardingCalc')}")

    def l2_forwarding(self) -> Iterator[str]:
        s = self.spelling
        found = s.reg(0, 1, 21, 22) if self.flexible else s.reg(0, 1, 16, 16)
        onward = s.goto("IngressSecurityClassifier", "AntreaPolicyIngressRule", "IngressRule")
        ends = [("gateway", _MAC, self.node.gateway_ofport)]
        if self.node.tunnel and self.flexible:
            ends.append(("node", VIRTUAL_MAC, self.node.tunnel_ofport))
        ends += [("pod", pod.pod_mac, pod.ofport) for pod, _ in self.pods]
        for category, mac, ofport in ends:
            yield s.line("L2ForwardingCalc", category, 200, f"dl_dst={mac}", f"{s.reg(1, ofport)},{found},{onward}", packets=ofport * 9 % 1000)
        yield self.miss("L2ForwardingCalc", onward)
        if self.flexible:
            yield s.line("IngressSecurityClassifier", "default", 200, "reg0=0x20/0xf0", s.goto("IngressMetric"))
            yield s.line("IngressSecurityClassifier", "default", 200, "reg0=0x10/0xf0", s.goto("IngressMetric"))
            yield self.miss("IngressSecurityClassifier", s.goto("AntreaPolicyIngressRule"))

    def output(self) -> Iterator[str]:
        s = self.spelling
        if self.flexible:
            yield s.line("Output", "default", 200, "reg0=0x200000/0x600000", "output:NXM_NX_REG1[]", packets=8000)
        else:
            yield from (s.line("Output", "default", 200, f"{word},reg0=0x10000/0x10000", "output:NXM_NX_REG1[]", packets=8000) for word, _ in self.protocols())
        if self.flexible:
            yield self.miss("Output", "drop")
