"""How far spellings are apart, and what was meant by a search that finds nothing."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from casetracker.search import correcting
from casetracker.search.actions import index_case, reindex, remove_case
from casetracker.search.analysis.spelling import (
    folded,
    mistakes,
    other_beginnings,
    typed_on_another_keyboard,
)
from casetracker.search.correcting import corrected
from casetracker.search.queries import search
from casetracker.search.query import parse
from casetracker.search.vocabulary import (
    SearchWord,
    words_beginning,
    words_like,
    words_mistyped_at_both_ends,
)
from tests.search.builders import public_case, public_decision

KAZAKH = "Бақылаушының шағымы бойынша комиссия хаттаманы өзгертпеді. Құқық бұзушылық анықталмады."
RUSSIAN = "Жалоба наблюдателя на протокол участковой избирательной комиссии отклонена единогласно."
ENGLISH = "The observer complained about the counting of votes in the precinct."
OFTEN = "Қайта санау туралы қаулы жарияланды."


@pytest.mark.parametrize(
    ("typed", "meant", "most", "distance"),
    [
        ("протокол", "протокол", 2, 0),
        ("проткол", "протокол", 2, 1),  # left out
        ("протоккол", "протокол", 2, 1),  # added
        ("прототол", "протокол", 2, 1),  # changed
        ("прооткол", "протокол", 2, 1),  # swapped
        ("прткоол", "протокол", 2, 2),
        ("пртколо", "протокол", 2, None),
        ("прткоол", "протокол", 1, None),
        ("суд", "судимость", 2, None),
        ("аб", "ба", 1, 1),
    ],
)
def test_mistakes_are_counted_to_the_limit(typed: str, meant: str, most: int, distance: int | None) -> None:
    assert mistakes(typed, meant, most) == distance
    assert mistakes(meant, typed, most) == distance


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ghjnjrjk", ("протокол",)),
        (";fkj,f", ("жалоба",)),
        ("if5sv", ("шағым",)),
        ("GHJNJRJK", ("протокол",)),
        ("сщьздфште", ("complaint",)),
        ("12/3-A", ()),
        ("2022-PRES", ()),
        ("x" * 500, ()),
    ],
)
def test_other_keyboards(typed: str, meant: tuple[str, ...]) -> None:
    assert typed_on_another_keyboard(typed) == meant


def test_kazakh_letters_fold_to_the_russian_ones_typed_for_them() -> None:
    assert folded("қғңөұүһіә") == "кгноуухиа"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("рпотокол", "пр"), ("ротокол", "пр"), ("ппротокол", "про"), ("бротокол", "про"), ("xbserver", "obs")],
)
def test_beginning_with_one_mistake_leads_to_the_one_that_was_meant(typed: str, meant: str) -> None:
    others = other_beginnings(typed, 3)
    assert any(other.startswith(meant) for other in others)
    assert len(others) == 3 + 2 + 2 * 3 * len("abcdefghijklmnopqrstuvwxyz" if typed.isascii() else "а" * 32)


@pytest.fixture
def texts(index_session: Session) -> Session:
    for serial, text, language in ((1, KAZAKH, "kk"), (2, RUSSIAN, "ru"), (3, ENGLISH, "en")):
        case = public_case(index_session, serial, language=language, summary="[…]")
        public_decision(case, facts=text, number=f"8{serial}")
        index_case(index_session, case)
    for serial in range(4, 20):
        index_case(index_session, public_case(index_session, serial, summary=OFTEN))
    index_case(index_session, public_case(index_session, 20, summary="Санақ"))
    return index_session


PROPOSED: list[tuple[str, str | None]] = [
    ("шагым", "шағымы"),  # on a Russian keyboard; no text has the word without its ending
    ("кукык", "құқық"),
    ("озгертпеди", "өзгертпеді"),
    ("бакылаушынын", "бақылаушының"),
    ("протакол", "протокол"),
    ("протко", "протокол"),
    ("наблюдтаеля", "наблюдателя"),
    ("жлаоба", "жалоба"),
    ("хатамманы", "хаттаманы"),
    ("протаколдардан", "протокол"),  # by its stem
    ("рпотоклл", "протокол"),  # at both ends: swapped and changed
    ("наплюдатела", "наблюдателя"),
    ("нблюдателл", "наблюдателя"),
    ("нблюдаеллл", None),  # more than two mistakes
    ("ротоколл", "протокол"),  # left out and added
    ("пропоколы", "протокол"),
    ("ппротокоо", "протокол"),
    ("жалопп", None),  # too short for two mistakes
    ("қхаттаманн", "хаттаманы"),  # added and changed
    ("ghjnjrjk", "протокол"),
    (";fkj,f", "жалоба"),
    ("if5sv", "шағым"),  # found in another form
    ("сщгтештп", "counting"),
    ("obsrever", "observer"),
    ("протакол  жалоба", "протокол жалоба"),
    ("протакол жлаоба", "протокол жалоба"),
    ('протакол "жалоба наблюдателя" -шагым', 'протокол "жалоба наблюдателя" -шагым'),
    ("протакол и для және the", "протокол и для және the"),
    ("протокол жалоба", None),  # nothing to correct
    ('"протакол"', None),
    ("-протакол", None),
    ("протак*", None),
    ("12/4-Б", None),
    ("9999999", None),
    ("абракадабра", None),
    ("протакол абракадабра", None),
    ("", None),
    ("протакол " * 100, None),
    ("ы" * 5_000, None),
    (" ".join(f"протокл{letter}" for letter in "абвгдежз"), None),
]


def test_doubtful_words_give_way_to_the_nearest_that_occur(texts: Session) -> None:
    assert [(typed, corrected(texts, typed)) for typed, _proposal in PROPOSED] == PROPOSED


def test_rare_word_gives_way_only_to_one_that_is_far_more_frequent(texts: Session) -> None:
    assert search(texts, parse("санақ")).total == 1
    assert corrected(texts, "санақ") == "санау"
    assert corrected(texts, "протокол") is None


def test_proposals_cost_the_same_however_much_is_typed(
    texts: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def noted(session: Session, typed: str, slack: int) -> Sequence[str]:
        asked.append(typed)
        return words_like(session, typed, slack)

    def noted_too(session: Session, typed: str, slack: int) -> Sequence[str]:
        asked.append(typed)
        return words_mistyped_at_both_ends(session, typed, slack)

    monkeypatch.setattr(correcting, "words_like", noted)
    monkeypatch.setattr(correcting, "words_mistyped_at_both_ends", noted_too)
    corrected(texts, " ".join(f"абракадабр{letter}" for letter in "абвгдежзик" * 4))
    assert len(asked) == 0
    corrected(texts, "абракадабра")
    assert 0 < len(asked) <= 5


def test_words_follow_what_is_published(texts: Session) -> None:
    case = public_case(texts, 30, summary="Хронология", language="ru")
    (entry,) = index_case(texts, case)
    assert corrected(texts, "хранология") == "хронология"
    case.summary = "Исправлено: жалоба."
    index_case(texts, case)
    assert corrected(texts, "хранология") is None
    assert corrected(texts, "исправелно") == "исправлено"
    remove_case(texts, case)
    assert corrected(texts, "исправелно") is None
    assert corrected(texts, "жлаоба") == "жалоба"
    texts.execute(sa.delete(SearchWord))
    reindex(texts)
    assert corrected(texts, "жлаоба") == "жалоба"
    assert entry.id


def test_words_that_begin_alike_are_the_shortest_first_whatever_the_keyboard(texts: Session) -> None:
    assert [word for word, _stem in words_beginning(texts, "кук", most=5)] == ["құқық"]
    assert [word for word, _stem in words_beginning(texts, "комисс", most=2)] == ["комиссии", "комиссия"]
