"""What is typed into the search box, and what reaches the databases of it."""

import sqlite3
from collections.abc import Iterator

import psycopg
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from casetracker.search.query import LONGEST_QUERY, MOST_TERMS, Reason, parse, to_fts5, to_tsquery
from tests.support.postgres import PostgresServer

HOSTILE = [
    '"',
    '"""',
    '"сот',
    "сот\x00шешім",
    "NEAR(сот шешім, 5)",
    "сот AND OR NOT",
    "^сот",
    "title:сот",
    "{stems}: сот",
    "-",
    "--сот шешім",
    "сот:*",
    "сот & | ! <-> шешім",
    "'; DROP TABLE search_entries; --",
    "\\'сот\\",
    "\u202eсот\u200f",
    "*",
    "***сот***",
    "(((",
    ")сот(",
    "а" * 5000,
    "сот " * 300,
    "\ud800",
    "ﬁ ŉ ǰ ß İ",
    "²³",
    '-"сот шешімі" -"" комиссия*',
]
TYPED = st.one_of(
    st.text(max_size=80),
    st.lists(
        st.sampled_from([*HOSTILE, "сот", "шешімі", "жалобы", "12/3-Б", '"', "*", "-", " "]), max_size=8
    ).map("".join),
)


@pytest.fixture(scope="module")
def fts5() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE probe USING fts5(stems, title_stems, tokenize='ascii')")
    connection.execute("INSERT INTO probe VALUES ('сот шешім', '')")
    yield connection
    connection.close()


@pytest.fixture(scope="module")
def plain_postgres(postgres: PostgresServer) -> Iterator[psycopg.Connection]:
    with postgres.database() as url, psycopg.connect(url, autocommit=True) as connection:
        yield connection


def all_of(typed: str, renderer: str) -> str:
    return {"fts5": to_fts5, "tsquery": to_tsquery}[renderer](parse(typed))


@pytest.mark.parametrize(
    ("typed", "fts5_", "tsquery"),
    [
        ("шағымдардың", '("шағым")', "(('шағым'))"),
        ("12/3-Б", '("12 3 б")', "(('12' <-> '3' <-> 'б'))"),
        ('"сот шешімі"', '("сот шешім")', "(('сот' <-> 'шешім'))"),
        ("«сот шешімі»", '("сот шешім")', "(('сот' <-> 'шешім'))"),
        (
            "шешім және сайлау",
            '("шешім") AND ("сайлау" OR "сайла")',
            "(('шешім')) & (('сайлау') | ('сайла'))",
        ),
        ("шешім -заңның", '(("шешім")) NOT (("заң"))', "(('шешім')) & !(('заң'))"),
        ("комисси*", '("комисси"* OR "комисси" OR "комисс")', "(('комисси':*) | ('комисси') | ('комисс'))"),
    ],
)
def test_rendering(typed: str, fts5_: str, tsquery: str) -> None:
    assert (all_of(typed, "fts5"), all_of(typed, "tsquery")) == (fts5_, tsquery)


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", Reason.NOTHING_TYPED),
        (" \n", Reason.NOTHING_TYPED),
        ("?!…", Reason.NO_WORDS),
        ('""', Reason.NO_WORDS),
        ("және и the", Reason.ONLY_COMMON_WORDS),
        ("-сайлау", Reason.ONLY_EXCLUDED),
    ],
)
def test_nothing_to_search_for_says_why(typed: str, reason: Reason) -> None:
    query = parse(typed)
    assert query.is_empty
    assert query.reason is reason
    assert to_fts5(query) == to_tsquery(query) == ""


def test_long_text_is_cut_and_said_so() -> None:
    assert parse("сот " * 101).shortened
    assert not parse("сот " * 99).shortened
    assert not parse("с" * LONGEST_QUERY).shortened


def test_too_many_words_are_cut_and_said_so() -> None:
    query = parse(" ".join(str(n) for n in range(100, 150)))
    assert len(query.wanted) == MOST_TERMS
    assert query.shortened


def test_short_wildcard_is_ignored_and_said_so() -> None:
    assert parse("со*").short_wildcard
    assert to_fts5(parse("со*")) == to_fts5(parse("со"))
    assert not parse("сот*").short_wildcard


def test_hyphen_inside_or_between_words_excludes_nothing() -> None:
    assert parse("Нұр-Сұлтан").unwanted == ()
    assert parse("сот - шешім").unwanted == ()


def test_direction_mark_before_minus_does_not_hide_it() -> None:
    assert parse("\u200f-кот шешім").unwanted == parse("-кот шешім").unwanted != ()


@given(TYPED)
@example('"сот шешімі" -жалоба*')
def test_fts5_accepts_whatever_was_typed(fts5: sqlite3.Connection, typed: str) -> None:
    query = to_fts5(parse(typed))
    if query:
        fts5.execute("SELECT count(*) FROM probe WHERE probe MATCH ?", (query,)).fetchone()


@pytest.mark.parametrize("typed", HOSTILE)
def test_hostile_query_is_harmless(
    fts5: sqlite3.Connection, plain_postgres: psycopg.Connection, typed: str
) -> None:
    query = parse(typed)
    if query.is_empty:
        assert query.reason is not None
        return
    in_sqlite = fts5.execute("SELECT count(*) FROM probe WHERE probe MATCH ?", (to_fts5(query),)).fetchone()
    in_postgres = plain_postgres.execute(
        "SELECT count(*) FROM (SELECT $$'сот':1 'шешім':2$$::tsvector AS v) t WHERE v @@ %s::tsquery",
        (to_tsquery(query),),
    ).fetchone()
    assert in_sqlite == in_postgres


@given(TYPED)
def test_postgres_accepts_whatever_was_typed(plain_postgres: psycopg.Connection, typed: str) -> None:
    query = to_tsquery(parse(typed))
    if query:
        plain_postgres.execute("SELECT %s::tsquery", (query,)).fetchone()
