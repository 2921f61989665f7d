"""Golden samples: `samples/<command-name>/<case>.txt` and what it must parse to beside it.

python -m tests.goldens samples/ip-address/veth.v6.1.txt --command "ip -d a"    write one
python -m tests.goldens --all                                                   write all again; read the diff
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import antrea_parse as ap

ROOT = Path(__file__).resolve().parents[1] / "samples"
#: Folders of whole pages, not of single captures.
PAGES = {"lab-page"}


def cases() -> list[Path]:
    """All golden texts."""
    return sorted(path for folder in ROOT.iterdir() if folder.is_dir() and folder.name not in PAGES for path in folder.glob("*.txt"))


def actual(path: Path, command: str) -> dict[str, Any]:
    """What a golden text parses to, as its JSON has it."""
    output = ap.parse(path.read_bytes().decode("utf-8"), command, name=path.name)
    extras = output.model_dump(mode="json", by_alias=True, exclude={"command", "argv", "node", "records", "diagnostics"})
    return {
        "command": command,
        **extras,
        "diagnostics": [f"{item.code}:{item.line}" for item in output.diagnostics],
        "records": [record.model_dump(mode="json", exclude_unset=True, by_alias=True) for record in output.records],
    }


def expected_path(path: Path) -> Path:
    """The JSON beside a golden text."""
    return path.with_suffix(".json")


def write(path: Path, command: str) -> None:
    """Write the JSON beside a golden text."""
    text = json.dumps(actual(path, command), indent=1, ensure_ascii=False)
    expected_path(path).write_text(text + "\n", encoding="utf-8")


def main() -> None:
    """Write what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", nargs="*", type=Path)
    parser.add_argument("--command")
    parser.add_argument("--all", action="store_true")
    arguments = parser.parse_args()
    for path in cases() if arguments.all else arguments.paths:
        known = expected_path(path)
        write(path, arguments.command or json.loads(known.read_text(encoding="utf-8"))["command"])


if __name__ == "__main__":
    main()
