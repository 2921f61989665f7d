"""The layout engine: Graphviz, in this process where pygraphviz brings it, else the `dot` program under a timeout."""

from __future__ import annotations

import shutil
import subprocess
import warnings

from antrea_parse.text.errors import RenderError

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


def render(dot: str) -> bytes:
    """Let Graphviz lay out a graph and draw it as SVG.

    Args:
        dot: a graph in Graphviz's language.

    Raises:
        RenderError: there is no engine, or it failed.
    """
    try:
        import pygraphviz
    except ImportError:
        return _run_dot(dot)
    with warnings.catch_warnings():
        # Graphviz warns of texts wider than their cells where fonts differ from ours; positions do not depend on it.
        warnings.simplefilter("ignore")
        try:
            drawn = pygraphviz.AGraph(string=dot).draw(prog="dot", format="svg")
        except (OSError, ValueError, RuntimeError, pygraphviz.DotError) as error:
            raise RenderError(f"Graphviz could not draw: {_brief(str(error))}") from error
    return bytes(drawn)


def _run_dot(dot: str) -> bytes:
    program = shutil.which("dot")
    if program is None:
        raise RenderError(_REMEDY)
    try:
        done = subprocess.run([program, "-Tsvg"], input=dot.encode(), capture_output=True, timeout=TIMEOUT, check=False)  # noqa: S603
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
