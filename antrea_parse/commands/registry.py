"""All commands by canonical name, loaded when first used: their models cost time that a light start-up should not."""

from __future__ import annotations

import difflib
import shlex
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from importlib import import_module
from typing import Any

from antrea_parse.commands.argv import Resolved, resolve
from antrea_parse.commands.base import Command
from antrea_parse.commands.shell import read_command_line
from antrea_parse.text.errors import UnknownCommandError

#: Module of each command, in the order in which `commands()` lists them.
_MODULES: dict[str, str] = {
    "ip address": "ip_address",
    "ip link": "ip_address",
    "ip route": "ip_route",
    "ip nexthop": "ip_nexthop",
    "ip neighbour": "ip_neighbour",
    "ip rule": "ip_rule",
    "kubectl get nodes": "kubectl_core",
    "kubectl get pods": "kubectl_core",
    "kubectl get services": "kubectl_core",
    "kubectl get endpoints": "kubectl_core",
    "kubectl get endpointslices": "kubectl_network",
    "kubectl get networkpolicies": "kubectl_network",
    "kubectl get namespaces": "kubectl_network",
    "kubectl get deployments": "kubectl_network",
    "kubectl get daemonsets": "kubectl_network",
    "kubectl get configmaps": "kubectl_config",
    "kubectl get clusternetworkpolicies": "kubectl_antrea_policy",
    "kubectl get networkpolicies.crd.antrea.io": "kubectl_antrea_policy",
    "kubectl get tiers": "kubectl_antrea_policy",
    "kubectl get clustergroups": "kubectl_antrea_policy",
    "kubectl get groups": "kubectl_antrea_policy",
    "kubectl get egresses": "kubectl_antrea",
    "kubectl get externalippools": "kubectl_antrea",
    "kubectl get traceflows": "kubectl_antrea",
    "kubectl get antreaagentinfos": "kubectl_antrea",
    "kubectl get antreacontrollerinfos": "kubectl_antrea",
    "kubectl get": "kubectl_get",
    "kubectl top": "kubectl_get",
    "kubectl api-resources": "kubectl_get",
    "antctl version": "antctl.version",
    "antctl get agentinfo": "antctl.infos",
    "antctl get controllerinfo": "antctl.infos",
    "antctl get podinterface": "antctl.interfaces",
    "antctl get networkpolicy": "antctl.policies",
    "antctl get addressgroup": "antctl.groups",
    "antctl get appliedtogroup": "antctl.groups",
    "antctl get memberlist": "antctl.interfaces",
    "antctl get featuregates": "antctl.featuregates",
    "antctl get serviceexternalip": "antctl.interfaces",
    "antctl get bgppolicy": "antctl.bgp",
    "antctl get bgppeers": "antctl.bgp",
    "antctl get bgproutes": "antctl.bgp",
    "antctl get fqdncache": "antctl.interfaces",
    "antctl get podmulticaststats": "antctl.interfaces",
    "antctl traceflow": "antctl.traceflow",
    "antctl trace-packet": "antctl.trace_packet",
    "antctl check": "antctl.check",
    "antctl get flowrecords": "antctl.aggregator",
    "antctl get recordmetrics": "antctl.aggregator",
    "antctl mc get clusterset": "antctl.multicluster",
    "antctl mc get resourceexport": "antctl.multicluster",
    "antctl mc get resourceimport": "antctl.multicluster",
    "antctl mc get membertoken": "antctl.multicluster",
    "antctl supportbundle": "antctl.supportbundle",
    "antctl query endpoint": "antctl.query",
    "antctl query networkpolicyevaluation": "antctl.query",
    "ovs-vsctl show": "ovs_vsctl_show",
    "ovs-vsctl list interface": "ovs_vsctl_list",
    "ovs-vsctl list port": "ovs_vsctl_list",
    "ovs-vsctl list bridge": "ovs_vsctl_list",
    "ovs-ofctl show": "ovs_ofctl_show",
    "ovs-ofctl dump-ports-desc": "ovs_ofctl_show",
    "ovs-ofctl dump-ports": "ovs_ofctl_dump_ports",
    "ovs-appctl dpif/show": "ovs_dpif_show",
    "ovs-dpctl show": "ovs_dpctl_show",
    "ovs-appctl fdb/show": "ovs_fdb_show",
    "ovs-ofctl dump-flows": "ovs_ofctl_dump_flows",
    "ovs-ofctl dump-groups": "ovs_ofctl_dump_groups",
    "ovs-ofctl dump-group-stats": "ovs_ofctl_dump_groups",
    "ovs-ofctl dump-meters": "ovs_ofctl_dump_meters",
    "ovs-ofctl meter-stats": "ovs_ofctl_dump_meters",
}

#: Longer command lines are not remembered.
_SHORT = 1000


@cache
def load(name: str) -> Command:
    """The command with this canonical name.

    Raises:
        UnknownCommandError: there is none.
    """
    if name not in _MODULES:
        raise unknown_command(name)
    module = import_module(f"antrea_parse.commands.{_MODULES[name]}")
    found: dict[str, Command] = {command.name: command for command in module.COMMANDS}
    return found[name]


def is_known(name: str) -> bool:
    """Whether a command with this canonical name can be read."""
    return name in _MODULES


def names() -> tuple[str, ...]:
    """Canonical names of all commands that can be read."""
    return tuple(_MODULES)


def look_up(command: str | Sequence[str]) -> tuple[Command, Resolved, tuple[str, ...]]:
    """Find a command by its canonical name or a command line, wrappers included.

    Returns:
        The command, what its options ask for, and the command line's words.

    Raises:
        UnknownCommandError: no command fits.
    """
    if isinstance(command, str):
        return _line(command) if len(command) < _SHORT else _line.__wrapped__(command)
    return _words(tuple(command), shlex.join(command))


@lru_cache(maxsize=256)
def _line(text: str) -> tuple[Command, Resolved, tuple[str, ...]]:
    if text in _MODULES:
        words = tuple(text.split())
        return load(text), resolve(words) or Resolved(text, {}), words
    return _words(read_command_line(text).argv, text)


def _words(argv: tuple[str, ...], text: str) -> tuple[Command, Resolved, tuple[str, ...]]:
    resolved = resolve(argv)
    if resolved is None or resolved.name not in _MODULES:
        raise unknown_command(text)
    return load(resolved.name), resolved, argv


def options_of(argv: Sequence[str]) -> Mapping[str, Any]:
    """What a command line's options ask for; empty for a command that is not read."""
    resolved = resolve(argv)
    return resolved.options if resolved else {}


def unknown_command(text: str) -> UnknownCommandError:
    """The error for a command that cannot be read, with the nearest ones that can."""
    near = difflib.get_close_matches(text, _MODULES, n=3, cutoff=0.5) or list(_MODULES)[:3]
    return UnknownCommandError(
        f"cannot read the output of {text!r}; did you mean {', '.join(near)}? antrea_parse.commands() lists all {len(_MODULES)} commands"
    )
