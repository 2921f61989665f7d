"""Writes `antrea_parse/drawing/advances.py`: how wide the characters of DejaVu Sans are.

    python benchmarks/font_widths.py /usr/share/fonts/truetype/dejavu

Reads the cmap (format 4) and hmtx tables of the TrueType files itself: no font library is needed.
"""

from __future__ import annotations

import struct
import sys
from pathlib import Path

TARGET = Path(__file__).resolve().parents[1] / "antrea_parse" / "drawing" / "advances.py"
#: Latin, Greek, Cyrillic, Hebrew, Arabic letters; punctuation, arrows and the signs that drawings use.
RANGES = ((0x20, 0x7E), (0xA0, 0x17F), (0x384, 0x3CE), (0x400, 0x45F), (0x5D0, 0x5EA), (0x621, 0x64A), (0x2010, 0x2026), (0x2190, 0x2195), (0x2248, 0x2265))
SIGNS = "−≟✓✔✕✗✘●○■□▲△▼→←↔⚠�"
FACES = {"SANS": "DejaVuSans.ttf", "BOLD": "DejaVuSans-Bold.ttf"}


def read_tables(data: bytes) -> dict[str, bytes]:
    """The tables of a TrueType file by tag."""
    count = struct.unpack(">H", data[4:6])[0]
    tables = {}
    for index in range(count):
        tag, _, offset, length = struct.unpack(">4sIII", data[12 + 16 * index : 28 + 16 * index])
        tables[tag.decode()] = data[offset : offset + length]
    return tables


def read_cmap(cmap: bytes) -> dict[int, int]:
    """Glyph numbers by code point, from the format 4 subtable."""
    for index in range(struct.unpack(">H", cmap[2:4])[0]):
        offset = struct.unpack(">I", cmap[8 + 8 * index : 12 + 8 * index])[0]
        table = cmap[offset:]
        if struct.unpack(">H", table[:2])[0] != 4:
            continue
        count = struct.unpack(">H", table[6:8])[0] // 2
        words = struct.unpack(f">{len(table) // 2}H", table[: len(table) // 2 * 2])
        ends, starts = words[7 : 7 + count], words[8 + count : 8 + 2 * count]
        deltas, offsets = words[8 + 2 * count : 8 + 3 * count], words[8 + 3 * count : 8 + 4 * count]
        glyphs = {}
        for segment in range(count):
            for code in range(starts[segment], ends[segment] + 1):
                glyph = code
                if offsets[segment]:
                    glyph = words[8 + 3 * count + segment + offsets[segment] // 2 + code - starts[segment]]
                    if not glyph:
                        continue
                glyphs[code] = (glyph + deltas[segment]) & 0xFFFF
        return glyphs
    raise SystemExit("no cmap of format 4")


def advances(path: Path) -> dict[int, str]:
    """Characters by advance, in 2048ths of the font size."""
    tables = read_tables(path.read_bytes())
    if struct.unpack(">H", tables["head"][18:20])[0] != 2048:
        raise SystemExit(f"{path}: not 2048 units per em")
    count = struct.unpack(">H", tables["hhea"][34:36])[0]
    glyphs = read_cmap(tables["cmap"])
    found: dict[int, str] = {}
    codes = [code for first, last in RANGES for code in range(first, last + 1)] + [ord(sign) for sign in SIGNS]
    for code in dict.fromkeys(codes):
        if code in glyphs:
            index = min(glyphs[code], count - 1)
            advance = struct.unpack(">H", tables["hmtx"][4 * index : 4 * index + 2])[0]
            if advance:
                found[advance] = found.get(advance, "") + chr(code)
    return found


def quoted(text: str) -> str:
    """Text as it stands in a string literal; letters that run from right to left would scramble the line in an editor."""
    return "".join(char if 0x20 < ord(char) < 0x590 and char not in '"\\\u00a0\u00ad' else f"\\u{ord(char):04x}" for char in text)


def main() -> None:
    """Write the module."""
    folder = Path(sys.argv[1])
    lines = [
        '"""Advances of DejaVu Sans and DejaVu Sans Bold in 2048ths of the font size: the characters by their width.',
        "",
        "Written by benchmarks/font_widths.py from the fonts; not edited by hand.",
        '"""',
        "",
        "from __future__ import annotations",
    ]
    for name, file in FACES.items():
        lines += ["", f"{name}: dict[int, str] = {{"]
        for advance, text in sorted(advances(folder / file).items()):
            pieces = [f'"{quoted(text[start : start + 24])}"' for start in range(0, len(text), 24)]
            lines.append(f"    {advance}: " + "\n    ".join(pieces) + ",")
        lines.append("}")
    TARGET.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
