"""The layout engine: Graphviz, in this process where pygraphviz brings it, else the `dot` program under a timeout."""

from __future__ import annotations

import os
import shutil
import subprocess
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Literal

from antrea_parse.text.errors import RenderError

Format = Literal["svg", "png", "pdf"]

#: pygraphviz cannot be interrupted: what is handed over is bounded.
MAX_BOXES = 40_000
MAX_LINKS = 6_000
#: Seconds that `dot` may take.
TIMEOUT = 30.0

_REMEDY = (
    "no layout engine: install one with 'pip install antrea-parse[embedded]' (pygraphviz, brings Graphviz with it), "
    "or the program 'dot' ('apt install graphviz', 'brew install graphviz', 'conda install graphviz'); "
    "DOT, Mermaid, HTML and text need none: save as .dot, .mmd, .html or .txt"
)


def render(dot: str, form: Format) -> bytes:
    """Let Graphviz lay out and draw.

    Args:
        dot: a graph in Graphviz's language.
        form: ``svg``, ``png`` or ``pdf``.

    Raises:
        RenderError: there is no engine, or it failed.
    """
    try:
        import pygraphviz
    except ImportError:
        return _run_dot(dot, form)
    with warnings.catch_warnings():
        # Graphviz warns of texts wider than their cells where fonts differ from ours; positions do not depend on it.
        warnings.simplefilter("ignore")
        try:
            with _quiet() if form != "svg" else nullcontext():
                drawn = pygraphviz.AGraph(string=dot).draw(prog="dot", format=form)
        except (OSError, ValueError, RuntimeError, pygraphviz.DotError) as error:
            raise RenderError(f"Graphviz could not draw: {_brief(str(error))}") from error
    return bytes(drawn)


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep what Graphviz's libraries write to standard error off the terminal: that this machine's fonts are wider than ours."""
    try:
        saved = os.dup(2)
    except OSError:
        yield
        return
    try:
        with open(os.devnull, "wb") as sink:  # noqa: PTH123
            os.dup2(sink.fileno(), 2)
        yield
    finally:
        os.dup2(saved, 2)
        os.close(saved)


def _run_dot(dot: str, form: Format) -> bytes:
    program = shutil.which("dot")
    if program is None:
        raise RenderError(_REMEDY)
    try:
        done = subprocess.run([program, f"-T{form}"], input=dot.encode(), capture_output=True, timeout=TIMEOUT, check=False)  # noqa: S603
    except subprocess.TimeoutExpired as error:
        raise RenderError(
            f"'{program}' took longer than {TIMEOUT:.0f} s; draw fewer nodes, or install pygraphviz: pip install antrea-parse[embedded]"
        ) from error
    except OSError as error:
        raise RenderError(f"'{program}' does not start: {error}; {_REMEDY}") from error
    if done.returncode or not done.stdout:
        raise RenderError(f"'{program}' failed with exit code {done.returncode}: {_brief(done.stderr.decode(errors='replace'))}")
    return done.stdout


def _brief(message: str) -> str:
    return " ".join(message.split())[:300]


def check_size(boxes: int, links: int) -> None:
    """Refuse what would take Graphviz too long.

    Raises:
        RenderError: too many boxes or links.
    """
    if boxes > MAX_BOXES or links > MAX_LINKS:
        raise RenderError(
            f"{boxes:,} boxes and {links:,} lines are more than a drawing holds ({MAX_BOXES:,} and {MAX_LINKS:,}); "
            "draw view 'overview', which counts what is too much to draw"
        )
