"""Publish, search, correct, withdraw: the index on both databases."""

from __future__ import annotations

import contextlib
import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from casetracker.migrating import open_engine
from casetracker.search.actions import index_case, reindex, remove_case
from casetracker.search.models import SearchEntry
from casetracker.search.queries import PAGE_SIZE, Facet, Sort, outdated_entries, search
from casetracker.search.query import parse
from casetracker.search.streams import LAST_PLACE
from tests.search.builders import RECEIVED, add_registry, limit, public_case, public_decision
from tests.support.postgres import PostgresServer

KAZAKH = "Бақылаушы учаскеде болды. Комиссияның хаттамасы № 12/3-Б жойылды."
RUSSIAN = "Жалоба наблюдателя на решение участковой комиссии отклонена, протокол оставлен в силе."
ENGLISH = "The observer complained about the counting of votes in the precinct."


def found(session: Session, typed: str, **options: object) -> list[str]:
    result = search(session, parse(typed), **options)  # type: ignore[arg-type]
    return [f"{hit.reference}#{hit.ordinal}" for hit in result.hits]


@pytest.fixture
def three(index_session: Session) -> Session:
    for serial, text, language, days in ((1, KAZAKH, "kk", 1), (2, RUSSIAN, "ru", 2), (3, ENGLISH, "en", 3)):
        case = public_case(index_session, serial, language=language, summary="[…]", subject="other")
        public_decision(case, facts=text, taken_at=RECEIVED + dt.timedelta(days=days), number=f"8{serial}")
        index_case(index_session, case)
    return index_session


KK, RU, EN = "2022-PRES/CEC/0001#1", "2022-PRES/CEC/0002#1", "2022-PRES/CEC/0003#1"


@pytest.mark.parametrize(
    ("typed", "hits"),
    [
        ("бақылаушылардың", [KK]),  # the text says бақылаушы
        ("scrutineers", [EN]),  # the text says observer
        ('"scrutineers"', []),
        ("хаттамаларда", [KK]),  # the text says хаттамасы
        ("учаскелерден", [KK]),  # the text says учаскеде
        ("жойылған", [KK]),  # the text says жойылды
        ("наблюдателями", [RU]),  # the text says наблюдателя
        ("решениями протоколом", [RU]),
        ("counted", [EN]),
        ("12/3-б", [KK]),
        ("№ 12/3-Б", [KK]),
        ("12/3", [KK]),
        ("2022-PRES/CEC/0002", [RU]),
        ("2022-pres/cec-0002", [RU]),
        ("CEC/0003", [EN]),
        ("82", [RU]),
        ('"участковой комиссией"', [RU]),
        ('"комиссии участковой"', []),
        ("комисси*", [EN, RU, KK]),
        ("жалоба -протокол", []),
        ("observer жалоба", []),
        ("Сайлaу", [EN, RU, KK]),  # Latin a; in the names of the body and the election
        ("слон", []),
        ("", [EN, RU, KK]),
        ("!!!", []),
        ("және", []),
    ],
)
def test_words_find_their_inflections(three: Session, typed: str, hits: list[str]) -> None:
    assert found(three, typed) == hits


def test_case_is_found_by_its_subject_and_outcome_in_each_language(index_session: Session) -> None:
    case = public_case(index_session, 1, subject="observers")
    decision = public_decision(case, outcome="left-without-consideration")
    index_case(index_session, case)
    outcome = ("without consideration", "оставлены без рассмотрения", "қараусыз")
    subject = ("observers", '"rights of observers"', "наблюдателями", "байқаушыларға")
    for typed in (*subject, *outcome, "observer рассмотрение"):
        assert found(index_session, typed) == [KK], typed
    # A label ends before the next one begins.
    assert found(index_session, '"observers left"') == []
    case.subject, decision.outcome = "media", "satisfied"
    index_case(index_session, case)
    assert [typed for typed in (*subject, *outcome) if found(index_session, typed)] == []


def test_hit_in_title_comes_first_then_the_newest(index_session: Session) -> None:
    for serial, number, days in ((1, "55", 1), (2, "2", 5), (3, "3", 9)):
        case = public_case(index_session, serial, summary="№ 55 акт")
        public_decision(case, number=number, taken_at=RECEIVED + dt.timedelta(days=days))
        index_case(index_session, case)
    assert found(index_session, "55") == [KK, EN, RU]
    assert found(index_session, "55", sort=Sort.NEWEST) == [EN, RU, KK]
    assert found(index_session, "55", sort=Sort.OLDEST) == [KK, RU, EN]


