"""Makes up the state of a cluster, and the state it is in a while later."""

from __future__ import annotations

import copy
import random
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from benchmarks.synthetic import faults, names
from benchmarks.synthetic.model import Config, State
from benchmarks.synthetic.objects import Address, Egress, Network, Node, Pod, Policy, Rule, Secondary, Service, ServicePort
from benchmarks.synthetic.releases import Release

#: Network of Egress addresses on a VLAN of their own.
EGRESS_NETWORK = IPv4Network("172.31.10.0/24")
#: Deployments that get a Service, at most.
_SERVICES = 50
#: Share of pods that `later` replaces.
_CHURN = 0.2


def build(config: Config) -> State:
    """Make up a cluster; the same configuration gives the same cluster."""
    rng = random.Random(config.seed)
    state = State(config)
    state.service_cidrs = tuple(ip_network("10.96.0.0/12") if family == 4 else ip_network("fd00:10:96::/112") for family in state.families)
    _add_nodes(state, rng)
    faults.before_pods(state, rng)
    _add_pods(state, rng)
    _finish_pods(state)
    if "node-port-local" in config.extras:
        for node in state.nodes:
            for number, pod in enumerate(pod for pod in node.ports if pod.namespace == "default"):
                pod.node_port = 61000 + number
    _add_services(state, rng)
    _add_policies(state)
    _add_egresses(state)
    faults.after_pods(state, rng)
    resolve(state)
    return state


def later(state: State, seed: int = 1) -> State:
    """The same cluster after some pods went and others came: addresses and port numbers are partly used again."""
    rng = random.Random(f"{state.config.seed}/{seed}")
    then = copy.deepcopy(state)
    for cached in ("pod", "node", "bindings", "alike"):
        then.__dict__.pop(cached, None)
    for node in then.nodes:
        gone = [pod for pod in node.pods if pod.interface and "statefulset" not in pod.labels and rng.random() < _CHURN]
        for pod in gone:
            node.pods.remove(pod)
            new = Pod(pod.namespace, pod.name[:-5] + names.suffix(rng) if "-" in pod.name else pod.name, pod.node, pod.labels, age=rng.randrange(5, 100))
            top = max((other.ofport for other in node.ports), default=then.release.first_pod_ofport)
            new.ips = pod.ips if rng.random() < 0.5 else tuple(_free_ip(node, position, ip) for position, ip in enumerate(pod.ips))
            _plug(new, node, rng, pod.ofport if rng.random() < 0.3 else top + 1, then.release)
            node.pods.append(new)
        for pod in node.pods:
            if pod not in gone and pod.age > 1000:
                pod.age += 600
    _finish_pods(then)
    resolve(then)
    return then


def _free_ip(node: Node, position: int, like: Address) -> Address:
    taken = {pod.ips[position] for pod in node.pods if pod.interface}
    ip = max((ip for ip in taken if ip.version == like.version), default=like) + 1
    return ip if not node.pod_cidrs or ip in node.pod_cidrs[position] else like


def _add_nodes(state: State, rng: random.Random) -> None:
    config, release = state.config, state.release
    count = config.nodes
    width = max(2, len(str(count)))
    subnets = config.subnets or (2 if config.mode == "hybrid" else 1)
    small = count <= 190 and subnets == 1
    tunnel_type = (config.tunnel or release.tunnel_type) if config.mode in ("encap", "hybrid") else ""
    wireguard = config.encryption == "wireguard"
    has_tunnel = bool(tunnel_type) and (not wireguard or release.wireguard_tunnel_port)
    for index in range(count):
        subnet = index % subnets
        position = index // subnets
        ips: list[Address] = []
        networks: list[Network] = []
        for family in state.families:
            if family == 4:
                network: Network = IPv4Network("192.168.110.0/24") if small else IPv4Network((int(ip_address("172.16.0.0")) + (subnet << 16), 16))
                ips.append(network[61 + position if small else 256 + position])
            else:
                network = ip_network(f"fd00:172:{16 + subnet}::/64")
                ips.append(network[0x61 + position])
            networks.append(network)
        name = f"master-{index + 1:0{width}}" if index == 0 else f"worker-{index:0{width}}"
        node = Node(name, index, _roles(release) if index == 0 else (), tuple(ips), subnet, tuple(networks), "ens192" if not release.containerd else "eth0",
                    names.vendor_mac(rng), 1500)  # fmt: skip
        node.gateway_mac, node.sys_mac, node.datapath_mac, node.other_mac = (names.mac(rng) for _ in range(4))
        node.gateway_ofport = release.gateway_ofport
        node.round = rng.randrange(1, 12)
        node.datapath_id = f"0000{rng.getrandbits(48):012x}"
        node.ovs_uuid = names.row_uuid(rng)
        deduction = release.deduction(tunnel_type or "geneve", config.mode, config.encryption, state.families[0] == 6)
        node.gateway_mtu = node.pod_mtu = node.nic_mtu - deduction
        if has_tunnel:
            node.tunnel, node.tunnel_type, node.tunnel_mac, node.tunnel_ofport = release.tunnel, tunnel_type, names.mac(rng), release.tunnel_ofport
        if config.mode == "networkPolicyOnly":
            node.gateway_ips, node.gateway_prefixes = node.ips, tuple(ip.max_prefixlen for ip in node.ips)
        else:
            node.pod_cidrs = tuple(_pod_cidr(count, index, family) for family in state.families)
            set_gateway(node)
        state.nodes.append(node)


