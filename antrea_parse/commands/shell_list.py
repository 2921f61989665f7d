"""Cuts a typed line into the commands that it runs: lists, pipelines, loops."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from typing import NamedTuple

_OPERATOR = re.compile(r"\|\||&&|[|;\n]|&(?![>\d&])")
_FOR = re.compile(r"for\s+(\w+)\s+in\s+(.*)", re.DOTALL)
_SEQUENCE = re.compile(r"(?:\$\(|`)\s*seq\s+(?:(?P<first>\d{1,6})\s+)?(?P<last>\d{1,6})\s*(?:\)|`)")
_BRACES = re.compile(r"(?P<front>[^{}$`]*)\{(?:(?P<list>[^{}$`,]*(?:,[^{}$`,]*)+)|(?P<first>\d{1,6})\.\.(?P<last>\d{1,6}))\}(?P<back>[^{}$`]*)")
_ASSIGNMENT = re.compile(r"[A-Za-z_]\w*=")
_REDIRECTION = re.compile(r"(?:\d|&)?>>?(?:&\d)?(?P<file>\S*)|<\S*")
_SUBSTITUTION = re.compile(r"\$\([^()\0]*(?:\([^()\0]*\)[^()\0]*)*\)|`[^`\0]*`")
_HELD = "\0"
#: Words that begin a branch or a loop's body and are no commands.
_KEYWORDS = frozenset(["do", "then", "else", "if", "elif", "while", "until", "!", "{", "("])
_ENDS = frozenset(["done", "fi", "}", ")"])
#: What makes more of a line than one command, and what makes more of a word than its letters.
_LISTED = re.compile(r"[|&;\n\\'\"`$#(){}]")
_QUOTED = re.compile(r"[\\'\"`$<>\0]")
_WORDS_OF_LISTS = _KEYWORDS | _ENDS | {"for"}
_DOCUMENT = re.compile(r"<<-?\s*['\"]?\\?(?P<word>[A-Za-z_]\w*)")
#: Most commands that one line may stand for.
_MOST = 1000


class Pipeline(NamedTuple):
    """One command of a list and what its output is piped through.

    Attributes:
        text: the command.
        filters: the commands behind ``|``.
    """

    text: str
    filters: tuple[str, ...] = ()


def pipelines(text: str) -> list[Pipeline]:
    """The commands that a line runs, in order; loops over words that stand in the line are unrolled.

    >>> [item.text for item in pipelines("for n in w1 w2; do echo == $n; ssh $n ip a | less; done")]
    ['echo == w1', 'ssh w1 ip a', 'echo == w2', 'ssh w2 ip a']
    """
    if _LISTED.search(text) is None and not _WORDS_OF_LISTS.intersection(text.split()):
        return [Pipeline(text.strip())] if text.strip() else []
    return _unroll([item for item in _split_list(text) if item.text])[:_MOST]


def split_words(text: str) -> tuple[list[str], str | None]:
    """The words of a command without redirections, and the file that its output went to.

    >>> split_words("ip a 2>&1 > 'my log'")
    (['ip', 'a'], 'my log')
    """
    if _QUOTED.search(text) is None:
        return text.split(), None
    text = text.replace(_HELD, " ")
    inner = iter(_SUBSTITUTION.findall(text))  # what another command prints is one word, or a part of one
    text = _SUBSTITUTION.sub(_HELD, text)
    try:
        words = shlex.split(text)
    except ValueError:  # an open quote: the line was cut or holds an apostrophe
        words = text.split()
    words = [re.sub(_HELD, lambda _: next(inner, ""), word) for word in words]
    kept: list[str] = []
    target = None
    position = 0
    while position < len(words):
        word = words[position]
        position += 1
        match = _REDIRECTION.fullmatch(word) if word[0:1] in ("<", ">", "&") or word[1:2] == ">" else None
        if match is None:
            kept.append(word)
            continue
        file = match["file"] or ""
        if not file and word[-1] in "<>" and position < len(words):
            file = words[position]
            position += 1
        if word[0] not in "<2" and "&1" not in word:
            target = file
    return kept, target


def is_open(text: str) -> bool:
    """Whether a shell would ask for another line: an open quote, a loop without its end, an operator at the end, a here-document.

    >>> is_open("for n in w1 w2; do"), is_open("ip a | less"), is_open("ip a |")
    (True, False, True)
    """
    document = _DOCUMENT.search(text)
    if document is not None:
        return not re.search(rf"^\s*{document['word']}\s*$", text, re.MULTILINE)
    quote = ""
    bare = []
    skip = False
    for char in text:
        if skip:
            skip = False
        elif char == "\\" and quote != "'":
            skip = True
        elif quote:
            quote = "" if char == quote else quote
        elif char in "'\"":
            quote = char
        else:
            bare.append(char)
    if quote or skip:
        return True
    plain = "".join(bare).rstrip()
    if plain.endswith(("|", "&&", "{", "(")):
        return True
    words = re.findall(r"[\w!]+", plain)
    return (
        words.count("do") > words.count("done")
        or ("done" not in words and words[:1] in (["for"], ["while"], ["until"]))
        or (words[:1] == ["if"] and "fi" not in words)
    )


def without_documents(text: str, below: Sequence[str] = ()) -> tuple[str, str]:
    r"""A command line without its here-documents, and the lines of these, which stand in it or below it.

    >>> without_documents("ssh w1 <<EOF\nip a\nEOF")
    ('ssh w1', 'ip a')
    """
    document = _DOCUMENT.search(text)
    if document is None:
        return text, ""
    head, _, rest = text.partition("\n")
    lines = [line for line in (*rest.split("\n"), *below) if line.strip() != document["word"]]
    return (head[: document.start()] + head[document.end() :].lstrip("'\"")).rstrip(), "\n".join(lines).strip("\n")


def _split_list(text: str) -> list[Pipeline]:
    found: list[Pipeline] = []
    stages = [""]
    quote = ""
    depth = 0
    position = 0
    while position < len(text):
        char = text[position]
        if (char == "\\" and quote != "'" and position + 1 < len(text)) or (not quote and text.startswith("$(", position)):
            stages[-1] += text[position : position + 2]
            position += 2
            depth += char == "$"
            continue
        if quote:
            quote = "" if char == quote else quote
        elif char in "'\"`":
            quote = char
        elif depth and char == "(":
            depth += 1
        elif depth and char == ")":
            depth -= 1
        elif depth:
            pass
        elif char == "#" and (position == 0 or text[position - 1].isspace()):
            break
        elif (operator := _OPERATOR.match(text, position)) and text[position - 1 : position] != ">":
            if operator.group() == "|":
                stages.append("")
            else:
                found.append(_pipeline(stages))
                stages = [""]
            position = operator.end()
            continue
        stages[-1] += char
        position += 1
    found.append(_pipeline(stages))
    return found


def _pipeline(stages: list[str]) -> Pipeline:
    parts = [part.strip() for part in stages]
    return Pipeline(parts[0], tuple(part for part in parts[1:] if part))


def _unroll(items: list[Pipeline], depth: int = 0) -> list[Pipeline]:
    found: list[Pipeline] = []
    position = 0
    while position < len(items) and len(found) < _MOST:
        item = _without_keywords(items[position])
        position += 1
        loop = _FOR.fullmatch(item.text)
        if loop is None or depth > 3:
            if item.text and item.text.split(None, 1)[0] not in _ENDS:
                found.append(item)
            continue
        behind = _end_of_loop(items, position)
        values = _expanded(loop[2])
        if not values or len(values) > _MOST or any(char in "$`*{?" for value in values for char in value):
            values = ["$" + loop[1]]  # made by a command: what they were, only the output can tell
        body = _unroll(items[position:behind], depth + 1)
        for value in values[: _MOST // max(1, len(body)) + 1]:
            found += [_substituted(part, loop[1], value.strip("'\"")) for part in body]
        position = behind + 1
    return found


def _expanded(text: str) -> list[str]:
    """The words of a loop, with lists in braces, ranges and those that ``seq`` prints spelt out.

    >>> _expanded("master worker-{01..02} node{a,b} $(seq 3 4)"), _expanded("$(cat nodes)")
    (['master', 'worker-01', 'worker-02', 'nodea', 'nodeb', '3', '4'], ['$(cat', 'nodes)'])
    """
    text = _SEQUENCE.sub(lambda match: " ".join(_range(match["first"] or "1", match["last"])), text)
    found: list[str] = []
    for word in text.split():
        match = _BRACES.fullmatch(word)
        if match is None:
            found.append(word)
            continue
        values = match["list"].split(",") if match["list"] else _range(match["first"], match["last"])
        found += [match["front"] + value + match["back"] for value in values]
    return found[: _MOST + 1]


def _range(first: str, last: str) -> list[str]:
    low, high = int(first), int(last)
    width = max(len(first), len(last)) if first[0] == "0" or last[0] == "0" else 0
    return [str(number).zfill(width) for number in range(low, min(high, low + _MOST) + 1)]


def _end_of_loop(items: list[Pipeline], position: int) -> int:
    """Index of the ``done`` that closes the loop whose body begins here."""
    depth = 1
    for index in range(position, len(items)):
        words = items[index].text.split()
        depth += any(word in ("for", "while", "until") for word in words[:2])
        depth -= words[:1] == ["done"]
        if not depth:
            return index
    return len(items)


def _without_keywords(item: Pipeline) -> Pipeline:
    text = item.text
    while text:
        head, _, rest = text.partition(" ")
        if head in _KEYWORDS:
            text = rest.lstrip()
        elif text[0] == "(":
            text = text[1:].lstrip()
        else:
            break
    if text.endswith(")") and "(" not in text:
        text = text[:-1].rstrip()
    return Pipeline(text, item.filters)


def _substituted(item: Pipeline, name: str, value: str) -> Pipeline:
    pattern = re.compile(rf"\$(?:{name}\b|\{{{name}\}})")
    return Pipeline(pattern.sub(lambda _: value, item.text), tuple(pattern.sub(lambda _: value, part) for part in item.filters))


def without_assignments(words: list[str]) -> list[str]:
    """The words behind variables that are set for one command: ``KUBECONFIG=x kubectl get po``."""
    position = 0
    while position < len(words) and _ASSIGNMENT.match(words[position]):
        position += 1
    return words[position:]
