"""Secrets that stand on other lines than what tells that they are some: keys in PEM, blocks of YAML, what a command printed."""

from __future__ import annotations

import re
from collections import Counter

from antrea_parse.text.mask import MASK
from antrea_parse.text.prompt import find_prompt, find_prompt_behind
from antrea_parse.text.secret_rules import BASE64_KEYS, KEY_NAME, OPTION_NAME

_BEGIN = re.compile(r"-----BEGIN [A-Z0-9 ]{3,60}-----")
_END = re.compile(r"-----END [A-Z0-9 ]{3,60}-----")
_BASE64_LINE = re.compile(r"[\s\"'>|]*[A-Za-z0-9+/]{8,}={0,2}[\s\"',\\]*$")
#: Lines of a certificate or key, at most: chains are several.
_LONGEST_BLOCK = 400
_ENV_NAME = re.compile(rf"\s*(?:- )?[\"']?name[\"']?\s*:\s*[\"']?{KEY_NAME}[\"']?,?\s*$", re.IGNORECASE)
_ENV_VALUE = re.compile(r"(\s*(?:- )?[\"']?value[\"']?\s*:\s*)(?!\"?\*\*\*)(\S.*?)(,?\s*)$")
_ARGUMENT = re.compile(rf"\s*-\s+[\"']?--?{OPTION_NAME}[\"']?\s*$", re.IGNORECASE)
_ITEM = re.compile(r"(\s*-\s+)(?!\"?\*\*\*|--)(\S.*)$")
_KEY = re.compile(r"(\s*[\"']?[A-Za-z0-9._-]{1,253}[\"']?\s*:\s+)(?![|>][+-]?\d?$)\S")
_BLOCK = re.compile(rf"(\s*)(?:- )?[\"']?(?:(?:{KEY_NAME}|{BASE64_KEYS})[\"']?\s*:\s*[|>][+-]?\d?[+-]?|stringData[\"']?\s*:)\s*$", re.IGNORECASE)
#: Commands that print a secret and nothing else.
_PRINTS = re.compile(
    r"\bget\s+secrets?\b.*(?:jsonpath|template|custom-columns)|\bcreate\s+token\b|\btoken\s+(?:create|generate)\b"
    r"|\bcat\s+\S*(?:token|psk|passwd|password|secret)s?\b(?!\S*\.ya?ml|\S*\.json)|\bcertificate-key\b",
    re.IGNORECASE,
)


def mask_neighbours(lines: list[str], index: int, kinds: Counter[str]) -> bool:
    """Mask what stands beside a line that tells of a secret: the value of an environment variable or an argument, a block, an output.

    Returns:
        Whether the line tells of a secret beside it, were there one.
    """
    line = lines[index]
    behind = lines[index + 1] if index + 1 < len(lines) else ""
    if _ENV_NAME.match(line):
        for at in (index - 1, index + 1):
            if 0 <= at < len(lines) and (match := _ENV_VALUE.match(lines[at])):
                lines[at] = f'{match[1]}"{MASK}"{match[3]}'
                kinds["environment"] += 1
                break
    elif _ARGUMENT.match(line):
        if match := _ITEM.match(behind):
            lines[index + 1] = f'{match[1]}"{MASK}"'
            kinds["option"] += 1
    elif match := _BLOCK.match(line):
        _mask_block(lines, index + 1, len(match[1]), kinds)
    elif _PRINTS.search(line):
        if behind and (prompt := find_prompt(line)) is not None and prompt.command:
            _mask_output(lines, index + 1, kinds)
    else:
        return False
    return True


def _mask_block(lines: list[str], start: int, margin: int, kinds: Counter[str]) -> None:
    """The lines of a block of YAML: those that are indented more than its key."""
    for at in range(start, min(start + _LONGEST_BLOCK, len(lines))):
        text = lines[at].lstrip()
        if text and len(lines[at]) - len(text) <= margin:
            return
        if text and MASK not in text:
            key = _KEY.match(lines[at])
            lines[at] = f'{key[1]}"{MASK}"' if key else lines[at][: len(lines[at]) - len(text)] + MASK
            kinds["setting"] += 1


def _mask_output(lines: list[str], at: int, kinds: Counter[str]) -> None:
    """One word that a command printed, before the next prompt; a message has several."""
    line = lines[at]
    next_prompt = find_prompt_behind(line)
    end = next_prompt.start if next_prompt is not None else len(line)
    said = line[:end]
    if said.strip() and len(said.split()) == 1 and MASK not in said and (next_prompt is not None or find_prompt(line) is None):
        lines[at] = MASK + line[end:]
        kinds["output of a command"] += 1


def mask_blocks(lines: list[str], kinds: Counter[str]) -> None:
    """Certificates and keys in PEM: everything between their first and last line, or as far as it looks like one."""
    index = 0
    while index < len(lines):
        line = lines[index]
        index += 1
        if "-----" not in line:
            continue
        match = _BEGIN.search(line)
        if match is None:
            if _END.search(line):
                _mask_before(lines, index - 1, kinds)
            continue
        if _END.search(line, match.end()):
            continue
        kinds["certificate or key"] += 1
        if line[match.end() :].strip(" \\n\"'"):
            lines[index - 1] = line[: match.end()] + MASK
        end = next((at for at in range(index, min(index + _LONGEST_BLOCK, len(lines))) if "-----" in lines[at]), None)
        if end is None:
            end = index
            while end < len(lines) and _BASE64_LINE.match(lines[end]):
                end += 1
        for at in range(index, end):
            if lines[at].strip():
                lines[at] = lines[at][: len(lines[at]) - len(lines[at].lstrip())] + MASK
        index = end


def _mask_before(lines: list[str], end: int, kinds: Counter[str]) -> None:
    """A key whose first line is lost."""
    at = end - 1
    while at >= max(0, end - _LONGEST_BLOCK) and _BASE64_LINE.match(lines[at]):
        lines[at] = lines[at][: len(lines[at]) - len(lines[at].lstrip())] + MASK
        kinds["certificate or key"] += 1
        at -= 1