def test_what_is_due_next_comes_first_and_what_has_no_limit_last(index_session: Session) -> None:
    hours = dt.timedelta(hours=1)
    pending: tuple[tuple[int, str, list[dict[str, str]]], ...] = (
        (1, "registered", [limit(RECEIVED + 72 * hours), limit(RECEIVED + 50 * hours)]),
        (2, "admitted", [limit(RECEIVED + 24 * hours)]),
        (3, "admitted", [limit(RECEIVED + 24 * hours)]),  # at the same moment: the newest first
        (4, "admitted", [limit(RECEIVED + hours, "stayed")]),
        (5, "decided", [limit(RECEIVED + hours, "met")]),
        (6, "decided", [limit(RECEIVED + hours, "missed")]),
    )
    for serial, status, clocks in pending:
        received = RECEIVED - serial * dt.timedelta(days=1)
        case = public_case(index_session, serial, status=status, clocks=clocks, received_at=received)
        index_case(index_session, case)
    due = ["0003#0", "0002#0", "0001#0", "0004#0", "0005#0", "0006#0"]
    assert [it[-6:] for it in found(index_session, "", sort=Sort.DEADLINE)] == due
    assert [it[-6:] for it in found(index_session, "өтініш", sort=Sort.DEADLINE)] == due
    facets = search(index_session, parse("")).facets
    assert {it.value: it.count for it in facets["timeliness"]} == {
        "with-clock": 3,
        "no-clock": 1,
        "in-time": 1,
        "late": 1,
    }
    assert facets["forum"] == [Facet("commission", 6, False)]


def test_pages_hold_everything_once_in_order(index_session: Session) -> None:
    for serial in range(1, 2 * PAGE_SIZE + 6):
        index_case(index_session, public_case(index_session, serial))
    pages = [search(index_session, parse("өтініші"), page=page) for page in (1, 2, 3, 4)]
    assert [len(page.hits) for page in pages] == [PAGE_SIZE, PAGE_SIZE, 5, 0]
    assert {(page.total, page.pages) for page in pages} == {(2 * PAGE_SIZE + 5, 3)}
    ids = [hit.id for page in pages for hit in page.hits]
    assert ids == sorted(ids, reverse=True)
    assert len(set(ids)) == 2 * PAGE_SIZE + 5
    assert search(index_session, parse("өтініші"), page=-3).page == 1


def test_case_is_found_by_itself_until_it_has_a_decision(index_session: Session) -> None:
    case = public_case(index_session, 1, summary=KAZAKH)
    index_case(index_session, case)
    assert [e.kind for e in search(index_session, parse("бақылаушы")).hits] == ["case"]
    public_decision(case)
    index_case(index_session, case)
    assert [e.kind for e in search(index_session, parse("бақылаушы")).hits] == ["decision"]


def test_correction_changes_what_finds_it_and_keeps_its_place(index_session: Session) -> None:
    case = public_case(index_session, 1)
    decision = public_decision(case, facts="Хаттама")
    (before,) = index_case(index_session, case)
    decision.facts = "Бюллетень"
    (after,) = index_case(index_session, case)
    assert after.id == before.id
    assert found(index_session, "хаттама") == []
    assert found(index_session, "бюллетеньдер") == [KK]


def test_withdrawn_or_removed_case_is_not_found(three: Session) -> None:
    entries = three.scalars(sa.select(SearchEntry).order_by(SearchEntry.id)).all()
    entries[0].case.state = "withdrawn"
    index_case(three, entries[0].case)
    remove_case(three, entries[1].case)
    assert found(three, "") == [EN]
    assert found(three, "бақылаушы") == []
    assert found(three, "жалоба") == []


def test_facets_count_with_all_filters_but_their_own(index_session: Session) -> None:
    outcomes = (
        ("counting", "refused"),
        ("counting", "satisfied"),
        ("media", "refused"),
        ("media", "refused"),
    )
    for serial, (subject, outcome) in enumerate(outcomes, start=1):
        case = public_case(index_session, serial, subject=subject, region="75", language="ru")
        public_decision(case, outcome=outcome, reasoned=serial == 1)
        index_case(index_session, case)
    result = search(index_session, parse(""), {"outcome": ["refused"]})
    assert result.total == 3
    assert result.facets["outcome"] == [Facet("refused", 3, True), Facet("satisfied", 1, False)]
    assert result.facets["subject"] == [Facet("media", 2, False), Facet("counting", 1, False)]
    assert result.facets["reasoned"] == [Facet("no", 2, False), Facet("yes", 1, False)]
    assert result.facets["open_session"] == [Facet("yes", 3, False)]
    assert result.facets["region"] == [Facet("75", 3, False)]
    assert result.facets["year"] == [Facet("2022", 3, False)]
    assert result.facets["language"] == [Facet("ru", 3, False)]


@pytest.mark.parametrize(
    ("filters", "hits"),
    [
        ({"language": ["kk", "en"]}, [EN, KK]),
        ({"language": ["kk"], "outcome": ["satisfied"]}, []),
        ({"year": ["2022"]}, [EN, RU, KK]),
        ({"year": ["x'; --"]}, []),
        ({"reasoned": ["no"]}, [EN, RU, KK]),
        ({"region": []}, [EN, RU, KK]),
    ],
)
def test_filters_narrow(three: Session, filters: dict[str, list[str]], hits: list[str]) -> None:
    assert found(three, "", filters=filters) == hits


