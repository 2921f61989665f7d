"""Colours by meaning, in a light and a dark theme.

Each token has a light colour of its own, so that the dark theme can be style rules that look for the light colour: a viewer that
strips styles still shows the light picture. All text is 4.5:1 or better on what it may stand on, all borders 3:1; a test computes it.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

Theme = Literal["auto", "light", "dark"]


class Colour(NamedTuple):
    """A colour in both themes."""

    light: str
    dark: str


PALETTE: dict[str, Colour] = {
    "canvas": Colour("#ffffff", "#0d1117"),
    "ink": Colour("#1b2430", "#e6edf3"),
    "mute": Colour("#56606c", "#a3adb8"),
    "flow-line": Colour("#1b2431", "#e6edf4"),
    "rule": Colour("#c9d0d8", "#3a424c"),
    "card": Colour("#f7f8fa", "#161b22"),
    "frame": Colour("#7d8794", "#6e7883"),
    "head": Colour("#24405c", "#2f5579"),
    "head-line": Colour("#24405d", "#4a79a5"),
    "head-ink": Colour("#fefefe", "#fdfdfd"),
    "head-mute": Colour("#d4e0ec", "#dbe6f1"),
    "head-warn": Colour("#ffd79a", "#ffd899"),
    "pod": Colour("#dceefb", "#0e3049"),
    "pod-line": Colour("#00679f", "#58b1ea"),
    "ovs": Colour("#d8f1e7", "#0c3629"),
    "ovs-line": Colour("#006b50", "#33c398"),
    "tun": Colour("#f7e3ef", "#431f36"),
    "tun-line": Colour("#9a3a70", "#e794c4"),
    "nic": Colour("#e9ecf0", "#272e37"),
    "nic-line": Colour("#5a646f", "#98a3af"),
    "svc": Colour("#fff0c9", "#3d2f08"),
    "svc-line": Colour("#855800", "#e3b341"),
    "np": Colour("#e9e4fa", "#2b2350"),
    "np-line": Colour("#5b3fb0", "#b3a1f2"),
    "err": Colour("#fbe0d6", "#4a1f0f"),
    "err-line": Colour("#ab3402", "#ff9466"),
    "warn": Colour("#fff2cc", "#3f3109"),
    "warn-line": Colour("#8f5e00", "#e0ac3c"),
    "info": Colour("#e1ecf7", "#14304c"),
    "info-line": Colour("#2f6499", "#7db7ee"),
    "add": Colour("#dcf2e0", "#12361f"),
    "add-line": Colour("#0b6b2f", "#4fcb7c"),
    "del": Colour("#fbe1e4", "#47191f"),
    "del-line": Colour("#a3172f", "#ff8d9c"),
    "chg": Colour("#fdf1cf", "#3b300b"),
    "chg-line": Colour("#7f5900", "#e3b648"),
    "unk": Colour("#fcfcfd", "#12171e"),
    "unk-line": Colour("#66707b", "#8f99a5"),
    "fine": Colour("#dfeee9", "#12312a"),
    "ok": Colour("#00684d", "#3ecf9f"),
}


#: How JupyterLab and VS Code say which theme they have.
_LIGHT_PAGE = '[data-jp-theme-light="true"],.vscode-light'
_DARK_PAGE = '[data-jp-theme-light="false"],.vscode-dark'


def colour(token: str, theme: Theme = "light") -> str:
    """The colour of a token, for attributes: light unless the theme is ``dark``."""
    found = PALETTE[token]
    return found.dark if theme == "dark" else found.light


def dark_rules(figure: str, tokens: set[str], *, notebook: bool = False) -> str:
    """Style rules that turn the light colours of a figure into the dark ones.

    Args:
        figure: its id.
        tokens: of the colours in it.
        notebook: it is part of a notebook, whose own theme goes before that of the system.
    """
    if not notebook:
        return f"@media(prefers-color-scheme:dark){{{_darkened(f'#{figure}', tokens)}}}"
    unsaid = f"body:not({_LIGHT_PAGE}) #{figure}"
    return f"@media(prefers-color-scheme:dark){{{_darkened(unsaid, tokens)}}}" + _darkened(f"body:is({_DARK_PAGE}) #{figure}", tokens)


def _darkened(scope: str, tokens: set[str]) -> str:
    rules = []
    for token in PALETTE:
        if token in tokens:
            light, dark = PALETTE[token]
            rules.append(f'{scope} [fill="{light}"]{{fill:{dark}}}{scope} [stroke="{light}"]{{stroke:{dark}}}')
    return "".join(rules)
