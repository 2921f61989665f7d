"""The command line: ``antrea-parse parse | captures | draw``."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any

import antrea_parse as ap
from antrea_parse.text.decode import decode
from antrea_parse.text.diagnostic import Diagnostic

_DONE, _FOUND_ERRORS, _UNUSABLE = 0, 1, 2
#: Errors that are shown one by one; the rest is counted.
_SHOWN = 20


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line.

    Args:
        argv: the arguments; those of the process when None.

    Returns:
        0 done; 1 done, but with error diagnostics and ``--strict``; 2 wrong usage, unreadable input or nothing to show.
    """
    arguments = _parser().parse_args(argv)
    try:
        status: int = arguments.run(arguments)
    except ap.AntreaParseError as error:
        print(f"antrea-parse: {error}", file=sys.stderr)
        return _UNUSABLE
    except BrokenPipeError:
        # The reader of a pipe (head, less) went away: nothing more to say, also not on exit.
        sys.stdout = open("/dev/null", "w", encoding="utf-8")  # noqa: SIM115, PTH123
        return _DONE
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="antrea-parse", description="Reads saved text of Antrea troubleshooting commands; never talks to a cluster. - is standard input."
    )
    parser.add_argument("--version", action="version", version=f"antrea-parse {ap.__version__}")
    verbs = parser.add_subparsers(required=True, metavar="VERB")

    parse = verbs.add_parser("parse", help="one command's output to JSON", description="Reads the output of one command and prints its records as JSON.")
    parse.add_argument("file", metavar="FILE")
    parse.add_argument("--command", help='the command line that printed it, e.g. "ip a"; recognised by the text when left out')
    parse.add_argument("--table", action="store_true", help="print a table instead of JSON")
    parse.add_argument("--strict", action="store_true", help="exit 1 when a line is not understood")
    parse.set_defaults(run=_parse)

    captures = verbs.add_parser("captures", help="what was captured where", description="Lists the captures of files and folders and accounts for every line.")
    captures.add_argument("paths", metavar="PATH", nargs="+")
    captures.add_argument("--unparsed", action="store_true", help="show the lines that were not understood")
    captures.add_argument("--strict", action="store_true", help="exit 1 when a line is not understood")
    captures.set_defaults(run=_captures)

    draw = verbs.add_parser("draw", help="topology to a diagram", description="Joins the captures of files and folders and draws the topology.")
    draw.add_argument("paths", metavar="PATH", nargs="+")
    draw.add_argument("-o", "--output", required=True, metavar="FILE", help=".svg .png .pdf .dot .mmd .html or .txt, by suffix")
    draw.add_argument("--view", default="overview", help="overview (default), node, service, findings")
    draw.add_argument("--node", help="the node that the view shows")
    draw.add_argument("--service", metavar="NAMESPACE/NAME", help="the Service that the view shows")
    draw.add_argument("--title", help="title of the diagram")
    draw.add_argument("--strict", action="store_true", help="exit 1 when a line is not understood")
    draw.set_defaults(run=_draw)
    return parser


def _parse(arguments: argparse.Namespace) -> int:
    if arguments.file == "-":
        text, found = decode(sys.stdin.buffer.read(), "<stdin>")
        name = "<stdin>"
    else:
        name = arguments.file
        text, found = decode(_bytes_of(name), name)
    if not text.strip():
        raise ap.CaptureError(f"{name}: empty, expected the saved output of a command")
    output = ap.parse(text, arguments.command, name=name)
    if arguments.table:
        _print_table(output.to_rows())
    else:
        print(json.dumps(output.model_dump(mode="json", by_alias=True), indent=2, ensure_ascii=False))
    return _verdict([*found, *output.diagnostics], strict=arguments.strict)


