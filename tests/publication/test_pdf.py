"""A covered PDF really lacks what is covered, and the proof finds every way in which it could not."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace

import pypdf
import pypdfium2
import pytest
from PIL import Image

from casetracker.publication.pdf import (
    Area,
    Covered,
    UnreadablePdf,
    areas_of_lines,
    areas_of_private,
    areas_of_words,
    cover,
    page_texts,
    picture,
    prove,
)
from casetracker.publication.pdf.pages import opened, rendered
from casetracker.publication.pdf.writing import Sheet, write_pdf
from casetracker.publication.redaction import Private
from tests.builders.pdfs import burdened, locked, scanned_pdf, typed_pdf

PARTY = Private(("Үлгіов Сынақ Мысалұлы",), ("sample@person.example",))
SCAN = scanned_pdf(
    "Арыз иесі Үлгіов С.М.\nТұрғын жайы: Үлгілі көшесі\nҮлгі-\nовтың шағымы танылсын", "Екінші бет Мысалович"
)


def texts_of(content: bytes) -> tuple[str, str]:
    """Return the text of a file as two libraries read it."""
    one = "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)
    document = pypdfium2.PdfDocument(content)
    other = "\n".join(page.get_textpage().get_text_bounded() for page in document)
    document.close()
    return one, other


def covered(content: bytes, *phrases: str) -> tuple[Covered, list[Area]]:
    pages = page_texts(content)
    areas = areas_of_private(pages, PARTY)
    for phrase in phrases:
        areas += areas_of_words(pages, phrase, "other")
    return cover(content, areas), areas


def test_names_are_covered_in_every_form_and_the_rest_can_be_searched() -> None:
    result, areas = covered(SCAN, "Үлгілі көшесі")
    assert prove(result, areas, PARTY, ["Үлгілі көшесі"]) == []
    for text in texts_of(result.content):
        for kept in ("Арыз", "иесі", "жайы:", "шағымы", "танылсын", "Екінші", "бет"):
            assert kept in text
        for secret in ("Үлгіов", "С.М.", "овтың", "көшесі", "Мысалович"):
            assert secret not in text
    assert {word.text for word in result.hidden} >= {"Үлгіов", "С.М.", "Мысалович"}
    # The name in two lines is two areas.
    assert len({area.box[1] for area in areas if area.page == 1}) == 4


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_nothing_goes_over_but_pictures_and_words(rotation: int) -> None:
    secret = "Zhasyryn Qupiya"
    source = typed_pdf(
        "The complaint of Ulgiov is granted",
        "Vote: seven",
        hidden="Hidden Whitebaev",
        barred="Barred Blackbaev",
    )
    result, areas = covered(burdened(source, secret, rotation))
    assert prove(result, areas, PARTY, secret.split()) == []
    for text in texts_of(result.content):
        assert "complaint" in text
        assert "granted" in text
        for gone in ("Ulgiov", "Whitebaev", "Blackbaev", *secret.split()):
            assert gone not in text
    assert secret.encode() not in result.content
    with opened(result.content) as document:
        shown = rendered(document[0], 72)
    # It is shown as the original is: upright pages stay upright, turned ones are turned.
    assert (shown.width > shown.height) is (rotation in (90, 270))


def test_the_covered_place_is_black_where_the_name_stood() -> None:
    result, areas = covered(SCAN)
    with opened(result.content) as document:
        image = rendered(document[0])
    scale = image.width / result.pages[0].width
    for area in areas:
        if area.page == 1:
            middle = ((area.box[0] + area.box[2]) / 2 * scale, (area.box[1] + area.box[3]) / 2 * scale)
            assert image.getpixel((int(middle[0]), int(middle[1]))) == (0, 0, 0)


def test_whole_lines_can_be_covered() -> None:
    pages = page_texts(SCAN)
    areas = areas_of_lines(pages[0], 2, 2, "address")
    assert [area.page for area in areas] == [1]
    result = cover(SCAN, areas)
    assert prove(result, areas, Private((), ())) == []
    assert "Тұрғын" not in texts_of(result.content)[0]


def with_all_words(result: Covered) -> bytes:
    """Forge: the picture is painted, the text is not removed."""
    return write_pdf(
        [Sheet(_image(result, page.number), page.width, page.height, page.words) for page in result.pages]
    )


def without_paint(result: Covered) -> bytes:
    """Forge: the text is removed, the picture is not painted."""
    with opened(SCAN) as document:
        images = [rendered(document[page.number - 1]) for page in result.pages]
    return write_pdf(
        [Sheet(image, it.width, it.height, ()) for image, it in zip(images, result.pages, strict=True)]
    )


def with_metadata(result: Covered) -> bytes:
    writer = pypdf.PdfWriter(clone_from=pypdf.PdfReader(io.BytesIO(result.content)))
    writer.add_metadata({"/Title": "Title"})
    return _written(writer)


def with_a_forgotten_stream(result: Covered) -> bytes:
    """Forge: a stream to which nothing refers holds the name."""
    writer = pypdf.PdfWriter(clone_from=pypdf.PdfReader(io.BytesIO(result.content)))
    writer.metadata = None
    stream = pypdf.generic.DecodedStreamObject()
    stream.set_data("before Үлгіов after".encode("utf-16-be"))
    writer._add_object(stream.flate_encode())
    return _written(writer)


def with_an_earlier_version(result: Covered) -> bytes:
    writer = pypdf.PdfWriter(io.BytesIO(result.content), incremental=True)
    writer.pages[0].rotate(90)
    return _written(writer)


def _image(result: Covered, number: int) -> Image.Image:
    with opened(result.content) as document:
        return rendered(document[number - 1])


def _written(writer: pypdf.PdfWriter) -> bytes:
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


@pytest.mark.parametrize(
    ("forge", "told"),
    [
        (with_all_words, ("pypdf: ", "pdfium: ", "stream: Үлгіов")),
        (without_paint, ("picture: page 1",)),
        (with_metadata, ("structure: /Info",)),
        (with_a_forgotten_stream, ("stream: Үлгіов",)),
        (with_an_earlier_version, ("structure: earlier version",)),
    ],
)
def test_proof_finds_what_is_left(forge: Callable[[Covered], bytes], told: tuple[str, ...]) -> None:
    result, areas = covered(SCAN)
    assert prove(result, areas, PARTY) == []
    found = prove(replace(result, content=forge(result)), areas, PARTY)
    for begin in told:
        assert [each for each in found if each.startswith(begin)], (begin, found)


@pytest.mark.parametrize(
    ("content", "slug"),
    [(b"", "damaged"), (b"%PDF-1.7 nothing", "damaged"), (locked(SCAN), "password")],
)
def test_file_that_cannot_be_read_is_told_apart(content: bytes, slug: str) -> None:
    with pytest.raises(UnreadablePdf) as refused:
        page_texts(content)
    assert refused.value.slug == slug


def test_picture_of_a_page_is_a_png() -> None:
    with Image.open(io.BytesIO(picture(SCAN, 2))) as image:
        assert (image.format, image.width > 100) == ("PNG", True)
    with pytest.raises(UnreadablePdf):
        picture(SCAN, 3)
