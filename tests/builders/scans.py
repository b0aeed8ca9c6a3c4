"""Pictures of pages, as a scanner makes them: the text in them can be had by recognising it only."""

from __future__ import annotations

import io

from fpdf import FPDF
from PIL import Image, ImageDraw, ImageFont

from config.settings import PROJECT_DIR

FONTS = PROJECT_DIR / "casetracker" / "static" / "fonts"
# The fonts of the pages, each with its part of the letters.
BASIC, KAZAKH = "source-sans-3-cyrillic.woff2", "source-sans-3-cyrillic-ext.woff2"
KAZAKH_LETTERS = frozenset("әғқңөұүһіӘҒҚҢӨҰҮҺІ")
SIZE = 64


def scan(*lines: str) -> Image.Image:
    """Return a white page with lines of Cyrillic text."""
    page = Image.new("RGB", (1600, 200 + 120 * len(lines)), "white")
    draw = ImageDraw.Draw(page)
    fonts = {name: ImageFont.truetype(FONTS / name, SIZE) for name in (BASIC, KAZAKH)}
    for font in fonts.values():
        font.set_variation_by_axes([500])
    for number, line in enumerate(lines):
        across = 80.0
        for letter in line:
            font = fonts[KAZAKH if letter in KAZAKH_LETTERS else BASIC]
            draw.text((across, 80 + 120 * number), letter, font=font, fill="black")
            across += font.getlength(letter) if letter != " " else SIZE / 3
    return page


def as_file(page: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    out = io.BytesIO()
    page.save(out, kind, **options)
    return out.getvalue()


def scanned_pdf(*pages: Image.Image) -> bytes:
    """Return a PDF whose pages are pictures."""
    paper = FPDF()
    for page in pages:
        paper.add_page()
        paper.image(page, x=10, y=10, w=190)
    return bytes(paper.output())
