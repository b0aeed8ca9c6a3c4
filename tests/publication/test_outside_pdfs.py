"""PDFs from outside are opened in a process of their own: the same answers, and an end to whatever hangs."""

from __future__ import annotations

import pytest

from casetracker.documents.reading.bounded import Bounds
from casetracker.publication.outside_pdfs import BOUNDS, covered_file, texts_of
from casetracker.publication.pdf import Area, UnreadablePdf, cover, page_texts
from tests.builders.pdfs import scanned_pdf

SCAN = scanned_pdf("Арыз иесі Үлгіов С.М.\nКуә Тестбаев келді")


def test_answer_is_the_same_as_in_this_process() -> None:
    assert texts_of(SCAN) == page_texts(SCAN)
    areas = [Area(1, (20.0, 40.0, 200.5, 60.25), "name")]
    covered = covered_file(SCAN, areas)
    assert covered == cover(SCAN, areas)
    assert covered.hidden
    assert covered.content.startswith(b"%PDF")


@pytest.mark.parametrize(
    ("content", "bounds", "slug"),
    [
        (b"%PDF-1.4 nothing", BOUNDS, "damaged"),
        (b"", BOUNDS, "damaged"),
        (SCAN, Bounds(seconds=0.01), "too-long"),
        (SCAN, Bounds(answer_bytes=10), "crashed"),
    ],
)
def test_file_that_cannot_be_read_in_bounds_is_refused(content: bytes, bounds: Bounds, slug: str) -> None:
    with pytest.raises(UnreadablePdf) as refused:
        covered_file(content, [], bounds)
    assert refused.value.slug == slug
