"""Bodies are found however their names are typed, alike on both databases and in the whole register."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from casetracker.registry.generating import complete_register
from casetracker.registry.loading import load_bodies
from casetracker.registry.queries import find_bodies
from casetracker.registry.reading import read_bodies
from casetracker.registry.spelling import folded_words, spelt_words
from config.settings import CONFIG_DIR

FOUND = {
    "rec-astana": "REC-ASTANA",
    "PEC ASTANA 372": "PEC-ASTANA-372",
    "372 астаны": "PEC-ASTANA-372",
    "АСТАНА 372 учаскел": "PEC-ASTANA-372",
    # Typed without Kazakh letters, in capitals, with ё for е.
    "орталык сайлау": "CEC",
    "ОРТАЛЫҚ САЙЛАУ": "CEC",
    "костанай облыс": "REC-KOSTANAY",
    "қостанай облыс": "REC-KOSTANAY",
    "цёнтральная избир": "CEC",
    "central election comm": "CEC",
}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Қостанай ОБЛЫСЫ", ["костанай", "облысы"]),
        ("REC-ASTANA", ["rec", "astana"]),
        ("№ 372, 372", ["no", "372"]),
        ("%_'\"", []),
        ("", []),
    ],
)
def test_words_have_one_spelling(text: str, words: list[str]) -> None:
    assert spelt_words(text) == words


def test_words_stand_between_spaces() -> None:
    assert folded_words("CEC", "Орталық сайлау комиссиясы") == " cec орталык сайлау комиссиясы "


def test_bodies_are_found_among_ten_thousand(session: Session) -> None:
    load_bodies(session, complete_register(read_bodies(CONFIG_DIR / "bodies")))
    first = {words: find_bodies(session, words, limit=12)[0].code for words in FOUND}
    assert first == FOUND
    # Whole words lead: number 37 before 370 and 3712.
    names = [body.name_ru for body in find_bodies(session, "участковая 37", limit=12)]
    assert names
    assert all(name.split("№ ")[1].split(" ")[0] == "37" for name in names[:3])
    assert find_bodies(session, "комиссия на луне") == []
    assert find_bodies(session, "%") == []
    assert len(find_bodies(session, "комиссия", limit=12)) == 12
