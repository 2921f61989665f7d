"""Words that may be shown: those of the tools, and names that every cluster has."""

from __future__ import annotations

import re
from functools import cache

from antrea_parse.commands import registry
from antrea_parse.commands.argv import aliases_of
from antrea_parse.commands.flows.fields import FIELDS
from antrea_parse.commands.objects.described_custom import title
from antrea_parse.commands.objects.described_kinds import words_of_descriptions
from antrea_parse.commands.objects.schema import types
from antrea_parse.engine.catalogue import template_names, template_text

#: Names that every cluster has: they tell nothing about whose cluster it is.
PUBLIC = frozenset(
    [
        "default",
        "kube-system",
        "kube-public",
        "kube-node-lease",
        "kubernetes",
        "kube-dns",
        "localhost",
        "root",
        "admin",
        "local-path-storage",
        "openshift",
        "calico-system",
        "antrea",
        "antrea-agent",
        "antrea-controller",
        "antrea-ovs",
        "antrea-config",
        "antrea-ca",
        "antrea-io",
        "antrea-system",
        "antrea-windows",
        "antrea-agent-windows",
        "antrea-ubuntu",
        "antrea-agent-ubuntu",
        "antrea-controller-ubuntu",
        "install-cni",
        "coredns",
        "etcd",
        "kube-apiserver",
        "kube-controller-manager",
        "kube-scheduler",
        "kube-proxy",
        "kindnet",
        "local-path-provisioner",
        "metrics-server",
        "docker",
        "containerd",
        "k8s",
    ]
)
#: Words that names of hosts and images are made of.
PARTS = frozenset(
    [
        "library",
        "projects",
        "registry",
        "vmware",
        "com",
        "io",
        "gcr",
        "quay",
        "ghcr",
        "org",
        "net",
        "www",
        "github",
        "cluster",
        "local",
        "svc",
        "internal",
        "compute",
        "ec2",
        "amazonaws",
    ]
)
#: Numbers, sizes, ages, counts, versions, moments, identifiers.
NUMBER = re.compile(
    r"(?:19|20)\d\d-\d\d-\d\d(?:T\d\d)?|\d\d(?:\.\d{1,9})?Z|(?:20)?\d{6}[T-]\d{6}(?:Z|[+-]\d{4})?|v?\d+(?:\.\d+)+(?:[+-][0-9A-Za-z.+-]*)?|v\d+(?:(?:alpha|beta)\d+)?|x\d+|0x[0-9a-f]+"
    r"|\d+(?:\.\d+)?(?:[ywdhmsun%BKMGTkb]|[mun]s|[kKMGT]i?[Bb]?|[kMG]bps|th|st|nd|rd)?|(?:\d+[ywdhms])+"
    r"|(?=[a-f]*\d)[0-9a-f]{6,}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
)
#: Labels and annotations that Kubernetes and Antrea define.
PUBLIC_KEY = re.compile(r"(?:[a-z0-9-]+\.)*(?:kubernetes|k8s|antrea|openshift|cni\.cncf|projectcalico)\.(?:io|org)/[A-Za-z0-9._-]+")
#: Names of the services that answer for an API group of Kubernetes or Antrea.
API_SERVICE = re.compile(r"v\d+(?:(?:alpha|beta)\d+)?\.(?:[a-z0-9-]+\.)*(?:k8s|antrea)\.io")
#: Words of bundles, objects and options that no template has.
_TOOLS = """
text file stdin exec logs top apply delete create edit debug cp port-forward rollout cat ls cd echo grep ssh sudo docker crictl nsenter watch tail
head less vi vim iptables iptables-save ip6tables-save nft ipset ethtool sysctl uname systemctl journalctl curl ping tcpdump etc var log run tmp proc
sys sos_commands networking openvswitch kubernetes sosreport agent support-bundles bundle clusterinfo failed_nodes address flows groups ovsports
agentinfo controllerinfo networkpolicies addressgroups appliedtogroups memberlist route-table-all rule link cluster-scoped-resources core namespaces
nodes pods kube-system must-gather hostname true false null none yes no on off up down unknown any all any4 any6 http https tcp udp sctp icmp dns
tls running pending succeeded failed completed ready notready ingress egress allow drop reject pass clusterip nodeport
loadbalancer externalname v1 v1beta1 v1beta2 v1alpha1 v1alpha2 apps batch policy discovery.k8s.io networking.k8s.io apps/v1 crd.antrea.io
controlplane.antrea.io security.antrea.io apiversion kind metadata spec status items list pod service networkpolicy clusternetworkpolicy node
namespace endpoints endpointslice deployment daemonset replicaset statefulset configmap secret tier externalippool traceflow group clustergroup
antreaagentinfo antreacontrollerinfo typemeta objectmeta always never ifnotpresent onfailure clusterfirst clusterfirstwithhostnet default-scheduler
rollingupdate besteffort burstable guaranteed in notin exists doesnotexist noschedule noexecute preferNoSchedule equal prefix exact cluster local
internalip externalip ipv4 ipv6 singlestack dualstack encap noencap hybrid networkpolicyonly geneve vxlan gre stt wireguard ipsec linux windows amd64
arm64 antrea-agent.conf antrea-controller.conf antrea-cni.conflist antreapolicy antreaproxy featuregates trafficencapmode trafficencryptionmode
tunneltype tunnelport defaultmtu servicecidr servicecidrv6 hostgateway ovsbridge containerized loglevel initialized podscheduled containersready
memorypressure diskpressure pidpressure networkunavailable kubeletready ip a r n addr route neigh show get describe kubectl antctl ovs-vsctl ovs-ofctl
wide yaml json br-int brd broadcast peer scope global host site nowhere dynamic noprefixroute secondary tentative deprecated dadfailed mngtmpaddr
temporary permanent home nodad valid_lft preferred_lft forever sec qlen txqlen mtu qdisc noqueue noop pfifo_fast fq_codel mq state master link-netns
link-netnsid netns promiscuity minmtu maxmtu alias altname permaddr ether loopback dummy veth vlan bridge bond ipip sit via dev src metric proto
kernel boot static dhcp ra redirect bird onlink linkdown pervasive dead nexthop nexthops weight table lookup from to iif oif fwmark goto priority
suppress_prefixlength unreachable blackhole prohibit throw multicast anycast unicast pref medium high low advmss expires cache uid error lladdr router
proxy reachable stale delay probe noarp incomplete nud used confirmed updated probes ref port interface type options controller manager is_connected
fail_mode secure standalone datapath_type system netdev internal patch tag trunks ovs_version remote_ip remote_name key flow csum local_ip actions
recirc recirc_id megaflow ct nat thaw trk new unchanged bash sh zsh ash ksh dash ps users
sha256 error from server notfound forbidden defaulted defaulting container out of resources found warning unable to connect the connection was refused
did you specify right or command terminated with exit code non-zero deprecated device does not exist rtnetlink answers no such process file directory
operation permitted permission denied database failed is there bridge named cannot open network namespace closed permanently added line errno
normal flood output resubmit learn load move set_field goto_table bucket in_port control-plane worker plane control name labels
"""


@cache
def vocabulary() -> frozenset[str]:
    """Words that the tools print themselves: those of the templates, of columns and of fields."""
    words = {part for word in _TOOLS.split() for part in (word, *re.split("[-_.]", word))} | PUBLIC | PARTS
    for command in registry.names():
        for spelling in (command, *aliases_of(command)):
            words.update(re.split("[ /]", spelling.lower()))
        words.update(registry.load(command).record.model_fields)
    words.update(FIELDS)
    for kind in types().values():
        words.update(word.lower() for word in (*kind.fields, *kind.words))
        words.update(word.lower() for key in kind.fields for word in title(key).split())
    words.update(words_of_descriptions())
    for name in template_names():
        lines = [line for line in template_text(name).split("\n") if not line.lstrip().startswith("#")]
        words.update(word.lower() for word in re.findall(r"[A-Za-z][A-Za-z0-9_-]+", "\n".join(lines)))
    return frozenset(words)


def is_public(name: str) -> bool:
    """Whether a name tells nothing: a word of the tools, a version, a number, a name that every cluster has."""
    return len(name) < 2 or name.lower() in vocabulary() or NUMBER.fullmatch(name) is not None
