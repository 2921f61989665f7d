"""What pages and people do to the lines of objects, undone before the lines are read; where lines were left out is remembered."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from antrea_parse.commands.base import CHATTER, READ, Ledger
from antrea_parse.commands.chatter import is_elision
from antrea_parse.engine.documents import Array, Object

_LOGS = re.compile(r"==== (START|END) logs for container \S+ of pod \S+ ====\s*$")
_BULLET = re.compile(r"(\s*)[*•·‣▪◦●∙] +(?=\S)")
#: What a word processor makes of the three hyphens between documents.
_DASHES = re.compile(r"--\s*$")
#: Blanks that may have been trimmed from the end of a line that a terminal broke; its width, at least.
_TRIMMED, _NARROWEST = 2, 40
_END = re.compile(r"\.\.\.\s*$")


def mend(texts: Sequence[str], ledger: Ledger) -> tuple[Sequence[str], list[int]]:
    """The lines as they were, and the indexes of those that stand for others.

    Logs between objects (``kubectl cluster-info dump``) and the marks of elisions become comments, bullets the dashes of lists again,
    and a dash between documents the three hyphens that it was.
    """
    texts = _joined_json(texts, ledger)
    marks = [index for index, text in enumerate(texts) if text and (text[:4] == "====" or _is_odd(text))]
    if not marks:
        return texts, []
    found = _without_logs(texts, ledger)
    is_json = next((text for text in found if text.strip()), "").lstrip().startswith(("{", "["))
    elided = []
    bullets = []
    for index in marks:
        text = found[index]
        if _DASHES.match(text):
            found[index] = "---"
        elif is_elision(text):
            if _END.match(text) and (behind := _behind_end(found, index)):
                if behind == "end":
                    continue
            else:
                # In YAML no text goes on behind a comment.
                found[index] = "" if is_json else "#"
                ledger.uses[index] = CHATTER
            elided.append(index)
        elif match := _BULLET.match(text):
            found[index] = f"{match[1]}- {text[match.end() :]}"
            bullets.append(index)
    if elided:
        ledger.report("AP202", f"lines left out here and at {len(elided) - 1} other places" if len(elided) > 1 else "lines left out here", elided[0])
    if bullets:
        ledger.report("AP114", f"bullets read as the dashes of lists in {len(bullets)} line{'s' * (len(bullets) > 1)}", bullets[0], last=bullets[-1])
    return found, elided


def _joined_json(texts: Sequence[str], ledger: Ledger) -> Sequence[str]:
    """The lines with JSON in one line that a terminal broke at its width; what it makes together has to read."""
    first = next((index for index, text in enumerate(texts) if text.strip()), len(texts))
    if first >= len(texts) - 1 or not texts[first].startswith(('{"', '[{"')):
        return texts
    width = len(texts[first])
    last = first
    while last < len(texts) and width - _TRIMMED <= len(texts[last]) <= width:
        last += 1
    if width < _NARROWEST or last == first or last >= len(texts):
        return texts
    whole = "".join([text.ljust(width) for text in texts[first:last]]) + texts[last]
    try:
        json.loads(whole)
    except (ValueError, RecursionError):
        return texts
    for index in range(first, last + 1):
        ledger.uses[index] = READ
    ledger.report("AP110", f"{last - first + 1} lines joined that a terminal had wrapped", first, last=last)
    return [*texts[:first], whole, *[""] * (last - first), *texts[last + 1 :]]


def _is_odd(text: str) -> bool:
    """Whether a line is worth a closer look: it is a bullet's, the remains of a mark between documents, or stands for others."""
    first = text.lstrip()[:1]
    return first in _BULLETS or text[:2] == "--" or (first not in _BRACKETS and ":" not in text and is_elision(text))


_BRACKETS = frozenset(['"', "{", "}", "]", ""])
_BULLETS = frozenset("*•·‣▪◦●∙")


def _behind_end(texts: Sequence[str], index: int) -> str:
    """Whether three dots end a document (``end``), or stand for the rest of one that somebody left out before the next (``next``)."""
    following = next((text for text in texts[index + 1 :] if text.strip() and not text.startswith("#")), "")
    if following.startswith(("---", "%")):
        return "end"
    if not following:  # who writes the one mark writes the other
        return "end" if any(text.startswith("---") for text in texts[:index]) else ""
    return "next" if following.startswith("apiVersion") else ""


