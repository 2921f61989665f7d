"""``antrea-parse redact PATH… -o OUT``: the same text with pseudonyms, to be shown to others."""

from __future__ import annotations

import argparse
import os
import secrets
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import antrea_parse as ap
from antrea_parse.cli.shared import DONE, read

if TYPE_CHECKING:
    from antrea_parse.cli.shared import Verbs

_EXAMPLES = """examples:
  antrea-parse redact session.log -o redacted.log
  antrea-parse redact support-bundles_20260301T120344Z/ -o redacted.tar.gz --key-file case.key --mapping case.json
"""


def add(verbs: Verbs) -> None:
    """Add the verb."""
    parser = verbs.add_parser(
        "redact",
        help="the same text with pseudonyms",
        description="Writes the captures with pseudonyms for names and addresses, so that the same topology comes of them. "
        "Lines that are not understood are withheld. Read the result before it is passed on.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("paths", metavar="PATH", nargs="+")
    parser.add_argument("-o", "--output", required=True, metavar="OUT", help="a new folder, an archive (.tar, .tar.gz, .tgz), or a file for one source")
    parser.add_argument(
        "--key-file", metavar="FILE", help="the secret that the pseudonyms follow from; made when it does not exist; the same key gives the same"
    )
    parser.add_argument("--mapping", metavar="FILE", help="write what was replaced by what as JSON; it undoes the redaction: keep it")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Write the redacted captures and say what is not in them."""
    out = Path(arguments.output)
    for kept in (arguments.mapping, arguments.key_file):
        if kept and out.resolve() in (Path(kept).resolve(), *Path(kept).resolve().parents):
            raise ap.CaptureError(f"{kept}: inside of {out}, which is to be shown; give another place: who has it can undo the redaction")
    snap = read(arguments.paths)
    redaction = snap.redact(_key(arguments.key_file))
    redaction.save(out)
    if arguments.mapping:
        redaction.save_mapping(arguments.mapping)
    said = [f"{out}: {len(redaction.texts)} files, {sum(map(len, redaction.mapping.values())):,} names and addresses replaced"]
    if redaction.withheld:
        said.append("lines withheld: " + ", ".join(f"{count:,} {use}" for use, count in sorted(redaction.withheld.items())))
    if redaction.masked:
        said.append(f"lines of objects with values masked: {redaction.masked:,}")
    if redaction.dropped:
        said.append(f"files left out: {len(redaction.dropped):,} ({', '.join(redaction.dropped[:3])}{', …' if len(redaction.dropped) > 3 else ''})")
    print("\n".join(said), file=sys.stderr)
    return DONE


def _key(name: str | None) -> bytes | None:
    if name is None:
        return None
    path = Path(name)
    try:
        if path.exists():
            key = path.read_bytes().strip()
            if len(key) < _SHORTEST:
                raise ap.CaptureError(f"{name}: a key of {len(key)} bytes, expected at least {_SHORTEST}; delete it to have one made")
            return key
        key = secrets.token_hex(32).encode()
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(descriptor, "wb") as file:  # noqa: PTH123  # a descriptor
            file.write(key + b"\n")
    except OSError as error:
        raise ap.CaptureError(f"{name}: {error.strerror or error}; expected the file of a key") from error
    return key


#: Bytes of a key that cannot be guessed.
_SHORTEST = 16
