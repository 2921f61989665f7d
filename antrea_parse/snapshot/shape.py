"""What a line outside of any capture looks like: prose, a manifest, a table of the page."""

from __future__ import annotations

import re
from collections.abc import Sequence

_CJK = re.compile("[\u3000-\u303f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uff00-\uffef]")
_MARKUP = re.compile(r"\s*(?:#{1,6} |\||```|~~~|[-*•] |\d+[.)] |>|!\[|<[a-z]+)|[-=*_]{3,}\s*$")
# Who said something, and when, as chats show it.
_SPOKEN = re.compile(r"\s*(?:[^\s\d][^\d]{0,60}\s+)?\[?\d{1,2}:\d\d(?:\s?[AP]M)?\]?\s*|\s*\[\d\d?[/.]\d\d?(?:[/.]\d+)?,? \d\d?:\d\d(?: [AP]M)?\] .*")
_CELLS = re.compile(r".*\|\s*$|.*\S \| \S")
_SENTENCE = re.compile(r"\s*[\"'“(]?[A-Z][^=]*(?:\s\S+){4,}[.:!?)]\s*$")
_ENDS_OF_SENTENCES = tuple(".:!?)")
_OBJECT_START = re.compile(r"\s*(?:apiVersion:\s*\S+|kind:\s*[A-Z]\w+)\s*$")
_YAML = re.compile(r"\s*(?:---\s*(?:#.*)?$|#|(?:- )*[\"']?[A-Za-z_][\w./-]*[\"']?\s*:(?:\s|$)|- \S|-$|\.\.\.\s*$|[\]}]|\{\")")
_JSON_START = re.compile(r"\s*\{\s*$")
_JSON_LINE = re.compile(r'\{\s*"(?:apiVersion|kind)"\s*:\s*"[A-Za-z][\w./]*"\s*,\s*"(?:apiVersion|kind|items|metadata|spec|data|level)"\s*:')
#: A text of several lines begins, in which JSON may stand; its indentation may be lost.
_TEXT_BELOW = re.compile(r":\s+[|>][-+]?\s*$")
_JSON_LINE_OF_TEXT = re.compile(r"\s*[{}\[\]\"]")
_JSON_OBJECT = re.compile(r'\s*"(?:apiVersion|kind|items|metadata)"\s*:')


def is_prose(line: str) -> bool:
    """Whether a line is written for people: letters of East Asian scripts, markup of a page, a whole sentence.

    >>> is_prose("从上面的结果可以看到"), is_prose("inet6 ::1/128 scope host")
    (True, False)
    """
    line = line[:400]
    if (not line.isascii() and _CJK.search(line)) or _MARKUP.match(line) or ("|" in line and _CELLS.match(line)) or (":" in line and _SPOKEN.fullmatch(line)):
        return True
    return line.rstrip()[-1:] in _ENDS_OF_SENTENCES and _SENTENCE.match(line) is not None


def is_written(line: str) -> bool:
    """Whether a line is in an East Asian script or a fence of a page: nothing that logs hold."""
    return line.lstrip().startswith(("```", "~~~")) or (not line.isascii() and _CJK.search(line, 0, 400) is not None)


def starts_object(line: str) -> bool:
    """Whether a Kubernetes object in YAML may begin here."""
    return _OBJECT_START.match(line) is not None


def begins_objects(texts: Sequence[str], index: int, end: int) -> bool:
    """Whether Kubernetes objects begin on this line, in YAML or JSON; the mark between documents may come first."""
    text = texts[index]
    following = (text for text in texts[index + 1 : min(end, index + 6)])
    if starts_object(text):
        return True
    if text.strip() == "---":
        return next((starts_object(text) for text in following if text.strip() and not text.startswith("#")), False)
    if _JSON_LINE.match(text):
        return True
    return bool(_JSON_START.match(text)) and any(_JSON_OBJECT.match(text) for text in following)


def objects_end(texts: Sequence[str], start: int, end: int) -> int:
    """Where objects that begin on this line end at the latest."""
    if _JSON_START.match(texts[start]):
        return end  # its brackets tell
    index = start
    margin = _depth(texts[start])  # of a page that sets its listings off with blanks
    is_indented = has_texts = False
    while index < end:
        text = texts[index]
        if text.strip():
            is_deeper = _depth(text) > margin
            is_inside = (is_indented and is_deeper) or (has_texts and _JSON_LINE_OF_TEXT.match(text) is not None)
            if not continues_object(text) and not is_inside:
                break
            is_indented = is_indented or is_deeper
            has_texts = has_texts or _TEXT_BELOW.search(text) is not None
        index += 1
    return index


def _depth(text: str) -> int:
    return len(text) - len(text.lstrip())


def continues_object(line: str) -> bool:
    """Whether a line can belong to a YAML object, indented or not."""
    return len(line) < 65536 and _YAML.match(line) is not None
