"""A letter as PDF: a typeface with the Kazakh letters inside, the same bytes for the same letter."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from fpdf import FPDF
from fpdf.enums import Align, XPos, YPos

from casetracker.notices.letters import NUMBER_LINE, WORDS, Block, Letter

FONTS = Path(__file__).parent / "fonts"
FAMILY = "source"
LEFT, RIGHT, TOP, BOTTOM = 30.0, 15.0, 20.0, 20.0
SIZE, SMALL, LINE_HEIGHT = 12, 9, 6.2


class _Pages(FPDF):
    """Pages of A4 with their number at the foot."""

    def __init__(self, letter: Letter) -> None:
        super().__init__(format="A4")
        self.letter = letter
        self.set_margins(LEFT, TOP, RIGHT)
        self.set_auto_page_break(True, BOTTOM)
        for style, name in (("", "regular"), ("B", "bold")):
            self.add_font(FAMILY, style, FONTS / f"source-sans-3-{name}.ttf")
        self.set_title(letter.title)
        self.set_author(letter.sender)
        self.set_lang(letter.language)
        self.set_producer("casetracker")
        self.set_creator("casetracker")
        # The day of the letter, not the moment of making it: the same letter is the same file.
        self.set_creation_date(dt.datetime.combine(letter.day, dt.time(), tzinfo=dt.UTC))
        self.viewer_preferences = None

    def footer(self) -> None:
        self.set_y(-15)
        self.set_font(FAMILY, "", SMALL)
        words = WORDS[self.letter.language]["page"].format(page=self.page_no(), pages="{nb}")
        self.cell(0, 8, words, align=Align.C)

    def paragraph(self, text: str, *, style: str = "", align: Align = Align.L, indent: float = 0) -> None:
        """Write a text over as many lines as it needs."""
        self.set_font(FAMILY, style, SIZE)
        self.set_x(LEFT + indent)
        self.multi_cell(0, LINE_HEIGHT, text, align=align, new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def as_pdf(letter: Letter) -> bytes:
    """Return the letter as a PDF."""
    pages = _Pages(letter)
    pages.add_page()
    _head(pages, letter)
    before = None
    for block in letter.blocks:
        if before == "point" and block.style != "point":
            pages.ln(2)
        _write(pages, block)
        before = block.style
    _foot(pages, letter)
    return bytes(pages.output())


def _head(pages: _Pages, letter: Letter) -> None:
    words = WORDS[letter.language]
    pages.paragraph(letter.sender, style="B", align=Align.C)
    if letter.sender_address:
        pages.paragraph(letter.sender_address, align=Align.C)
    y = pages.get_y() + 2
    pages.line(LEFT, y, pages.w - RIGHT, y)
    pages.set_y(y + 4)
    pages.paragraph(f"{letter.day_in_words}    {words['number']} {letter.number or NUMBER_LINE}")
    pages.ln(3)
    if letter.addressee:
        pages.paragraph(f"{words['to']} {letter.addressee}", indent=80)
    pages.ln(4)


def _write(pages: _Pages, block: Block) -> None:
    if block.style == "subject":
        pages.start_section(block.text, strict=False)
        pages.paragraph(block.text, style="B", align=Align.C)
        pages.ln(3)
    elif block.style == "heading":
        pages.ln(1)
        pages.start_section(block.text, level=1, strict=False)
        pages.paragraph(block.text, style="B")
    elif block.style == "point":
        pages.paragraph(f"–\xa0{block.text}", indent=8)
    else:
        pages.paragraph(block.text)
        pages.ln(2)


def _foot(pages: _Pages, letter: Letter) -> None:
    # The line to sign on stays with the last words.
    if pages.will_page_break(24):
        pages.add_page()
    pages.ln(8)
    pages.paragraph(letter.signature)
