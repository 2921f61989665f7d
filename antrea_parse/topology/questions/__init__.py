"""Questions to a topology: what is this, and how does it reach the wire; in words, each with the lines that say so.

`where` tells everything about an address, MAC, number or name; `explain` the way of packets, step by step.
"""

from antrea_parse.topology.questions.explain import explain
from antrea_parse.topology.questions.index import Index
from antrea_parse.topology.questions.statement import Statement, Statements
from antrea_parse.topology.questions.where import where

__all__ = ["Index", "Statement", "Statements", "explain", "where"]
