"""Clusters that do not exist: a known state, and the text that the real tools would print of it.

Left out: Windows nodes (only bundles have files like theirs), gateways of multi-cluster sets, ExternalNode machines, Multicast, ports of the L7
engine and of TrafficControl.

It imports nothing of `antrea_parse`: it is the independent truth that parsers and topology are compared with.

>>> from benchmarks.synthetic import Config, build, render
>>> state = build(Config(nodes=2, pods=3, antrea="v1.13.1"))
>>> sorted(render(state, commands=["ip address"], form="loose"))
['master-01/ip_a.txt', 'worker-01/ip_a.txt']
"""

from benchmarks.synthetic.layouts import COMMANDS, FORMS, files, render
from benchmarks.synthetic.model import Config, State
from benchmarks.synthetic.state import build, later

__all__ = ["COMMANDS", "FORMS", "Config", "State", "build", "files", "later", "render"]
