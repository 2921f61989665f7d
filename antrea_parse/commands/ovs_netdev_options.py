"""The options of a device as datapath listings print them: ``key=value, key=value``, nothing quoted."""

from __future__ import annotations

from antrea_parse.commands.base import Ledger
from antrea_parse.commands.ovsdb_value import mask_secrets


def to_options(text: str | None, ledger: Ledger, index: int) -> dict[str, str]:
    """The options by name; secrets are masked and reported.

    >>> from antrea_parse.text.source import Lines
    >>> to_options("csum=true, key=flow", Ledger(Lines.at([""])), 0)
    {'csum': 'true', 'key': 'flow'}
    """
    options: dict[str, str] = {}
    last = ""
    for item in (text or "").split(", "):
        key, equals, value = item.partition("=")
        if equals:
            last = key.strip()
            options[last] = value
        elif last:  # a comma in a value
            options[last] += ", " + item
    for key in mask_secrets(options):
        ledger.report("AP210", f"the value of {key} is masked", index)
    return options
