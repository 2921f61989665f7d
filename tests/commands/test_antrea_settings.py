"""The ConfigMap antrea-config: settings of agent and controller, whatever became of the indentation of the file inside."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable

import pytest

import antrea_parse as ap

CONFIG = """\
apiVersion: v1
data:
  antrea-agent.conf: |
    # FeatureGates is a map of feature names to bools that enable or disable experimental features.
    featureGates:
    # AllAlpha is a global toggle for alpha features. Per-feature key values override the default set by AllAlpha.
    #  AllAlpha: false

    # Enable AntreaProxy which provides ServiceLB for in-cluster Services in antrea-agent.
    #  AntreaProxy: true

      Egress: true
      NodePortLocal: false

    # Name of the OpenVSwitch bridge antrea-agent will create and use.
    # Make sure it doesn't conflict with your existing OpenVSwitch bridges.
    #ovsBridge: br-int

    # Tunnel protocols used for encapsulating traffic across Nodes.
    tunnelType: vxlan
    tunnelPort: 0
    tunnelCsum: true
    trafficEncapMode: hybrid
    noSNAT: false
    trafficEncryptionMode: wireGuard
    enableBridgingMode: false
    wireGuard:
    # The port for WireGuard to receive traffic.
      port: 51820
    hostGateway: "antrea-gw0"
    defaultMTU: 0
    serviceCIDR: 10.96.0.0/12
    transportInterfaceCIDRs:
    - 192.168.77.0/24
    egress:
      exceptCIDRs:
      - 10.0.0.0/8
      - 172.16.0.0/12
      maxEgressIPsPerNode: 255
    nodePortLocal:
      enable: true
      portRange: 61000-62000
    antreaProxy:
      enable: true
      proxyAll: true
      nodePortAddresses: []
      skipServices:
      - kube-system/kube-dns
      proxyLoadBalancerIPs: false
    flowExporter:
      enable: true
      flowCollectorAddr: "flow-aggregator/flow-aggregator:4739:tls"
      activeFlowExportTimeout: "30s"
    multicast:
      enable: true
      igmpQueryInterval: "125s"
    multicluster:
      enableGateway: true
      namespace: "kube-system"
    auditLogging:
      maxSize: 500
      compress: true
    ipsec:
      authenticationMode: "psk"
    apiPort: 10350
    enablePrometheusMetrics: true
    tlsMinVersion: ""
  antrea-cni.conflist: |
    {
        "cniVersion":"0.3.0",
        "name": "antrea",
        "plugins": [
            {
                "type": "antrea",
                "ipam": {
                    "type": "host-local"
                }
            }
        ]
    }
  antrea-controller.conf: |
    featureGates:
    #  Traceflow: true
      AntreaPolicy: true
    apiPort: 10349
    nodeIPAM:
      enableNodeIPAM: false
      clusterCIDRs: []
      nodeCIDRMaskSizeIPv4: 24
    ipsecCSRSigner:
      autoApprove: true
kind: ConfigMap
metadata:
  labels:
    app: antrea
  name: antrea-config
  namespace: kube-system
"""

DAMAGE: dict[str, Callable[[str], str]] = {
    "none": str,
    "flat": lambda text: "\n".join(line.strip() for line in text.split("\n")),
    "no blank lines": lambda text: "\n".join(line.strip() for line in text.split("\n") if line.strip()) + "\n",
    "tabs": lambda text: "\n".join("\t" * line.startswith(" ") + line.strip() for line in text.split("\n")),
    "quoted": lambda text: "".join(f"> {line.strip()}\n" for line in text.rstrip("\n").split("\n")),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_settings(damage: str) -> None:
    text = DAMAGE[damage](CONFIG)
    out = ap.parse(text, "kubectl get cm antrea-config -n kube-system -o yaml")
    (record,) = out
    agent = record.agent
    assert (agent.traffic_encap_mode, agent.traffic_encryption_mode, agent.tunnel_type, agent.tunnel_csum) == ("hybrid", "wireGuard", "vxlan", True)
    assert (agent.wireguard_port, agent.no_snat, agent.default_mtu, agent.host_gateway) == (51820, False, 0, "antrea-gw0")
    assert (agent.proxy_all, agent.proxy_enabled, agent.node_port_local, agent.node_port_local_range) == (True, True, True, "61000-62000")
    assert agent.feature_gates == {"Egress": True, "NodePortLocal": False}
    assert agent.service_cidr == ipaddress.ip_network("10.96.0.0/12")
    assert [str(network) for network in agent.egress_except_cidrs] == ["10.0.0.0/8", "172.16.0.0/12"]
    assert agent.settings["antreaProxy"]["skipServices"] == ["kube-system/kube-dns"]
    assert agent.settings["transportInterfaceCIDRs"] == ["192.168.77.0/24"]
    assert record.controller == {
        "featureGates": {"AntreaPolicy": True},
        "apiPort": 10349,
        "nodeIPAM": {"enableNodeIPAM": False, "clusterCIDRs": [], "nodeCIDRMaskSizeIPv4": 24},
        "ipsecCSRSigner": {"autoApprove": True},
    }
    assert record.keys == ["antrea-agent.conf", "antrea-cni.conflist", "antrea-controller.conf"]
    assert not [item for item in out.diagnostics if item.level == "error"]


@pytest.mark.parametrize("damage", ["none", "flat", "no blank lines"])
@pytest.mark.parametrize("front", ["", "[root@master-01 ~]# kubectl get cm antrea-config -n kube-system -o yaml\n"], ids=["page", "log"])
def test_the_same_on_a_page(damage: str, front: str) -> None:
    snap = ap.read_text(f"{front}{DAMAGE[damage](CONFIG)}\n# worker-01\n\n[root@worker-01 ~]# ip a\n")
    (output,) = snap.outputs("kubectl get configmaps")
    assert output[0] == ap.parse(CONFIG)[0]
    assert not snap.coverage.counts["unparsed"]


def test_a_setting_that_nobody_knows_leaves_the_others_in_doubt() -> None:
    out = ap.parse(DAMAGE["flat"](CONFIG.replace("proxyAll", "proxySome")), "kubectl get cm -o yaml")
    assert "agent" not in out[0].model_fields_set
    assert out[0].controller["apiPort"] == 10349
    assert any("settings with their indentation" in item.message for item in out.diagnostics)


def test_an_entry_of_a_text_is_not_another_file() -> None:
    text = "apiVersion: v1\nkind: ConfigMap\nmetadata:\nname: x\ndata:\nnotes: |\nfirst: |\nsecond line\n"
    out = ap.parse(text, "kubectl get cm -o yaml")
    assert not {"data", "keys"} & out[0].model_fields_set
    assert any(item.code == "AP206" for item in out.diagnostics)
