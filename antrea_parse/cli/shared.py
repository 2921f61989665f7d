"""What the verbs share: reading the inputs, the verdict, tables."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import IO, TYPE_CHECKING, Any

import antrea_parse as ap
from antrea_parse.cli.progress import progress
from antrea_parse.text.diagnostic import Diagnostic
from antrea_parse.text.shown import clean_label

if TYPE_CHECKING:
    from antrea_parse.topology.model import Topology

    #: What `add` of a verb gets.
    Verbs = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001  # argparse has no public name for it

DONE, FOUND_ERRORS, UNUSABLE = 0, 1, 2
#: What a shell makes of Ctrl-C.
INTERRUPTED = 130
#: Errors that are shown one by one; the rest is counted.
_SHOWN = 20


def add_strict(parser: argparse.ArgumentParser) -> None:
    """Add ``--strict``."""
    parser.add_argument("--strict", action="store_true", help="exit 1 when a line is not understood")


def read(paths: Sequence[str]) -> ap.Snapshot:
    """The snapshot of files and folders; ``-`` is standard input."""
    readable: list[str | IO[bytes]] = [sys.stdin.buffer if path == "-" else path for path in paths]
    with progress(f"reading {paths[0]}" if len(paths) == 1 else f"reading {len(paths)} paths"):
        return ap.read(*readable)


def join(paths: Sequence[str]) -> tuple[ap.Snapshot, Topology]:
    """The snapshot of files and folders, and its topology.

    Raises:
        CaptureError: they hold no capture that can be read; the message says what was expected.
    """
    snap = read(paths)
    if all(capture.output is None for capture in snap.captures):
        seen = ", ".join(sorted({capture.argv[0] for capture in snap.captures if capture.argv})[:5])
        raise ap.CaptureError(
            f"{', '.join(paths)}: no capture found" + (f" (only of {seen})" if seen else "") + "; expected the saved output of commands such as "
            "'ip a', 'kubectl get pods -A -o wide' or 'ovs-vsctl show', best with the prompt line before it. "
            "'antrea-parse captures' tells what each line was taken for"
        )
    with progress(f"joining {len(snap.captures)} captures"):
        return snap, snap.topology


def verdict(diagnostics: Sequence[Diagnostic], *, strict: bool) -> int:
    """Say what was not understood; whether that fails the run."""
    errors = [item for item in diagnostics if item.level == "error"]
    for item in errors[:_SHOWN]:
        print(item, file=sys.stderr)
    if len(errors) > _SHOWN:
        print(f"antrea-parse: {len(errors) - _SHOWN} more errors; 'antrea-parse captures --unparsed' lists lines not understood", file=sys.stderr)
    return FOUND_ERRORS if errors and strict else DONE


def print_table(rows: Sequence[dict[str, Any]], columns: Sequence[str] = ()) -> None:
    """Print rows as aligned columns; columns that are empty throughout are left out."""
    from antrea_parse.drawing.widths import columns as text_columns  # few verbs print tables

    names = list(columns) or list(dict.fromkeys(name for row in rows for name, value in row.items() if value not in (None, "")))
    cells = [names, *([clean_label("" if (value := row.get(name)) is None else str(value)) for name in names] for row in rows)]
    widths = [max(text_columns(row[index]) for row in cells) for index in range(len(names))]
    for row in cells:
        print("  ".join(cell + " " * (width - text_columns(cell)) for cell, width in zip(row, widths, strict=True)).rstrip())


def printable(text: str) -> str:
    """Lines of text without control characters but line ends."""
    return "\n".join(map(clean_label, text.split("\n")))