def set_gateway(node: Node) -> None:
    """Give the gateway the first address of each pod network."""
    node.gateway_ips = tuple(network[1] for network in node.pod_cidrs)
    node.gateway_prefixes = tuple(network.prefixlen for network in node.pod_cidrs)


def _pod_cidr(count: int, index: int, family: int) -> Network:
    if family == 6:
        return IPv6Network((int(ip_address("fd00:10:244::")) + (index << 64), 64))
    base = "10.244.0.0" if count <= 256 else "10.128.0.0"
    return IPv4Network((int(ip_address(base)) + (index << 8), 24))


def _roles(release: Release) -> tuple[str, ...]:
    minor = int(release.kubernetes.split(".")[1])
    return ("master",) if minor < 20 else ("control-plane", "master") if minor < 24 else ("control-plane",)


def _add_pods(state: State, rng: random.Random) -> None:
    config = state.config
    workers = state.nodes[1:] or state.nodes
    revisions: dict[str, str] = {}

    def generated(workload: str, namespace: str, node: Node, labels: dict[str, str], revision: bool = True) -> Pod:
        middle = f"-{revisions.setdefault(namespace + workload, names.suffix(rng, 10))}" if revision else ""
        pod = Pod(namespace, f"{workload}{middle}-{names.suffix(rng)}", node.name, labels, age=rng.randrange(7200, 700000))
        node.pods.append(pod)
        return pod

    for node in state.nodes:
        pod = generated("antrea-agent", "kube-system", node, {"app": "antrea", "component": "antrea-agent"}, revision=False)
        pod.host_network, pod.ready, pod.restarts, node.agent_pod = True, (2, 2), rng.choice((0, 0, 0, 2)), pod.name
        if not config.proxy_all:
            generated("kube-proxy", "kube-system", node, {"k8s-app": "kube-proxy"}, revision=False).host_network = True
    for component in ("etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler"):
        labels = {"component": component, "tier": "control-plane"}
        state.nodes[0].pods.append(Pod("kube-system", f"{component}-{state.nodes[0].name}", state.nodes[0].name, labels, host_network=True, restarts=1))
    generated("antrea-controller", "kube-system", workers[0], {"app": "antrea", "component": "antrea-controller"}).host_network = True

    total = config.pods * len(workers)
    deployments = [("default", "frontend"), ("default", "backend"), ("shop", "nginx-deployment"), ("shop", "nginx-default"), ("monitoring", "adapter")]
    deployments += [("apps", f"app{number:04}") for number in range(total // 20 - len(deployments))]
    for index, node in enumerate(state.nodes if config.pods else []):
        worker = index > 0 or len(state.nodes) == 1
        for slot in range(config.pods if worker else 1):
            ordinal = index - (len(state.nodes) > 1)
            if slot == 0:
                generated("fluentd", "logging", node, {"app": "fluentd"}, revision=False)
            elif slot == 1 and ordinal < 2:
                generated("coredns", "kube-system", node, {"k8s-app": "kube-dns"})
            elif slot in (2, 3) and ordinal < 10:
                namespace = "default" if slot == 2 else "staging"
                labels = {"app": "web", "statefulset": "web"}
                node.pods.append(Pod(namespace, f"web-{ordinal}", node.name, labels, age=rng.randrange(7200, 700000)))
            elif slot in (4, 5) and ordinal == 0:
                node.pods.append(Pod("default", "backend1" if slot == 4 else "backend1xyz", node.name, {"role": "backend", "run": "bare"}, age=10500))
            else:
                # Two neighbouring slots often hold the same Deployment: a prefix does not tell these pods apart.
                number = (ordinal * 7 + slot - (slot % 2 and rng.random() < 0.5)) % len(deployments)
                namespace, workload = deployments[number]
                generated(workload, namespace, node, {"app": workload, "role": "backend" if workload == "backend" else "frontend"})
    for node in state.nodes:
        _plug_all(state, node, rng)
    if config.secondary:
        for node in workers:
            _add_secondary(node, rng)
    for node in workers[:: max(1, len(workers) // 5)]:
        donors = [pod for pod in node.ports if pod.namespace != "kube-system"]
        if donors:
            job = generated("migrate", "batch", node, {"job-name": "migrate"}, revision=False)
            job.status, job.ready, job.ips = "Completed", (0, 1), rng.choice(donors).ips
            if "failed-pods" in config.extras:
                job.status = ("Error", "ExitCode:0", "Completed")[node.index % 3]


def _plug_all(state: State, node: Node, rng: random.Random) -> None:
    """Give all pods of a node their addresses, and those of the pod network their ports."""
    release = state.release
    ofport, offset = release.first_pod_ofport - 1 + rng.randrange(3), 1 + rng.randrange(3)
    room = max(2, (250 - len(node.pods)) // 40)
    node.gateway_ifindex = 5 + rng.randrange(4) + ("bridging" in state.config.extras)
    bases = [network.network_address for network in node.pod_cidrs]
    if not bases:
        bases = [ip_address("10.0.0.0") + (node.index << 8) if ip.version == 4 else ip_address("fd00:10::") + (node.index << 64) for ip in node.ips]
    for pod in node.pods:
        if pod.host_network:
            pod.ips = node.ips
            continue
        ofport += 1 if rng.random() < 0.8 else rng.randrange(2, 5)
        offset += 1 if rng.random() < 0.9 else rng.randrange(2, room + 1)
        pod.ips = tuple(base + offset for base in bases)
        _plug(pod, node, rng, ofport, release)


def _plug(pod: Pod, node: Node, rng: random.Random, ofport: int, release: Release) -> None:
    """Hang a pod on its node's bridge."""
    pod.container_id = names.hex_id(rng)
    policy_only = not node.pod_cidrs
    pod.interface = f"eni{pod.container_id[:11]}" if policy_only else names.interface_name(pod.name, pod.container_id)
    pod.ofport, pod.pod_mac, pod.host_mac, pod.port_uuid = ofport, names.mac(rng), names.mac(rng), names.row_uuid(rng)
    used = max((other.ifindex for other in node.pods), default=0)
    pod.ifindex = max(used, node.gateway_ifindex + 3) + 1
    pod.netnsid = max((other.netnsid for other in node.pods if other is not pod), default=-1) + 1
    pod.peer_ifindex = 2 if release.containerd else 3


def _add_secondary(node: Node, rng: random.Random) -> None:
    """Give every third pod of a node an interface on the secondary bridge; its name is made of container and device."""
    top = max((pod.ifindex for pod in node.pods), default=20)
    for number, pod in enumerate(node.ports[::3], 1):
        name = names.interface_name(pod.name, pod.container_id + "eth1")
        pod.secondary = Secondary("eth1", name, number, top + number, names.mac(rng), names.mac(rng), 100)


def _finish_pods(state: State) -> None:
    state.pods = sorted((pod for node in state.nodes for pod in node.pods), key=lambda pod: pod.key)


def _add_services(state: State, rng: random.Random) -> None:
    v4 = state.families[0] == 4
    cidr = state.service_cidrs[0]
    taken: set[int] = {1, 10}

    def cluster_ip() -> Address:
        while True:
            offset = rng.randrange(256, 1 << 20 if v4 else 1 << 16)
            if offset not in taken:
                taken.add(offset)
                return cidr[offset]

    tcp = (ServicePort(80, "TCP", 80),)
    dns = (ServicePort(53, "UDP", 53), ServicePort(53, "TCP", 53), ServicePort(9153, "TCP", 9153))
    add = state.services.append
    add(Service("default", "kubernetes", "ClusterIP", cidr[1], (ServicePort(443, "TCP", 6443),), {}, endpoints=(state.control_plane.ips[0],)))
    add(Service("kube-system", "kube-dns", "ClusterIP", cidr[10], dns, {"k8s-app": "kube-dns"}))
    add(Service("default", "backendsvc", "ClusterIP", cluster_ip(), tcp, {"role": "backend"}))
    add(Service("default", "web", "ClusterIP", None, tcp, {"app": "web"}))
    seen = sorted({(pod.namespace, pod.labels["app"]) for pod in state.pods if pod.interface and pod.labels.get("app") not in (None, "web", "fluentd")})
    for number, (namespace, app) in enumerate(seen[:_SERVICES]):
        if app == "frontend":
            add(Service(namespace, app, "NodePort", cluster_ip(), (ServicePort(80, "TCP", 8080, 30080),), {"app": app}))
        elif app == "nginx-deployment":
            external = ip_address("203.0.113.10") if v4 else ip_address("2001:db8::10")
            add(Service(namespace, app, "LoadBalancer", cluster_ip(), (ServicePort(80, "TCP", 80, 30081),), {"app": app}, external_ip=external))
        else:
            add(Service(namespace, f"{app}-svc", "ClusterIP", cluster_ip(), (ServicePort(8080 + number % 3, "TCP", 8080),), {"app": app}))
    state.services.sort(key=lambda service: (service.namespace, service.name))
    group = 1
    for service in state.services:
        service.group = group
        group += len(service.ports)


def _add_policies(state: State) -> None:
    web = ((80, "TCP"),)
    dns = Rule("egress", {}, ((53, "UDP"),))
    frontend, backend = {"role": "frontend"}, {"role": "backend"}
    state.policies = [
        Policy("default", "backendpolicy", backend, ("Ingress", "Egress"), (Rule("ingress", frontend, web),)),
        Policy("default", "frontendpolicy", frontend, ("Egress", "Ingress"), (Rule("egress", backend, web), dns, Rule("ingress", {}, web))),
        Policy("staging", "deny-all", {}, ("Ingress",), ()),
    ]


def _add_egresses(state: State) -> None:
    if not state.release.egress or state.mode == "networkPolicyOnly" or len(state.nodes) < 2:
        return
    owner = state.nodes[1]
    on_vlan = "egress-vlan" in state.config.extras and owner.subnets[0].version == 4
    ip = EGRESS_NETWORK[50] if on_vlan else owner.subnets[0][250]
    if on_vlan:
        owner.egress_vlan = 10
    state.egresses = [Egress("egress-shop", ip, owner.name, {"app": "nginx-deployment"}, "shop", 1)]
    owner.egress_ips = (ip,)


def resolve(state: State) -> None:
    """Say again which pods stand behind Services, policies and Egresses."""
    by_label: dict[tuple[str, str, str], list[Pod]] = {}
    by_namespace: dict[str, list[Pod]] = {}
    for pod in state.pods:
        if pod.interface and pod.running:
            by_namespace.setdefault(pod.namespace, []).append(pod)
            for key, value in pod.labels.items():
                by_label.setdefault((pod.namespace, key, value), []).append(pod)

    def chosen(namespace: str, selector: dict[str, str]) -> tuple[Pod, ...]:
        if not selector:
            return tuple(by_namespace.get(namespace, ()))
        return tuple(by_label.get((namespace, *next(iter(selector.items()))), ()))

    for service in state.services:
        if service.selector:
            service.endpoints = tuple(sorted(pod.ips[0] for pod in chosen(service.namespace, service.selector)))
    for policy in state.policies:
        policy.selected = chosen(policy.namespace, policy.selector)
        policy.peers = tuple(chosen(policy.namespace, rule.peers) if rule.peers else () for rule in policy.rules)
    for egress in state.egresses:
        egress.pods = chosen(egress.namespace, egress.selector)
