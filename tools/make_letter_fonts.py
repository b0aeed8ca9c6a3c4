"""Make the fonts that letters embed from those of the pages: one weight each, every letter in one file.

Needs what the product does not: ``pip install fonttools brotli``. Run it after `make ui` has brought another
edition of the typeface, and commit the result.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
PAGES, LETTERS = ROOT / "casetracker" / "static" / "fonts", ROOT / "casetracker" / "notices" / "fonts"
SUBSETS = ("latin", "latin-ext", "cyrillic", "cyrillic-ext")
WEIGHTS = {"regular": 400, "bold": 700}
# What subsets share by glyph number and a merged font cannot keep, and what tells of the variable font.
LEFT_OUT = ("GSUB", "GPOS", "GDEF", "STAT", "DSIG", "HVAR", "MVAR", "avar")
# Seconds since 1904: the same fonts are the same bytes.
MADE_AT = 3_750_000_000


def main() -> int:
    """Write the fonts; return the exit code."""
    from fontTools.merge import Merger

    for name, weight in WEIGHTS.items():
        with tempfile.TemporaryDirectory() as folder:
            merged = Merger().merge([_part(subset, weight, Path(folder)) for subset in SUBSETS])
        merged["head"].created = merged["head"].modified = MADE_AT
        merged.recalcTimestamp = False
        merged.save(LETTERS / f"source-sans-3-{name}.ttf")
    return 0


def _part(subset: str, weight: int, folder: Path) -> str:
    from fontTools.ttLib import TTFont
    from fontTools.varLib import instancer

    font: Any = TTFont(PAGES / f"source-sans-3-{subset}.woff2")
    font = instancer.instantiateVariableFont(font, {"wght": weight})
    font.flavor = None
    for table in LEFT_OUT:
        if table in font:
            del font[table]
    path = folder / f"{subset}.ttf"
    font.save(path)
    return str(path)


if __name__ == "__main__":
    sys.exit(main())