def _bytes_of(name: str) -> bytes:
    path = Path(name)
    try:
        if path.is_dir():
            raise ap.CaptureError(f"{name}: a folder, expected one file; use 'antrea-parse captures {name}' for folders")
        return path.read_bytes()
    except FileNotFoundError as error:
        raise ap.CaptureError(f"{name}: no such file; give the path of a saved output, or - for standard input") from error
    except (OSError, ValueError) as error:
        raise ap.CaptureError(f"{name}: {error}") from error


def _read(paths: Sequence[str]) -> ap.Snapshot:
    readable: list[str | IO[bytes]] = [sys.stdin.buffer if path == "-" else path for path in paths]
    return ap.read(*readable)


def _captures(arguments: argparse.Namespace) -> int:
    snap = _read(arguments.paths)
    rows = [
        {
            "node": capture.node or "-",
            "command": capture.command or " ".join(capture.argv) or "-",
            "lines": str(capture.span),
            "records": "-" if capture.output is None else len(capture.output),
            "problems": capture.reason or _problems(capture.output.diagnostics if capture.output else ()),
        }
        for capture in snap.captures
    ]
    _print_table(rows, ("node", "command", "lines", "records", "problems"))
    print()
    print(", ".join(f"{count} {use}" for use, count in snap.coverage.counts.items() if count) or "no lines")
    if arguments.unparsed:
        for item in snap.diagnostics:
            if item.code == "AP201":
                print(item)
    return _verdict(snap.diagnostics, strict=arguments.strict)


def _problems(diagnostics: Sequence[Diagnostic]) -> str:
    counts = {level: sum(item.level == level for item in diagnostics) for level in ("error", "warning")}
    return ", ".join(f"{count} {level}{'s' * (count > 1)}" for level, count in counts.items() if count)


def _draw(arguments: argparse.Namespace) -> int:
    snap = _read(arguments.paths)
    if all(capture.output is None for capture in snap.captures):
        seen = ", ".join(sorted({capture.argv[0] for capture in snap.captures if capture.argv})[:5])
        raise ap.CaptureError(
            f"{', '.join(arguments.paths)}: no capture found" + (f" (only of {seen})" if seen else "") + "; expected the saved output of commands such as "
            "'ip a', 'kubectl get pods -A -o wide' or 'ovs-vsctl show', best with the prompt line before it. "
            "'antrea-parse captures' tells what each line was taken for"
        )
    options = {key: value for key in ("node", "service", "title") if (value := getattr(arguments, key)) is not None}
    diagram = snap.topology.draw(arguments.view, **options)
    diagram.save(arguments.output)
    print(f"{arguments.output}: written", file=sys.stderr)
    return _verdict([*snap.diagnostics, *snap.topology.diagnostics], strict=arguments.strict)


def _verdict(diagnostics: Sequence[Diagnostic], *, strict: bool) -> int:
    """Say what was not understood; whether that fails the run."""
    errors = [item for item in diagnostics if item.level == "error"]
    for item in errors[:_SHOWN]:
        print(item, file=sys.stderr)
    if len(errors) > _SHOWN:
        print(f"antrea-parse: {len(errors) - _SHOWN} more errors; 'antrea-parse captures --unparsed' lists lines not understood", file=sys.stderr)
    return _FOUND_ERRORS if errors and strict else _DONE


def _print_table(rows: Sequence[dict[str, Any]], columns: Sequence[str] = ()) -> None:
    """Print rows as aligned columns; columns that are empty throughout are left out."""
    names = list(columns) or list(dict.fromkeys(name for row in rows for name, value in row.items() if value not in (None, "")))
    cells = [names, *([_printable(row.get(name)) for name in names] for row in rows)]
    widths = [max(len(row[index]) for row in cells) for index in range(len(names))]
    for row in cells:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def _printable(value: Any) -> str:
    """Text without control characters: a terminal would obey them."""
    text = "" if value is None else str(value)
    return "".join(char if char.isprintable() else "�" for char in text)


if __name__ == "__main__":
    sys.exit(main())
