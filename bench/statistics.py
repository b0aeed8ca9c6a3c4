"""How long the pages of statistics take with very many published cases: real requests, on both databases.

A page is asked for the first time after the register changed (nothing is kept that could be given), and again
while nothing has changed. Beside it stands, of the same run, what it takes to read every row of the figures
once and count it in a bare loop: the ratio can be compared between machines.
CASETRACKER_BENCH_DECISIONS sets how many decisions there are.
"""

from __future__ import annotations

import os
import statistics
import time
from collections import Counter
from collections.abc import Iterator
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from bench.browsing import Browser
from bench.case_store import ELECTION, engine_for, settle
from bench.corpus import BATCH, fill_register
from bench.desk_server import served
from bench.figures import Figure
from bench.recompute import POSTGRES, database
from bench.search import DECISIONS, KINDS
from casetracker.publication.models import PublicCase
from casetracker.search.generations import NO_ENTRY, note_changes
from casetracker.statistics.following import figures_of
from casetracker.statistics.models import CaseFigures

RUNS, FIRST_REQUESTS, KNOWN_REQUESTS = 3, 20, 100
AIM_FIRST_MS, AIM_KNOWN_MS = 300, 20
TABLE = cast("sa.Table", CaseFigures.__table__)
# What it is called, and where.
PAGES = (
    ("election", "the statistics of an election", f"/statistics?election={ELECTION}"),
    ("region", "the statistics of a region", "/statistics?region=710000000"),
    ("csv", "a table of an election as CSV", f"/statistics/outcomes.csv?election={ELECTION}"),
)


def run(decisions: int = DECISIONS, kinds: int = KINDS) -> tuple[list[Figure], dict[str, Any]]:
    """Measure on both databases; each value is what 95 of 100 requests stay within."""
    figures: list[Figure] = []
    loads: list[list[float]] = []
    for engine in ("sqlite", "postgresql"):
        with database(engine) as url:
            fill_register(url, decisions, kinds)
            fill_figures(url, decisions, min(kinds, decisions))
            loop = [bare_loop(url) for _run in range(RUNS)]
            with served(url) as server:
                figures += measured(engine, url, server.address, loop)
            loads.append([round(load, 1) for load in os.getloadavg()])
    more = {"decisions": decisions, "kinds": kinds, "postgresql_settings": POSTGRES}
    # How many processes wanted a processor, of one, five and fifteen minutes, after each database.
    return figures, more | {"load": loads}


def fill_figures(url: str, decisions: int, kinds: int) -> None:
    """Count the cases of the corpus: *kinds* of them as the product does, the others are repetitions."""
    with engine_for(url) as engine, Session(engine) as session:
        for first in range(1, kinds + 1, BATCH):
            wanted = sa.select(PublicCase).where(PublicCase.id.between(first, min(first + BATCH - 1, kinds)))
            cases = session.scalars(wanted.options(selectinload(PublicCase.decisions)))
            session.execute(sa.insert(TABLE), [{"public_case_id": it.id} | figures_of(it) for it in cases])
            session.commit()
            session.expunge_all()
        for times in range(1, decisions // kinds):
            number = (TABLE.c.public_case_id + times * kinds).label("public_case_id")
            others = [column for column in TABLE.c if column.name != "public_case_id"]
            rows = sa.select(number, *others).where(TABLE.c.public_case_id <= kinds)
            session.execute(
                sa.insert(TABLE).from_select(["public_case_id", *(it.name for it in others)], rows)
            )
        session.commit()
        settle(engine, (TABLE,))


def measured(engine: str, url: str, address: str, loop: list[float]) -> list[Figure]:
    """Return what the pages took that a server answers."""
    browser = Browser(address)
    browser.get("/healthz")
    figures = [Figure(f"{engine}-loop", f"reading every row of the figures once, {engine}", "ms", loop)]
    for name, says, path in PAGES:
        first = [_slowest(_first(browser, url, path)) for _run in range(RUNS)]
        known = [_slowest(_known(browser, path)) for _run in range(RUNS)]
        ratio = [statistics.median(first) / statistics.median(loop)]
        figures += [
            Figure(
                f"{engine}-{name}-first", f"{says}, first, {engine}", "ms", first, AIM_FIRST_MS, "at-most"
            ),
            Figure(f"{engine}-{name}-ratio", "  times as long as reading every row", "times", ratio),
            Figure(f"{engine}-{name}-known", "  when nothing changed", "ms", known, AIM_KNOWN_MS, "at-most"),
        ]
    return figures


def bare_loop(url: str) -> float:
    """Return the milliseconds that it takes to read what is counted of every case, and to count it."""
    columns = (TABLE.c.result, TABLE.c.timeliness, TABLE.c.region, TABLE.c.decided_days)
    with engine_for(url) as engine, engine.connect() as connection:
        before = time.perf_counter()
        found = connection.execution_options(yield_per=BATCH).execute(sa.select(*columns))
        Counter(tuple(row) for row in found)
        return (time.perf_counter() - before) * 1000


def _first(browser: Browser, url: str, path: str) -> Iterator[float]:
    """Ask for a page each time after a case has been published anew."""
    with engine_for(url) as engine:
        for number in range(1, FIRST_REQUESTS + 1):
            _change(engine, number)
            browser.get(path)
            yield Browser.last_milliseconds


def _change(engine: sa.Engine, number: int) -> None:
    """Let a case have changed, as what publishes it does."""
    moment = sa.select(sa.func.max(PublicCase.updated_at))
    with Session(engine) as session:
        newest = session.scalar(moment)
        if newest is None:
            raise RuntimeError("The register is empty.")
        case = session.get_one(PublicCase, number)
        case.updated_at = newest.replace(microsecond=(newest.microsecond + 1) % 1_000_000)
        note_changes(session, {NO_ENTRY})
        session.commit()


def _known(browser: Browser, path: str) -> Iterator[float]:
    browser.get(path)
    for _number in range(KNOWN_REQUESTS):
        browser.get(path)
        yield Browser.last_milliseconds


def _slowest(taken: Iterator[float]) -> float:
    return statistics.quantiles(taken, n=20)[18]
