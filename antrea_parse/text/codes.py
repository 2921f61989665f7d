"""What each diagnostic code means; a code never changes its meaning."""

from __future__ import annotations

from typing import Literal, NamedTuple

Level = Literal["error", "warning", "info"]


class Code(NamedTuple):
    """One kind of diagnostic: its level, what it says and what a user can do."""

    level: Level
    title: str
    remedy: str


CODES: dict[str, Code] = {
    # AP1xx: the text itself, and repairs made to it before reading
    "AP101": Code("info", "encoding was not UTF-8", "Check names with other than ASCII letters."),
    "AP102": Code("error", "line too long to be read", "Save the capture again; no tool read here prints such a line."),
    "AP103": Code("warning", "control characters removed", "Check the line against the original."),
    "AP104": Code("warning", "last line has no newline", "The capture may be cut; save it again if its last record matters."),
    "AP105": Code("info", "terminal colour codes removed", "Nothing to do."),
    "AP106": Code("info", "unusual blanks replaced", "Nothing to do."),
    "AP107": Code("info", "bold marks removed", "Nothing to do."),
    "AP108": Code("warning", "HTML entities or tags decoded", "Check names that really hold '&' or '<'."),
    "AP109": Code("warning", "line prefix removed", "Check that the prefix is not part of the output."),
    "AP110": Code("warning", "wrapped lines joined", "Check the joined words against the original."),
    "AP111": Code("info", "indentation or runs of blanks lost", "Nothing to do; free text may have lost blanks."),
    "AP112": Code("warning", "undecodable bytes replaced", "Save the file again with its right encoding."),
    "AP113": Code("warning", "words in angle brackets lost", "Save the text again: a page took words like <none> for tags."),
    "AP114": Code("warning", "typographic marks replaced", "Check names: a word processor may have made a dash of one hyphen or of two."),
    "AP115": Code("info", "table drawn with bars read as columns", "Nothing to do."),
    # AP2xx: one capture
    "AP201": Code("error", "line not understood", "Check the command; report the line if the tool really prints it."),
    "AP202": Code("warning", "output seems cut", "Save the capture again if the missing part matters."),
    "AP203": Code("error", "value not readable", "Check the value against the original."),
    "AP204": Code("warning", "row shorter than the header", "The missing cells are unset; save the table again."),
    "AP205": Code("warning", "repeated line or row", "The repetition adds nothing and was kept once."),
    "AP206": Code("warning", "more than one reading fits", "Save the capture again with its blanks kept."),
    "AP207": Code("info", "message of the tool", "Read the message."),
    "AP208": Code("error", "another command's output begins here", "Read the whole page with antrea_parse.read_text()."),
    "AP209": Code("info", "command recognised by its text", "Name the command to be sure."),
    "AP210": Code("warning", "secret masked", "Change the secret: it stood in a capture."),
    "AP211": Code("warning", "keys or columns not known", "Their values are not in the records; look them up in the text."),
    "AP212": Code("info", "reading settled by what a field admits", "Check the line against the original if it matters."),
    "AP213": Code("warning", "lines left out by whoever saved this", "What this capture lacks proves nothing; ask for the whole output if it matters."),
    # AP3xx: sources, transcripts, who ran what where
    "AP301": Code("warning", "node unknown", "Name the node in the prompt, the file name or the folder name."),
    "AP302": Code("warning", "contradicting nodes", "Check which node the capture belongs to."),
    "AP303": Code("info", "output filtered by a pipe", "Save the command's whole output: a part proves no absence."),
    "AP304": Code("error", "input not read", "See the message."),
    "AP305": Code("info", "objects not read yet", "Use a command's table output for these facts."),
    "AP306": Code("info", "files of a kind that is not read", "Nothing to do; docs/not-read.md says where else the facts stand."),
    "AP307": Code("error", "archive damaged, cut or unsafe", "Pack it again; what could be read of it was read."),
    "AP308": Code("error", "limit of reading reached", "Unpack it and give the parts, or raise the limit if the input can be trusted."),
    "AP309": Code("error", "panes of a terminal side by side", "Save each pane by itself: tmux capture-pane -p, or script in each."),
    "AP310": Code("info", "kind of object not typed", "Nothing to do; its kind, name and labels are kept."),
    "AP311": Code("warning", "screens of a program that filled the terminal", "Save the output itself: a screen may not show all of it."),
    # AP4xx: what joining brings to light
    "AP401": Code("info", "captures of different moments", "Capture both again at one time if the difference matters."),
    "AP402": Code("warning", "captures contradict each other", "Find out which is newer; the first one read was kept."),
    "AP403": Code("warning", "an object whose end may be missing", "Capture it again; it was left out of the topology."),
    "AP411": Code("error", "no route to the pods of another node", "Look at the agent's log of that node; docs/findings.md."),
    "AP412": Code("error", "no route to the node's own pods", "Restart the agent: since v1.5 it adds the route again."),
    "AP413": Code("error", "gateway without an address", "Restart the agent; see whether something on the host manages its interfaces."),
    "AP414": Code("error", "gateway with several addresses", "Remove the address that is not the first one of the node's pod network."),
    "AP415": Code("warning", "gateway's address is not the first of its network", "Compare it with the node's spec.podCIDRs."),
    "AP416": Code("error", "pod network of two nodes", "Compare with spec.podCIDRs of both nodes; one of them was given again while it was in use."),
    "AP417": Code("error", "another route inside a pod network", "Remove the route and the device of the other network plugin."),
    "AP418": Code("error", "node address on no interface", "The node's address changed: restart kubelet and agent there."),
    "AP419": Code("error", "Open vSwitch could not open a port", "Look whether the device exists; the agent removes ports of pods that are gone."),
    "AP420": Code("warning", "port without a pod", "Capture ports and pods at one time; a port that stays is a leftover."),
    "AP421": Code("warning", "pod without a port", "Look at the events of the pod and at the log of the agent on its node."),
    "AP422": Code("error", "tunnel port and traffic mode disagree", "Compare trafficEncapMode of antrea-config with the node's routes."),
    "AP423": Code("error", "tunnels differ between nodes", "All nodes need the same tunnelType and tunnelPort; restart agents that still have the old one."),
    "AP424": Code("error", "agent or controller not ready", "Look at its log and at 'kubectl describe pod'."),
    "AP425": Code("error", "node without an agent", "See why the DaemonSet puts none there: taints, node selector, image."),
    "AP426": Code("error", "address of two pods", "Delete one of the pods; look at the IPAM files of the node."),
    "AP427": Code("warning", "address of an ended pod is in use again", "Nothing, unless something still sends to the ended pod."),
    "AP428": Code("warning", "duplicate address detected by a node", "Find the machine that has the address too; cloned machines share identifiers."),
    "AP429": Code("info", "not checked for lack of captures", "Capture what is named if the answer matters."),
    "AP430": Code("warning", "MTUs on a pod's way differ", "Compare with defaultMTU of antrea-config; pods keep the MTU of the moment they were made."),
    "AP431": Code("warning", "leftovers of another network plugin", "Remove its devices, routes and iptables rules: docs/migrate-to-antrea.md of Antrea."),
}
