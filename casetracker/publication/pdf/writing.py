"""Write a PDF of pictures with an invisible text over each, so that it can be searched and read aloud."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PIL import Image, ImageChops
from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)

from casetracker.publication.pdf.pages import Word

# Above this a picture is packed with loss: a scan; below it is drawn letters, which stay sharp.
MOST_BYTES_SHARP = 400_000
QUALITY = 80
# Each letter is told to be half as wide as it is high; the width of the word is set by stretching.
LETTER_WIDTH = 500
PER_BLOCK = 100


@dataclass(frozen=True)
class Sheet:
    """A page to be written: its picture, its size in points, and the words that can be found on it."""

    image: Image.Image
    width: float
    height: float
    words: Sequence[Word]


def write_pdf(sheets: Iterable[Sheet]) -> bytes:
    """Return the file: pages, pictures, one font without letters, and nothing else.

    The sheets are taken one by one, so that never more than one picture is unpacked.
    """
    writer = PdfWriter()
    # Whatever would tell when, by whom or with what it was made.
    writer.metadata = None
    signs, described = {" "}, DictionaryObject()
    font = writer._add_object(described)
    for sheet in sheets:
        signs |= {sign for word in sheet.words for sign in word.text if ord(sign) <= 0xFFFF}
        page = writer.add_blank_page(sheet.width, sheet.height)
        image = writer._add_object(_picture(sheet.image))
        page[NameObject("/Resources")] = _dictionary(Font=_dictionary(F=font), XObject=_dictionary(I=image))
        page[NameObject("/Contents")] = writer._add_object(_stream(_content(sheet)))
    described.update(_font(writer, sorted(signs)))
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def _content(sheet: Sheet) -> bytes:
    lines = [f"q {sheet.width:.2f} 0 0 {sheet.height:.2f} 0 0 cm /I Do Q", "BT 3 Tr"]
    lines += [_word(word, sheet.height) for word in sheet.words if word.text]
    return "\n".join([*lines, "ET"]).encode()


def _word(word: Word, height: float) -> str:
    left, top, right, bottom = word.box
    size = max(bottom - top, 1.0)
    text = "".join(sign for sign in word.text if ord(sign) <= 0xFFFF)
    natural = max(len(text), 1) * size * LETTER_WIDTH / 1000
    stretch = max(100 * (right - left) / natural, 1.0)
    codes = f"{text} ".encode("utf-16-be").hex()
    base = height - bottom + 0.2 * size
    return f"/F {size:.2f} Tf {stretch:.2f} Tz 1 0 0 1 {left:.2f} {base:.2f} Tm <{codes}> Tj"


def _picture(image: Image.Image) -> StreamObject:
    is_grey = not any(high for _low, high in _colourfulness(image))
    plain = image.convert("L") if is_grey else image
    packed = zlib.compress(plain.tobytes(), 9)
    how = "/FlateDecode"
    if len(packed) > MOST_BYTES_SHARP:
        file = io.BytesIO()
        plain.save(file, "JPEG", quality=QUALITY, optimize=True)
        packed, how = file.getvalue(), "/DCTDecode"
    stream = StreamObject()
    stream._data = packed
    stream.update(
        _dictionary(
            Type=NameObject("/XObject"),
            Subtype=NameObject("/Image"),
            Width=NumberObject(image.width),
            Height=NumberObject(image.height),
            ColorSpace=NameObject("/DeviceGray" if is_grey else "/DeviceRGB"),
            BitsPerComponent=NumberObject(8),
            Filter=NameObject(how),
        )
    )
    return stream


def _colourfulness(image: Image.Image) -> tuple[tuple[int, int], ...]:
    red, green, blue = image.split()
    pairs = (ImageChops.difference(red, green), ImageChops.difference(green, blue))
    return tuple((int(low), int(high)) for low, high in (pair.getextrema() for pair in pairs))  # type: ignore[arg-type]


def _font(writer: PdfWriter, signs: Sequence[str]) -> DictionaryObject:
    """A font that draws nothing: each code is its letter, and the file says so."""
    descriptor = _dictionary(
        Type=NameObject("/FontDescriptor"),
        FontName=NameObject("/Unseen"),
        Flags=NumberObject(4),
        FontBBox=ArrayObject([NumberObject(side) for side in (0, -200, LETTER_WIDTH, 800)]),
        ItalicAngle=NumberObject(0),
        Ascent=NumberObject(800),
        Descent=NumberObject(-200),
        CapHeight=NumberObject(800),
        StemV=NumberObject(80),
    )
    letters = _dictionary(
        Type=NameObject("/Font"),
        Subtype=NameObject("/CIDFontType2"),
        BaseFont=NameObject("/Unseen"),
        CIDToGIDMap=NameObject("/Identity"),
        DW=NumberObject(LETTER_WIDTH),
        FontDescriptor=writer._add_object(descriptor),
        CIDSystemInfo=_dictionary(
            Registry=TextStringObject("Adobe"),
            Ordering=TextStringObject("Identity"),
            Supplement=NumberObject(0),
        ),
    )
    return _dictionary(
        Type=NameObject("/Font"),
        Subtype=NameObject("/Type0"),
        BaseFont=NameObject("/Unseen"),
        Encoding=NameObject("/Identity-H"),
        DescendantFonts=ArrayObject([writer._add_object(letters)]),
        ToUnicode=writer._add_object(_stream(_meaning(signs))),
    )


def _meaning(signs: Sequence[str]) -> bytes:
    blocks = [signs[at : at + PER_BLOCK] for at in range(0, len(signs), PER_BLOCK)]
    lines = [
        "/CIDInit /ProcSet findresource begin",
        "12 dict begin",
        "begincmap",
        "/CMapName /Unseen def",
        "/CMapType 2 def",
        "1 begincodespacerange <0000> <FFFF> endcodespacerange",
    ]
    for block in blocks:
        lines.append(f"{len(block)} beginbfchar")
        lines += [f"<{ord(sign):04X}> <{ord(sign):04X}>" for sign in block]
        lines.append("endbfchar")
    return "\n".join([*lines, "endcmap", "end", "end"]).encode()


def _stream(data: bytes) -> StreamObject:
    stream = StreamObject()
    stream._data = zlib.compress(data, 9)
    stream[NameObject("/Filter")] = NameObject("/FlateDecode")
    return stream


def _dictionary(**entries: object) -> DictionaryObject:
    return DictionaryObject({NameObject(f"/{name}"): value for name, value in entries.items()})
