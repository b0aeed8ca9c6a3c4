"""A letter as DOCX, to be completed by hand; the same bytes for the same letter."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from casetracker.notices.letters import NUMBER_LINE, WORDS, Block, Letter

TYPEFACE, SIZE = "Times New Roman", 14
STYLES = {"heading": "Heading 2", "point": "List Bullet", "paragraph": "Normal"}
LOCALES = {"kk": "kk-KZ", "ru": "ru-RU"}
# No file in the archive tells when it was made.
OLDEST = (1980, 1, 1, 0, 0, 0)


def as_docx(letter: Letter) -> bytes:
    """Return the letter as a DOCX."""
    document = Document()
    _lay_out(document, letter)
    words = WORDS[letter.language]
    _centred(document, letter.sender, bold=True)
    if letter.sender_address:
        _centred(document, letter.sender_address)
    document.add_paragraph(f"{letter.day_in_words}    {words['number']} {letter.number or NUMBER_LINE}")
    if letter.addressee:
        to = document.add_paragraph(f"{words['to']} {letter.addressee}")
        to.paragraph_format.left_indent = Mm(80)
    for block in letter.blocks:
        _write(document, block)
    sign = document.add_paragraph(letter.signature)
    sign.paragraph_format.space_before = Pt(24)
    out = io.BytesIO()
    document.save(out)
    return _without_times(out)


def _lay_out(document: Any, letter: Letter) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    section.top_margin = section.bottom_margin = Mm(20)
    for name in ("Normal", "Title", "Heading 2", "List Bullet"):
        style = document.styles[name]
        style.font.name, style.font.size = TYPEFACE, Pt(SIZE)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
            fonts.set(qn(script), TYPEFACE)
        for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:cstheme", "w:eastAsiaTheme"):
            fonts.attrib.pop(qn(theme), None)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), LOCALES[letter.language])
    document.styles["Normal"].element.get_or_add_rPr().append(language)
    about = document.core_properties
    about.title, about.author, about.language = letter.title, letter.sender, LOCALES[letter.language]
    about.last_modified_by, about.comments = letter.sender, ""
    about.created = about.modified = dt.datetime.combine(letter.day, dt.time())  # noqa: DTZ001 - it bears no zone
    _page_number(section.footer.paragraphs[0], letter.language)


def _page_number(paragraph: Any, language: str) -> None:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    before, _mark, rest = WORDS[language]["page"].partition("{page}")
    between, _mark, after = rest.partition("{pages}")
    paragraph.add_run(before)
    _field(paragraph, "PAGE")
    paragraph.add_run(between)
    _field(paragraph, "NUMPAGES")
    paragraph.add_run(after)


def _field(paragraph: Any, code: str) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), code)
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)


def _centred(document: Any, text: str, *, bold: bool = False) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.add_run(text).bold = bold


def _write(document: Any, block: Block) -> None:
    if block.style == "subject":
        paragraph = document.add_paragraph(block.text, style="Title")
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.runs[0].bold = True
        return
    document.add_paragraph(block.text, style=STYLES[block.style])


def _without_times(document: io.BytesIO) -> bytes:
    """Return the archive anew, its parts without the time at which they were written."""
    out = io.BytesIO()
    with zipfile.ZipFile(document) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            new.writestr(zipfile.ZipInfo(part.filename, OLDEST), old.read(part), zipfile.ZIP_DEFLATED)
    return out.getvalue()
