"""A line on the terminal that says what takes long; nothing where standard error is no terminal."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

#: Seconds before the line appears, and between its changes.
_PATIENCE, _BEAT = 1.0, 0.5


@contextmanager
def progress(what: str) -> Iterator[None]:
    """Say what is being done, and for how long, until it is done.

    Args:
        what: in the present tense: ``reading 3 paths``.
    """
    if not sys.stderr.isatty():
        yield
        return
    done = threading.Event()
    teller = threading.Thread(target=_tell, args=(what, done), daemon=True)
    teller.start()
    try:
        yield
    finally:
        done.set()
        teller.join()


def _tell(what: str, done: threading.Event) -> None:
    start = time.monotonic()
    wait, shown = _PATIENCE, False
    while not done.wait(wait):
        # Back to the first column and clear the line, so that what follows stands alone.
        sys.stderr.write(f"\r\x1b[K{what} … {time.monotonic() - start:.0f} s")
        sys.stderr.flush()
        wait, shown = _BEAT, True
    if shown:
        sys.stderr.write("\r\x1b[K")
        sys.stderr.flush()