def _without_logs(texts: Sequence[str], ledger: Ledger) -> list[str]:
    found = list(texts)
    in_logs = False
    for index, text in enumerate(texts):
        mark = _LOGS.match(text) if text[:4] == "====" else None
        in_logs = in_logs or mark is not None
        if in_logs:
            found[index] = ""
            ledger.uses[index] = CHATTER
            in_logs = mark is None or mark[1] == "START"
    return found


#: Lines of two objects that begin one, at least: kind and version of the one, a brace of the other.
_TWO = 3
_OUTER = re.compile(r"(?P<key>apiVersion|kind|metadata)\s*:")


def breaks_of(texts: Sequence[str]) -> frozenset[int]:
    """Indexes of lines with which another object begins although no mark stands before it: its outermost keys stand there again.

    Where the indentation is lost no key is known to be an outer one.
    """
    if sum(1 for text in texts if text[:10] == "apiVersion" or text[:4] == "kind" or text[:1] == "{") < _TWO:
        return frozenset()
    found: set[int] = set()
    seen: set[str] = set()
    before = ""  # the last line that says something
    after_meta = False
    for index, text in enumerate(texts):
        if not text or text[0] in " \t#-" or text.isspace():
            after_meta = after_meta or (before[:9] == "metadata:" and text[:1] in " \t" and not text.isspace())
            before = text if text.strip() else before
            if text[:3] == "---":
                seen, after_meta = set(), False
            continue
        match = _OUTER.match(text)
        is_json = text.rstrip() == "{"
        begins = is_json or (match is not None and match["key"] in seen and match["key"] != "metadata" and _is_head(texts, index))
        if (before == "}" and (match or is_json)) or (after_meta and begins):
            found.add(index)
            seen, after_meta = set(), False
        if match:
            seen.add(match["key"])
        before = text.rstrip()
    return frozenset(found)


def _is_head(texts: Sequence[str], index: int) -> bool:
    """Whether the other of kind and version of an object stands beside this line, in what may be another object."""
    following = next((text for text in texts[index + 1 : index + 8] if text.strip() and not text.startswith("#")), "")
    match = _OUTER.match(following)
    return match is not None and match["key"] != "metadata" and match["key"] != texts[index].partition(":")[0].strip()


#: Where a template of Helm has no value yet, in what is no text of several lines.
_TEMPLATE = re.compile(r"\s*(?:- )*(?:\{\{|[\w./\"'-]+\s*:\s+(?:\S.*)?\{\{)")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_TEXTS = re.compile(r"\s*(?:- )?[\w./\"'-]+\s*:\s+[|>][-+]?\d?\s*$")


def template_in(texts: Sequence[str], first: int, behind: int) -> int | None:
    """The index of the first line of a document that is a template of Helm's, not rendered; None where there is none.

    In texts, quoted or of several lines, braces are somebody else's: of alerts, of dashboards.
    """
    margin = -1
    for index in range(first, behind):
        text = texts[index]
        if not text.strip():
            continue
        indent = len(text) - len(text.lstrip())
        if indent <= margin:
            margin = -1
        if margin < 0:
            if "{{" in text and _TEMPLATE.match(_QUOTED.sub("", text)):
                return index
            if _TEXTS.match(text):
                margin = indent
    return None


def open_at(data: Object | Array, elided: Sequence[int], texts: Sequence[str]) -> bool:
    """Say of the containers that may have gone on where lines were left out that they are not whole; whether there are any."""
    before = {next((at for at in range(index - 1, -1, -1) if texts[at].strip()), index) for index in elided}
    touched = False
    stack: list[Object | Array] = [data]
    while stack:
        container = stack.pop()
        if any(container.first <= line <= container.last for line in before):
            container.whole = False
            touched = True
            inner = container.values() if isinstance(container, Object) else container
            stack += [item for item in inner if isinstance(item, (Object, Array))]
    return touched
