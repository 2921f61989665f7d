"""Text of captures made fit for XML and for one line of a picture."""

from __future__ import annotations

import re

# Not allowed in XML 1.0, or of effect beyond their own place: control characters, surrogates, marks that turn the writing direction.
_UNFIT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff\ufeff]")
_BLANKS = re.compile(r"[\t\n]+")

#: Longest text that a label or a tooltip holds.
LIMIT = 2000


def clean_label(text: str) -> str:
    r"""The text on one line, each character that a drawing must not hold shown as one that says so.

    >>> clean_label("evil\x1b[31m name")
    'evil�[31m name'
    """
    return clean_tooltip(_BLANKS.sub(" ", text))


def clean_tooltip(text: str) -> str:
    """The text with its line ends, without characters that a drawing must not hold."""
    text = _UNFIT.sub("�", text)
    return text if len(text) <= LIMIT else text[:LIMIT] + "…"
