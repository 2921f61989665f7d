"""``antrea-parse parse FILE``: one command's output to JSON or a table."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import antrea_parse as ap
from antrea_parse.cli.shared import add_strict, print_table, verdict
from antrea_parse.text.decode import decode

if TYPE_CHECKING:
    from antrea_parse.cli.shared import Verbs


def add(verbs: Verbs) -> None:
    """Add the verb."""
    parser = verbs.add_parser("parse", help="one command's output to JSON", description="Reads the output of one command and prints its records as JSON.")
    parser.add_argument("file", metavar="FILE")
    parser.add_argument("--command", help='the command line that printed it, e.g. "ip a"; recognised by the text when left out')
    parser.add_argument("--table", action="store_true", help="print a table instead of JSON")
    add_strict(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Parse the file and print its records."""
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
        print_table(output.to_rows())
    else:
        print(json.dumps(output.model_dump(mode="json", by_alias=True), indent=2, ensure_ascii=False))
    return verdict([*found, *output.diagnostics], strict=arguments.strict)


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
