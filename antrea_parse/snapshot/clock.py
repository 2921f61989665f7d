"""The moment of a capture, as far as the log tells one: the latest that stands before it."""

from __future__ import annotations

from datetime import datetime

from antrea_parse.text.moment import at_clock, to_clock, to_moment


class Clock:
    """The latest moment that a log told.

    Args:
        moment: that of the file's name.
    """

    def __init__(self, moment: datetime | None = None) -> None:
        self.moment = moment
        self.reason = "name of the file" if moment else ""

    def set(self, moment: datetime, reason: str) -> None:
        """Take a moment that was read."""
        self.moment = moment
        self.reason = reason

    def read(self, text: str, reason: str) -> None:
        """Take a moment from text; a time of day alone tells one only behind a known day."""
        moment = to_moment(text)
        if moment is None and self.moment is not None and (clock := to_clock(text)) is not None:
            moment = at_clock(clock, self.moment)
        if moment is not None:
            self.set(moment, reason)

    def stamp(self, text: str) -> None:
        """Take the time that a prompt shows."""
        if text:
            self.read(text, "prompt")
