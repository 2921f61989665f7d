"""What a session sets once: how notebooks show drawings."""

from __future__ import annotations

from typing import Literal, get_args

Display = Literal["auto", "html", "svg", "png", "text"]


class Options:
    """Settings of a session.

    >>> import antrea_parse as ap
    >>> ap.options
    Options(display='auto')
    >>> ap.options.display = "jpeg"
    Traceback (most recent call last):
        ...
    ValueError: display is 'jpeg'; it can be auto, html, svg, png, text
    """

    __slots__ = ("_display",)

    def __init__(self) -> None:
        self._display: Display = "auto"

    @property
    def display(self) -> Display:
        """How a notebook shows a drawing.

        ``auto`` gives HTML with the picture in it, SVG and text, and the notebook takes what it likes best; ``html``, ``svg``, ``png`` give
        that and text, ``text`` nothing else. ``png`` is for viewers that show no SVG, such as GitHub's at times.
        """
        return self._display

    @display.setter
    def display(self, value: Display) -> None:
        if value not in get_args(Display):
            raise ValueError(f"display is {value!r}; it can be {', '.join(get_args(Display))}")
        self._display = value

    def __repr__(self) -> str:
        return f"Options(display={self._display!r})"


options = Options()
