"""Writes what drawings know of fonts: `antrea_parse/drawing/advances.py` and `antrea_parse/drawing/fonts/`, from the files of DejaVu.

    pip install fonttools
    python benchmarks/fonts.py /usr/share/fonts/truetype/dejavu

The fonts hold the characters whose widths are known, without hints and ligatures: PNG and PDF are written with them.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from fontTools import subset
from fontTools.ttLib import TTFont

DRAWING = Path(__file__).resolve().parents[1] / "antrea_parse" / "drawing"
#: Latin, Greek, Cyrillic, Hebrew, Arabic letters; punctuation, arrows and the signs that drawings use.
RANGES = ((0x20, 0x7E), (0xA0, 0x17F), (0x384, 0x3CE), (0x400, 0x45F), (0x5D0, 0x5EA), (0x621, 0x64A), (0x2010, 0x2026), (0x2190, 0x2195), (0x2248, 0x2265))
SIGNS = "−≟✓✔✕✗✘●○■□▲△▼→←↔⚠�"
CODES = list(dict.fromkeys([code for first, last in RANGES for code in range(first, last + 1)] + [ord(sign) for sign in SIGNS]))
MEASURED = {"SANS": "DejaVuSans.ttf", "BOLD": "DejaVuSans-Bold.ttf"}
SHIPPED = ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf", "DejaVuSans-Oblique.ttf", "DejaVuSansMono.ttf", "DejaVuSansMono-Bold.ttf")


def advances(path: Path) -> dict[int, str]:
    """Characters by advance, in 2048ths of the font size."""
    font: Any = TTFont(path)
    if font["head"].unitsPerEm != 2048:
        raise SystemExit(f"{path}: not 2048 units per em")
    glyphs, widths = font.getBestCmap(), font["hmtx"]
    found: dict[int, str] = {}
    for code in CODES:
        if code in glyphs and (advance := widths[glyphs[code]][0]):
            found[advance] = found.get(advance, "") + chr(code)
    return found


def quoted(text: str) -> str:
    """Text as it stands in a string literal; letters that run from right to left would scramble the line in an editor."""
    return "".join(char if 0x20 < ord(char) < 0x590 and char not in '"\\\u00a0\u00ad' else f"\\u{ord(char):04x}" for char in text)


def write_advances(folder: Path) -> None:
    """Write the module."""
    lines = [
        '"""Advances of DejaVu Sans and DejaVu Sans Bold in 2048ths of the font size: the characters by their width.',
        "",
        "Written by benchmarks/fonts.py from the fonts; not edited by hand.",
        '"""',
        "",
        "from __future__ import annotations",
    ]
    for name, file in MEASURED.items():
        lines += ["", f"{name}: dict[int, str] = {{"]
        for advance, text in sorted(advances(folder / file).items()):
            pieces = [f'"{quoted(text[start : start + 24])}"' for start in range(0, len(text), 24)]
            lines.append(f"    {advance}: " + "\n    ".join(pieces) + ",")
        lines.append("}")
    (DRAWING / "advances.py").write_text("\n".join(lines) + "\n", encoding="utf-8")


def write_fonts(folder: Path) -> None:
    """Write the fonts, with the characters of CODES only."""
    options: Any = subset.Options(hinting=False, layout_features=[], notdef_outline=True, recalc_timestamp=False, drop_tables=["FFTM"])
    for file in SHIPPED:
        font = subset.load_font(folder / file, options)
        subsetter = subset.Subsetter(options)
        subsetter.populate(unicodes=CODES)
        subsetter.subset(font)
        subset.save_font(font, DRAWING / "fonts" / file, options)


if __name__ == "__main__":
    write_advances(Path(sys.argv[1]))
    write_fonts(Path(sys.argv[1]))
