"""``antrea-parse draw PATH… [-o FILE]``: the topology to a diagram."""

from __future__ import annotations

import argparse
import sys
import tempfile
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING

import antrea_parse as ap
from antrea_parse.cli.progress import progress
from antrea_parse.cli.shared import add_strict, join, verdict

if TYPE_CHECKING:
    from antrea_parse.cli.shared import Verbs
    from antrea_parse.drawing.diagram import Diagram
    from antrea_parse.topology.model import Topology

#: Names that a message lists.
_LISTED = 10
_OPTIONS = ("node", "service", "title", "theme")
_VIEWS = ("overview", "node", "service", "findings")
_EXAMPLES = """examples:
  antrea-parse draw lab.txt                                        a tree of lines, on the terminal
  antrea-parse draw lab.txt -o topology.svg
  antrea-parse draw bundle/ --node worker-01 -o worker-01.svg
  antrea-parse draw bundle/ --service default/web -o web.png
  antrea-parse draw bundle/ --view findings --open
"""


def add(verbs: Verbs) -> None:
    """Add the verb."""
    parser = verbs.add_parser(
        "draw",
        help="topology to a diagram",
        description="Joins the captures of files and folders and draws the topology.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("paths", metavar="PATH", nargs="+")
    parser.add_argument("-o", "--output", metavar="FILE", help=".svg .png .pdf .dot .mmd .html or .txt, by suffix; left out: text on the terminal")
    parser.add_argument("--view", help="overview (default), node, service, findings; 'antrea-parse diff' draws differences")
    parser.add_argument("--node", help="the node to show; the view is node")
    parser.add_argument("--service", metavar="NAMESPACE/NAME", help="the Service to show; the view is service")
    parser.add_argument("--title", help="title of the diagram")
    parser.add_argument("--theme", choices=("auto", "light", "dark"), help="colours; auto (default) follows the reader's")
    add_open(parser)
    add_strict(parser)
    parser.set_defaults(run=run)


def add_open(parser: argparse.ArgumentParser) -> None:
    """Add ``--open``."""
    parser.add_argument("--open", action="store_true", help="show the drawing in the browser")


def run(arguments: argparse.Namespace) -> int:
    """Join, draw and save."""
    view = _view(arguments)
    check_output(arguments.output)
    snap, topology = join(arguments.paths)
    _check(view, arguments, topology)
    options = {key: value for key in _OPTIONS if (value := getattr(arguments, key)) is not None}
    deliver(topology.draw(view, **options), arguments.output, show=arguments.open)
    return verdict([*snap.diagnostics, *topology.diagnostics], strict=arguments.strict)


def _view(arguments: argparse.Namespace) -> str:
    """The view that is asked for, by its name or by what it shows."""
    shown = [option for option in ("node", "service") if getattr(arguments, option) is not None]
    view: str = arguments.view or (shown[0] if shown else "overview")
    if view == "diff":
        raise ap.RenderError("two sets of captures are compared by 'antrea-parse diff BEFORE AFTER -o FILE'")
    if view not in _VIEWS:
        raise ap.RenderError(f"there is no view {view!r}; --view takes {', '.join(_VIEWS)}")
    for option in shown:
        if option != view:
            raise ap.RenderError(f"--{option} is for --view {option}, and the view is {view}: leave one of them out")
    return view


def check_output(output: str | None) -> None:
    """Refuse a file of unknown form before anything is read.

    Raises:
        RenderError: the suffix is not known.
    """
    if output is not None:
        from antrea_parse.drawing.diagram import check_suffix  # nothing else needs drawings before the captures are read

        check_suffix(Path(output))


def _check(view: str, arguments: argparse.Namespace, topology: Topology) -> None:
    """Say what a view needs in the words of the command line."""
    known = {"node": [node.name for node in topology.nodes], "service": [service.key for service in topology.services]}
    if view in known and getattr(arguments, view) is None:
        names = known[view]
        listed = ", ".join(names[:_LISTED]) + (f" and {len(names) - _LISTED} more" if len(names) > _LISTED else "")
        raise ap.RenderError(f"--view {view} needs --{view}; known: {listed or 'none'}")


def deliver(diagram: Diagram, output: str | None, *, show: bool) -> None:
    """Save a drawing, show it in the browser, or print its text form where neither is wanted.

    Raises:
        RenderError: it cannot be saved.
    """
    if output is None and not show:
        sys.stdout.write(diagram.text)
        return
    if output is None:
        output = str(Path(tempfile.mkdtemp(prefix="antrea-parse-")) / f"{diagram.scene.view}.html")
    with progress("drawing"):
        path = diagram.save(output)
    print(f"{path}: written", file=sys.stderr)
    if show and not webbrowser.open(path.resolve().as_uri()):
        raise ap.RenderError(f"{path}: no browser could be started; open the file by hand")
