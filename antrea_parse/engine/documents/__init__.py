"""Reads YAML and JSON documents into plain data that knows its lines, within bounds.

Both are read event by event, never by recursion: a document that breaks off keeps what stood before the break, nesting and size are
bounded, and aliases count as what they stand for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet

from antrea_parse.engine.documents.json_list import read_line, read_list
from antrea_parse.engine.documents.json_reader import read_json
from antrea_parse.engine.documents.tree import DEPTH_LIMIT, SIZE_LIMIT, Array, Document, Object, Problem
from antrea_parse.engine.documents.yaml_reader import plain_scalar, read_yaml

__all__ = ["DEPTH_LIMIT", "SIZE_LIMIT", "Array", "Document", "Object", "Problem", "plain_scalar", "read_documents", "read_list"]


#: A mapping of YAML in one line, as Python prints one too.
_FLOW = re.compile(r"[{\[]\s*(?:\{\s*)?(?:'|[A-Za-z]\w{0,80}\s*:)")


def read_documents(texts: Sequence[str], *, breaks: AbstractSet[int] = frozenset()) -> Iterator[Document]:
    """All documents in these lines, YAML or JSON, one after another or divided by ``---``.

    A document that is damaged ends at the damage and keeps what was read (`Document.stop` says what is wrong; its containers that were
    not read to their end are not `whole`); the next one is looked for behind the next ``---``, one of JSON also where a line begins with
    a brace.

    Args:
        texts: the lines without their ends.
        breaks: indexes of lines with which documents begin, mark or not.

    Returns:
        An iterator of documents; indexes of lines are those of `texts`.

    >>> [document.data for document in read_documents(["podIPs:", "- ip: 10.0.0.1", "---", '{"of": 15}'])]
    [{'podIPs': [{'ip': '10.0.0.1'}]}, {'of': 15}]
    >>> cut, = read_documents(['{"items": [{"of": 15},', '{"of": '])
    >>> cut.data, cut.data["items"][0].whole, cut.stop.message
    ({'items': [{'of': 15}, {}]}, True, 'JSON: expected a value, found the end')
    """
    for first, last in _runs(texts, breaks):
        head = next((text.lstrip() for text in texts[first:last] if text and not text.isspace() and not text.startswith("#") and text.rstrip() != "---"), "")
        if not head.startswith(("{", "[")) or _FLOW.match(head):
            yield from read_yaml(texts, first, last)
        else:
            yield from _json_documents(texts, first, last)


def _json_documents(texts: Sequence[str], first: int, last: int) -> Iterator[Document]:
    """JSON documents with other lines between them: each begins with a brace that is not indented."""
    while first < last:
        behind = first + 1
        text = texts[first]
        alone = read_line(text, first) if len(text) > 2 and text[0] in "{[" and text.rstrip()[-1] in "}]" else None
        if alone is not None:
            yield alone
            while behind < last and not texts[behind].strip():
                behind += 1
            if behind < last and texts[behind][0] in "{[":
                first = behind
                continue
        else:
            for document in read_json(texts, first, last):
                yield document
                behind = max(behind, document.last + 1)
        first = next((index for index in range(behind, last) if texts[index].startswith("{")), last)


def _runs(texts: Sequence[str], breaks: AbstractSet[int]) -> Iterator[tuple[int, int]]:
    """Runs of lines between the marks of documents; a mark stands at the head of its run, directives before it."""
    first = 0
    marks = [index for index, text in enumerate(texts) if text[:3] == "---" and (len(text) == 3 or text[3].isspace())]
    for index in sorted({*marks, *breaks}) if breaks else marks:
        if _is_filled(texts, first, index):
            yield first, index
            first = index
    if _is_filled(texts, first, len(texts)):
        yield first, len(texts)


def _is_filled(texts: Sequence[str], first: int, behind: int) -> bool:
    """Whether a line of a run is more than a directive or a comment."""
    return any(texts[index] and texts[index][0] not in "%#" and not texts[index].isspace() for index in range(first, behind))