def test_chosen_value_without_hits_is_still_shown(three: Session) -> None:
    result = search(three, parse("бақылаушы"), {"language": ["ru"]})
    assert result.total == 0
    assert result.facets["language"] == [Facet("kk", 1, False), Facet("ru", 0, True)]


def test_unknown_filter_names_those_that_exist(three: Session) -> None:
    with pytest.raises(KeyError, match="colour.*body_level"):
        search(three, parse(""), {"colour": ["red"]})


def test_day_is_that_of_the_body_s_own_zone(index_session: Session) -> None:
    late_evening = dt.datetime(2022, 12, 31, 19, 0, tzinfo=dt.UTC)
    (entry,) = index_case(index_session, public_case(index_session, 1, received_at=late_evening))
    assert (entry.received_on, entry.year) == (dt.date(2023, 1, 1), 2023)


def test_enormous_text_is_indexed_to_the_same_place(index_session: Session) -> None:
    text = "хаттама " * (LAST_PLACE + 100) + "бюллетень"
    index_case(index_session, public_case(index_session, 1, summary=text))
    assert len(found(index_session, "хаттама")) == 1
    assert found(index_session, "бюллетень") == []


def test_phrase_of_frequent_words_ends_at_the_same_place(index_session: Session) -> None:
    index_case(index_session, public_case(index_session, 1, summary="сот " * 300 + "шешімі"))
    assert found(index_session, '"сот шешімі"') == []
    assert len(found(index_session, "сот шешімі")) == 1


def test_reindex_renews_what_another_analyser_made(three: Session) -> None:
    three.execute(sa.update(SearchEntry).where(SearchEntry.language == "kk").values(analyser_version="0"))
    assert outdated_entries(three) == 1
    assert reindex(three, outdated_only=True) == 1
    assert outdated_entries(three) == 0
    assert reindex(three) == 3
    assert found(three, "бақылаушы") == [KK]


def test_reindex_goes_on_in_parts_until_all_is_renewed(three: Session) -> None:
    three.execute(sa.update(SearchEntry).values(analyser_version="0"))
    assert [reindex(three, outdated_only=True, most=2) for _part in range(3)] == [2, 1, 0]
    assert outdated_entries(three) == 0


WORDS = [
    *("сот", "шешім", "комиссия", "хаттама", "бюллетень", "сайлау", "дауыс", "және"),
    *("жалоба", "решение", "протокол", "на", "observer", "12/3-Б"),
]


@pytest.fixture(scope="module")
def both(
    tmp_path_factory: pytest.TempPathFactory,
    sqlite_template: Path,
    postgres: PostgresServer,
    postgres_template: str,
) -> Iterator[list[Session]]:
    """The same 39 cases in a database of each kind."""
    copy = tmp_path_factory.mktemp("both") / "index.db"
    shutil.copyfile(sqlite_template, copy)
    with postgres.database(template=postgres_template) as url, contextlib.ExitStack() as stack:
        sessions = []
        for engine in (open_engine(f"sqlite:///{copy}"), open_engine(url)):
            stack.callback(engine.dispose)
            sessions.append(stack.enter_context(Session(engine)))
            add_registry(sessions[-1])
            _add_cases(sessions[-1], 39)
        yield sessions


def _add_cases(session: Session, count: int) -> None:
    for serial in range(1, count + 1):
        words = [WORDS[(serial * step + step * step) % len(WORDS)] for step in range(1, 9)]
        language = ("kk", "ru", "en")[serial % 3]
        clocks = [limit(RECEIVED + dt.timedelta(minutes=serial * 7 % 5))] if serial % 2 else []
        told = {"language": language, "status": ("registered", "decided")[serial % 5 // 4], "clocks": clocks}
        index_case(session, public_case(session, serial, summary=" ".join(words), **told))


@given(
    typed=st.lists(
        st.sampled_from([*WORDS, "соттың", "жалобами", "комисси*", '"', "-", "2022-PRES/CEC/0007"]),
        max_size=6,
    ).map(" ".join),
    language=st.sampled_from([(), ("kk",), ("ru", "en")]),
    timeliness=st.sampled_from([(), ("with-clock",), ("no-clock", "unmeasured")]),
    sort=st.sampled_from(list(Sort)),
)
def test_both_databases_give_the_same(
    both: list[Session], typed: str, language: tuple[str, ...], timeliness: tuple[str, ...], sort: Sort
) -> None:
    asked = typed.replace('" ', '"').replace("- ", "-")
    filters = {"language": language, "timeliness": timeliness}
    first, second = (search(session, parse(asked), filters, sort=sort) for session in both)
    assert [hit.reference for hit in first.hits] == [hit.reference for hit in second.hits]
    assert (first.total, first.facets) == (second.total, second.facets)
