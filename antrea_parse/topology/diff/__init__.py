"""What two topologies say differently."""

from antrea_parse.topology.diff.change import Change, Changes
from antrea_parse.topology.diff.compare import Comparison, diff
from antrea_parse.topology.diff.naming import entities

__all__ = ["Change", "Changes", "Comparison", "diff", "entities"]
