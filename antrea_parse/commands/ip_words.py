"""The streams of words of which iproute2 makes its lines: ``mtu 1500 qdisc noqueue state UP``.

A grammar tells for each word under which key ``ip -j`` has it and how to read what follows. The order of the words never matters:
it changed between releases.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple


class Word(NamedTuple):
    """What one word means.

    Attributes:
        key: field that it sets.
        convert: reads the word that follows; None when the word stands alone.
        value: what a word that stands alone says.
    """

    key: str
    convert: Callable[[str], Any] | None
    value: Any = None


#: Reads a word with a form of its own: gets the values, the words and the position behind the word, returns the position behind all it read.
Special = Callable[[dict[str, Any], Sequence[str], int], int]
Grammar = Mapping[str, Word | Special]


def on_off(text: str) -> bool:
    """``on`` or ``off``.

    Raises:
        ValueError: neither.
    """
    if text not in ("on", "off"):
        raise ValueError(text)
    return text == "on"


def number_or_word(text: str) -> int | str:
    """A number where the tool prints one, else its word for it (``inherit``, ``auto``)."""
    return int(text) if text.isdecimal() and text.isascii() else text


def natural(text: str) -> int:
    """A decimal number as C prints it: no blanks, no underscores, no digits beyond ASCII.

    Raises:
        ValueError: something else.
    """
    if not text.isascii() or not text.removeprefix("-").isdigit():
        raise ValueError(text)
    return int(text)


_CONVERTERS: dict[str, Callable[[str], Any]] = {"s": str, "i": natural, "b": on_off, "f": float, "w": number_or_word}
_ALONE: dict[str, Any] = {"yes": True, "no": False, "null": None}


def grammar(spec: str, specials: Mapping[str, Special] | None = None) -> dict[str, Word | Special]:
    """Compile ``word[=key][:type]`` items.

    Types: ``s`` text (the default), ``i`` number, ``b`` on or off, ``f`` decimal fraction, ``w`` number or word; ``yes``, ``no``
    and ``null`` for words that stand alone and mean true, false or a bare presence.

    >>> grammar("qlen=txqlen:i external:yes")["external"]
    Word(key='external', convert=None, value=True)
    """
    found: dict[str, Word | Special] = {}
    for item in spec.split():
        front, _, kind = item.partition(":")
        word, _, key = front.partition("=")
        key = key or word
        found[word] = Word(key, None, _ALONE[kind]) if kind in _ALONE else Word(key, _CONVERTERS[kind or "s"])
    found.update(specials or {})
    return found


def read_words(words: Sequence[str], known: Grammar, values: dict[str, Any]) -> list[str]:
    """Read a stream of words into `values`.

    Args:
        words: the words.
        known: what they mean.
        values: where to put what they say; a key that is there already is not said again.

    Returns:
        The words that have no meaning here; empty when all was understood.

    >>> values = {}
    >>> read_words("mtu 1500 frobs 7 qlen 1000".split(), grammar("mtu:i qlen=txqlen:i"), values), values
    (['frobs', '7'], {'mtu': 1500, 'txqlen': 1000})
    """
    strange: list[str] = []
    position, count = 0, len(words)
    while position < count:
        text = words[position]
        word = known.get(text)
        position += 1
        if word is None:
            strange.append(text)
        elif not isinstance(word, Word):
            try:
                position = word(values, words, position)
            except (ValueError, LookupError):
                strange.append(text)
        elif word.key in values:
            strange.append(text)
        elif word.convert is None:
            values[word.key] = word.value
        elif position == count:
            strange.append(text)
        else:
            try:
                values[word.key] = word.convert(words[position])
            except ValueError:
                strange += [text, words[position]]
            position += 1
    return strange
