"""Lines of Kubernetes objects: what is understood is rewritten, every other value is masked."""

from __future__ import annotations

import re

from antrea_parse.snapshot.redaction.rewrite import Rewriter
from antrea_parse.snapshot.redaction.vocabulary import PUBLIC_KEY
from antrea_parse.text.mask import MASK

_PAIR = re.compile(r"(?P<front>\s*(?:- )*)(?P<key>[\"']?[A-Za-z0-9_./-]+[\"']?)(?P<colon>\s*:)(?P<value>\s.*|)$")
#: A key as ``kubectl describe`` prints it, of several words.
_TITLED = re.compile(r"(?P<front>\s*)(?P<key>[A-Z][A-Za-z-]{0,40}(?: [A-Za-z-]{1,40}){1,6})(?P<colon>\s*:)(?P<value>\s.*|)$")
_INLINE = re.compile(r"\"((?:[^\"\\]|\\.)*)\"(\s*:\s*)?")
_ITEM = re.compile(r"(?P<front>\s*(?:- )+)(?P<value>\S.*)$")
#: Keys whose values are words of the tools.
_WORDED = frozenset(
    [
        "kind",
        "apiVersion",
        "type",
        "protocol",
        "phase",
        "status",
        "operator",
        "effect",
        "action",
        "direction",
        "policyTypes",
        "restartPolicy",
        "dnsPolicy",
        "qosClass",
        "kubernetes.io/os",
        "kubernetes.io/arch",
        "beta.kubernetes.io/os",
        "beta.kubernetes.io/arch",
        "architecture",
        "operatingSystem",
        "trafficEncapMode",
        "tunnelType",
        "trafficEncryptionMode",
        "resource",
        "resources",
        "verbs",
        "scope",
        "apiGroup",
        "API Version",
        "Kind",
        "Type",
        "Status",
        "Phase",
        "Action",
    ]
)
#: Values that no user writes.
_TOLD = frozenset(
    """osImage,kernelVersion,containerRuntimeVersion,kubeletVersion,kubeProxyVersion,phase,creationTimestamp,startTime,uid,To Port Range,Created on,
    CreationTimestamp,Creation Timestamp,Start Time""".replace("\n    ", "").split(",")
)
_STRUCTURE = re.compile(r"[{}\[\],\s]*|(?:[|>][+-]?\d?|\"\"|'')[\s,]*")


def object_line(line: str, rewriter: Rewriter) -> tuple[str, bool]:
    """A line of YAML or JSON with pseudonyms, and whether something of it was masked."""
    if _STRUCTURE.fullmatch(line.strip()) or line.strip() in ("---", "..."):
        return line, False
    if line.lstrip().startswith("#"):
        return (line, False) if rewriter.is_known(line) else ("#", True)
    if line.lstrip().startswith(("{", "[{", "- {")) and line.count('"') > 4:
        return _inline(line, rewriter)
    match = _PAIR.match(line)
    if match is not None:
        name = match["key"].strip("\"'")
        is_public = PUBLIC_KEY.fullmatch(name) is not None
        key = match["key"] if is_public else rewriter.line(match["key"])
        hidden = "/" in name and not is_public and not rewriter.is_known(name)
        told = name in _TOLD
        value, masked = (rewriter.line(match["value"]), False) if told else _value(match["value"], rewriter, named=name not in _WORDED)
        return f"{match['front']}{key if not hidden else MASK}{match['colon']}{value}", masked or hidden
    match = _TITLED.match(line)
    if match is not None and rewriter.is_known(match["key"]):
        if match["key"] in _TOLD:
            return line[: match.start("value")] + rewriter.line(match["value"]), False
        value, masked = _value(match["value"], rewriter, named=match["key"] not in _WORDED)
        return f"{match['front']}{match['key']}{match['colon']}{value}", masked
    match = _ITEM.match(line)
    if match is not None:
        value, masked = _value(match["value"], rewriter, named=True)
        return match["front"] + value, masked
    return _value(line, rewriter, named=True)


def _value(value: str, rewriter: Rewriter, *, named: bool) -> tuple[str, bool]:
    if _STRUCTURE.fullmatch(value.strip()):
        return value, False
    if not rewriter.is_known(_scalar(value)):
        blank = value[: len(value) - len(value.lstrip())]
        return f'{blank}"{MASK}"' + ("," if value.rstrip().endswith(",") else ""), True
    return rewriter.line(value, named=named), False


def _scalar(value: str) -> str:
    """A value without its quotation marks and the comma behind it."""
    text = value.strip().removesuffix(",").rstrip()
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'" else text


def _inline(line: str, rewriter: Rewriter) -> tuple[str, bool]:
    """JSON in one line."""
    masked = False
    key = ""

    def replace(match: re.Match[str]) -> str:
        nonlocal masked, key
        if match[2] is not None and "/" not in match[1]:  # a key of a schema
            key = match[1]
            return rewriter.line(match.group())
        if rewriter.is_known(match[1]):
            return rewriter.line(match.group(), named=key not in _WORDED)
        masked = True
        return f'"{MASK}"{match[2] or ""}'

    return _INLINE.sub(replace, line), masked
