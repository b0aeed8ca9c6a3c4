"""PDF files as they come in: typed, scanned, and with everything in them that must not go out."""

from __future__ import annotations

import io

from fpdf import FPDF
from PIL import Image, ImageDraw
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from casetracker.publication.pdf.pages import Word
from casetracker.publication.pdf.writing import Sheet, write_pdf

HEIGHT, WIDTH, LINE = 400.0, 300.0, 24.0
SCALE = 3


def scanned_pdf(*pages: str) -> bytes:
    """Return a scan with recognised text under it: each word is a box of strokes, its text invisible."""
    return write_pdf([_scan(text) for text in pages])


def _scan(text: str) -> Sheet:
    image = Image.new("RGB", (int(WIDTH * SCALE), int(HEIGHT * SCALE)), "white")
    draw = ImageDraw.Draw(image)
    words: list[Word] = []
    for number, line in enumerate(text.split("\n"), 1):
        left, top = 20.0, number * LINE
        for word in line.split():
            right = left + 6 * len(word)
            words.append(Word(word, (left, top, right, top + 12), number))
            for at in range(int(left), int(right), 3):
                draw.line((at * SCALE, top * SCALE, at * SCALE, (top + 12) * SCALE), fill="black", width=2)
            left = right + 6
    return Sheet(image, WIDTH, HEIGHT, words)


def typed_pdf(*lines: str, hidden: str = "", barred: str = "") -> bytes:
    """Return a typed file; *hidden* is written white on white, *barred* under a black bar."""
    pdf = FPDF()
    pdf.set_author("Author Ulgiov")
    pdf.add_page()
    pdf.set_font("helvetica", size=14)
    for line in lines:
        pdf.cell(text=line, new_x="LMARGIN", new_y="NEXT")
    if hidden:
        pdf.set_text_color(255, 255, 255)
        pdf.cell(text=hidden, new_x="LMARGIN", new_y="NEXT")
        pdf.set_text_color(0, 0, 0)
    if barred:
        top = pdf.get_y()
        pdf.cell(text=barred, new_x="LMARGIN", new_y="NEXT")
        pdf.set_fill_color(0, 0, 0)
        pdf.rect(0, top, 210, 9, style="F")
    return bytes(pdf.output())


def burdened(content: bytes, secret: str, rotation: int = 0) -> bytes:
    """Return a file with a secret in metadata, an attachment, an outline, a script and an earlier version."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(content)))
    writer.add_metadata({"/Title": secret})
    writer.add_attachment("secret.txt", secret.encode())
    script = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject(secret)}
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject(script)
    writer.add_outline_item(title=secret, page_number=0)
    if rotation:
        writer.pages[0].rotate(rotation)
    file = io.BytesIO()
    writer.write(file)
    again = PdfWriter(io.BytesIO(file.getvalue()), incremental=True)
    again.add_metadata({"/Subject": f"again {secret}"})
    file = io.BytesIO()
    again.write(file)
    return file.getvalue()


def locked(content: bytes) -> bytes:
    """Return a file that asks for a password."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(content)))
    writer.encrypt("secret")
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()
