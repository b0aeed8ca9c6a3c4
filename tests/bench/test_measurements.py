"""The measurements of ``make bench`` run and say what they should; their speed is no matter of tests."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from bench import __main__ as bench
from bench import alerts, forum, imports, law, recompute, search, statistics
from bench.__main__ import Measurement
from bench.case_store import engine_for, fill
from bench.corpus import fill_register
from bench.desk import measured
from bench.desk_server import Server, served
from bench.desk_store import fill_desk
from bench.figures import Figure, write
from bench.questions import mixed_questions
from casetracker.cases.models import Case, CaseDeadline, Matter
from casetracker.db import now
from casetracker.exchange.journal import extract_workbook
from casetracker.exchange.synthetic import synthetic_extract
from casetracker.law import compute
from casetracker.lawbook import LawBook, load_lawbook
from casetracker.publication.models import PublicCase
from casetracker.search.actions import index_case
from casetracker.search.models import SearchEntry
from casetracker.search.queries import search as search_register
from casetracker.search.query import parse
from casetracker.search.vocabulary import SearchWord
from casetracker.statistics.models import CaseFigures
from config.settings import CONFIG_DIR

on_sqlite = pytest.mark.parametrize("database_engine", ["sqlite"], indirect=True)
on_postgresql = pytest.mark.parametrize("database_engine", ["postgresql"], indirect=True)


@pytest.fixture(scope="module")
def book() -> LawBook:
    return load_lawbook(CONFIG_DIR)


@pytest.fixture(scope="module")
def register(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Server]]:
    """Give a register of six hundred decisions on SQLite, three hundred of them unlike, and who serves it."""
    url = f"sqlite:///{shutil.copyfile(sqlite_template, tmp_path_factory.mktemp('bench') / 'bench.db')}"
    fill_register(url, 600, 300)
    statistics.fill_figures(url, 600, 300)
    with served(url) as server:
        yield url, server


def test_the_questions_ask_every_rule_the_same_at_every_run(book: LawBook) -> None:
    first, second = mixed_questions(book, 2), mixed_questions(book, 2)
    assert first == second
    assert {rule.id for rule, _ in first} == {rule.id for rule in book.rules}
    assert all(compute(rule, facts, book.calendar).trace for rule, facts in first)


@pytest.mark.parametrize(
    ("measure", "target"),
    [(partial(law.run, 2, 1), "deadlines"), (partial(forum.run, 2, 20), "answer-p99")],
    ids=["law", "forum"],
)
def test_a_measurement_gives_figures_and_one_target(measure: Measurement, target: str) -> None:
    figures, more = measure()
    assert [figure.name for figure in figures if figure.target is not None] == [target]
    assert all(figure.median > 0 and len(figure.values) == 2 for figure in figures)
    assert more["seed"]


def test_a_figure_is_written_with_its_spread_and_its_machine(tmp_path: Path) -> None:
    figure = Figure("rate", "trial", "1/s", [90, 100, 120], target=95)
    told = json.loads(write("trial", [figure], {"seed": 1}, tmp_path).read_text(encoding="utf-8"))
    assert told["figures"][0] | {"says": ""} == {
        "name": "rate",
        "says": "",
        "unit": "1/s",
        "median": 100,
        "lowest": 90,
        "highest": 120,
        "spread": 0.3,
        "runs": 3,
        "target": 95,
        "kind": "at-least",
        "met": True,
    }
    assert {"cpu", "cores", "memory_mib", "os", "python", "libraries", "commit"} <= set(told["machine"])
    assert "trial" in figure.line()


def test_a_missed_target_is_told() -> None:
    assert "MISSED" in Figure("p99", "trial", "ms", [3.0], 2.0, "at-most").line()
    assert Figure("p99", "trial", "ms", [1.0], 2.0, "at-most").met


def test_a_measurement_that_there_is_not_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert bench.main(["lwa"]) == 2
    assert "law" in capsys.readouterr().err


def test_a_measured_postgresql_is_as_hasty_as_a_service_and_no_more() -> None:
    with recompute.database("postgresql") as url, psycopg.connect(url) as connection:
        for name, value in recompute.POSTGRES.items():
            assert connection.execute(f"SHOW {name}".encode()).fetchone() == (value,)


@on_sqlite
def test_a_recomputation_walks_through_every_case_and_tells_its_memory(
    book: LawBook, database_url: str
) -> None:
    fill(database_url, book, 30)
    walked = recompute.walk(database_url, "moving", 1)
    with engine_for(database_url) as engine, Session(engine) as session:
        replaced = session.scalar(sa.select(sa.func.count()).where(CaseDeadline.state == "replaced"))
    assert walked["walked"] == replaced == 30
    assert walked["peak_mib"] > 20


def test_a_database_is_filled_and_its_size_told_on_both_databases(
    book: LawBook, empty_database_url: str
) -> None:
    fill(empty_database_url, book, 5)
    assert recompute.size_mib(empty_database_url) >= 0
    with engine_for(empty_database_url) as engine, Session(engine) as session:
        session.add(Matter(created_at=now()))
        session.flush()  # the numbers that were given in bulk are taken
        assert session.scalar(sa.select(sa.func.max(Matter.id))) == 6


@on_sqlite
def test_an_import_is_measured_to_its_end_beside_the_reading_of_its_rows(
    database_url: str, tmp_path: Path
) -> None:
    path = tmp_path / "journal.xlsx"
    extract_workbook(synthetic_extract(imports.SEED, 12)).save(path)
    told = imports.bring_in(database_url, path)
    assert told["registered"] == 12
    figures = imports.figures_of("sqlite", 12, told)
    assert {figure.name: figure.target for figure in figures if figure.target} == {
        "sqlite-import-seconds": 60,
        "sqlite-growth": 64,
    }
    assert all(figure.median > 0 for figure in figures if figure.name != "sqlite-growth")


@on_sqlite
def test_alerts_are_planned_and_sent_and_measured_beside_a_bare_loop(
    book: LawBook, database_url: str
) -> None:
    # Twenty computed, each repeated once.
    told = alerts.measured(database_url, book, 40, 20, 10)
    figures = alerts.figures_of("sqlite", 40, told)
    aims = {figure.name: figure.target for figure in figures if figure.target}
    assert aims == {
        "sqlite-pass": 2,
        "sqlite-growth": 32,
        "sqlite-share": 0.8,
        "sqlite-flat": 32,
    }
    assert told["sent"] == 10
    assert told["planned"] >= 10
    assert all(figure.median > 0 for figure in figures if figure.unit != "MiB")


@on_sqlite
def test_the_desk_is_measured_by_real_requests(book: LawBook, database_url: str) -> None:
    fill_desk(database_url, book, 40, 20)  # twenty computed, each repeated once
    with served(database_url) as server:
        figures = measured("sqlite", server, 1, 2)
    aims = {figure.name: figure.target for figure in figures if figure.target}
    assert aims == {
        "sqlite-day-p95": 200,
        "sqlite-day-of-all-p95": 200,
        "sqlite-day-of-none-p95": 200,
        "sqlite-register-p95": 150,
    }
    assert all(figure.median > 0 for figure in figures)
    with engine_for(database_url) as engine, Session(engine) as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Case)) == 40 + 3


def test_the_search_is_measured_on_sqlite(
    register: tuple[str, Server], monkeypatch: pytest.MonkeyPatch
) -> None:
    url, server = register
    assert_indexed_as_by_the_product(url)
    assert_search_is_measured("sqlite", url, server, monkeypatch)


@on_postgresql
def test_the_search_is_measured_on_postgresql(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    fill_register(database_url, 600, 100)  # a hundred analysed, each repeated five times
    assert_indexed_as_by_the_product(database_url)
    with served(database_url) as server:
        assert_search_is_measured("postgresql", database_url, server, monkeypatch)


def assert_indexed_as_by_the_product(url: str) -> None:
    """Check that what was stored in bulk is what the product itself would have stored."""
    with engine_for(url) as store, Session(store) as session:
        entries = sa.select(*SearchEntry.__table__.c).where(SearchEntry.public_case_id < 40)
        words = sa.select(SearchWord.word, SearchWord.stem)
        before = set(session.execute(entries)), set(session.execute(words))
        for number in range(1, 40):
            index_case(session, session.get_one(PublicCase, number))
        assert (set(session.execute(entries)), set(session.execute(words))) == before
        counted = search_register(session, parse("")).facets
        assert all(len(counted[name]) > 1 for name in ("stage", "forum", "timeliness", "ground"))


def assert_search_is_measured(engine: str, url: str, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """Check that searches are measured in a process and by requests."""
    for name, number in (("RUNS", 1), ("TIMES", 5), ("REQUESTS", 10)):
        monkeypatch.setattr(search, name, number)
    told = search.walk(url)
    figures = search.in_process(engine, 600, told) + search.over_http(
        engine, server.address, told["broad_words"]
    )
    aims = {figure.name: figure.target for figure in figures if figure.target}
    assert aims[f"{engine}-broad-p50"] == 25
    assert aims[f"{engine}-known-rate"] == 1_500
    assert told["broad_words"]
    assert all(figure.median > 0 for figure in figures)


def test_aims_are_told_beside_datasette_too_for_a_machine_of_any_speed() -> None:
    told = {"selective-p50": [4.0, 5.0, 9.0], "broad-p50": [20.0]}
    figures = search.compared("postgresql", told, {"selective-p50": [16.0, 15.0, 14.0], "broad-p50": [230.0]})
    assert [(figure.name, figure.median, figure.target, figure.met) for figure in figures] == [
        ("datasette-selective-p50-ratio-postgresql", 3.0, 3, True),
        ("datasette-broad-p50-ratio-postgresql", 11.5, 12, False),
    ]


def test_statistics_are_measured_anew_after_each_change_and_known_after_none(
    register: tuple[str, Server], monkeypatch: pytest.MonkeyPatch
) -> None:
    url, server = register
    for name, number in (("RUNS", 1), ("FIRST_REQUESTS", 2), ("KNOWN_REQUESTS", 2)):
        monkeypatch.setattr(statistics, name, number)
    with engine_for(url) as store, Session(store) as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(CaseFigures)) == 600
    assert statistics.bare_loop(url) > 0
    figures = statistics.measured("sqlite", url, server.address, [1.0])
    aims = {figure.name: figure.target for figure in figures if figure.target}
    assert aims["sqlite-election-first"] == 300
    assert aims["sqlite-csv-known"] == 20
    assert all(figure.median > 0 for figure in figures)
