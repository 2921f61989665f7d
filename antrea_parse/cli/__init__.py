"""The command line: ``antrea-parse VERB``; one module of this package for each verb."""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Sequence
from importlib import import_module

import antrea_parse as ap
from antrea_parse.cli.shared import DONE, INTERRUPTED, UNUSABLE

#: The verbs, in the order of the help: modules of this package; `questions` has explain and where. Each has `add(verbs)`, which adds its
#: parser and sets `run`.
VERBS = ("parse", "captures", "draw", "questions", "diff", "redact")


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line.

    Args:
        argv: the arguments; those of the process when None.

    Returns:
        0 done; 1 done, but with error diagnostics and ``--strict``; 2 wrong usage, unreadable input or nothing to show; 130 interrupted.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal without Unicode shows question marks rather than a traceback.
            stream.reconfigure(errors="replace")
    arguments = _parser().parse_args(argv)
    try:
        status: int = arguments.run(arguments)
    except ap.AntreaParseError as error:
        print(f"antrea-parse: {error}", file=sys.stderr)
        return UNUSABLE
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of a pipe (head, less) went away: nothing more to say, also not on exit.
        sys.stdout = open("/dev/null", "w", encoding="utf-8")  # noqa: SIM115, PTH123
        return DONE
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="antrea-parse", description="Reads saved text of Antrea troubleshooting commands; never talks to a cluster. - is standard input."
    )
    parser.add_argument("--version", action="version", version=f"antrea-parse {ap.__version__}")
    verbs = parser.add_subparsers(required=True, metavar="VERB")
    for verb in VERBS:
        import_module(f"antrea_parse.cli.{verb}").add(verbs)
    return parser
