"""How long the pages of the desk take with very many cases: real requests, on both databases."""

from __future__ import annotations

import os
import secrets
import statistics
from collections.abc import Callable
from typing import Any

from bench.browsing import Browser
from bench.desk_server import Server, served
from bench.desk_store import CHIEF, CLERK, NEWCOMER, PASSWORD, fill_desk, text_of
from bench.figures import Figure
from bench.questions import SEED
from bench.recompute import POSTGRES, database
from casetracker.lawbook import load_lawbook
from config.settings import CONFIG_DIR

CASES = 100_000
RUNS = 3
REQUESTS = 40
AIM_DAY_MS, AIM_INTAKE_MS = 200, 150
COMPLAINT = {
    "election": "2022-PRES",
    "body": "REC-ASTANA",
    "procedure": "commission-complaint",
    "subject": "observers",
    "contested_kind": "act",
    "contested_on": "2022-11-20",
    "contested_body": "PEC-ASTANA-372",
    "channel": "paper",
    "language": "kk",
    "received_at": "2022-11-21T10:00",
    "complainant_kind": "observer",
    "complainant_contact": "bench@person.example",
}
# Of these the processor time is told too.
BUSY = ("day", "day-of-all", "board")
# Who, what it is called, where, and what it should stay within.
PAGES = (
    (CLERK, "day", "my day of a regional commission", "/staff/", AIM_DAY_MS),
    (CHIEF, "day-of-all", "my day of the central commission", "/staff/", AIM_DAY_MS),
    (NEWCOMER, "day-of-none", "my day of a commission without a case", "/staff/", AIM_DAY_MS),
    (CHIEF, "board", "the board", "/staff/board?clock=running", None),
    (CHIEF, "board-decided", "the board: not published", "/staff/board?only=unpublished", None),
    (CHIEF, "board-late", "the board: filed late", "/staff/board?only=late", None),
    (CHIEF, "board-words", "the board: words of the text", "/staff/board?clock=any&q=хаттама+жәшік", None),
    (CHIEF, "cases", "the list of cases", "/staff/cases?page=100", None),
    (CLERK, "picker", "the body picker, 10 101 precincts", "/staff/bodies/suggest?q=учаск+астана+12", None),
)


def run(
    cases: int = CASES, runs: int = RUNS, requests: int = REQUESTS
) -> tuple[list[Figure], dict[str, Any]]:
    """Measure on both databases; each value is what 95 of 100 requests stay within."""
    book = load_lawbook(CONFIG_DIR)
    figures: list[Figure] = []
    loads: list[tuple[float, float, float]] = []
    for engine in ("sqlite", "postgresql"):
        with database(engine) as url:
            fill_desk(url, book, cases)
            with served(url) as server:
                loads.append(os.getloadavg())
                figures += measured(engine, server, runs, requests)
                loads.append(os.getloadavg())
                niceness = server.niceness()
    more = {"cases": cases, "requests_per_run": requests, "seed": SEED, "postgresql_settings": POSTGRES}
    more["niceness"] = niceness
    # How many processes wanted a processor, of one and of fifteen minutes, before and after each database.
    return figures, more | {"load": [[round(one, 1), round(fifteen, 1)] for one, _five, fifteen in loads]}


def measured(engine: str, server: Server, runs: int, requests: int) -> list[Figure]:
    """Return what the pages took that a server answers."""
    people = {email: Browser(server.address) for email in (CLERK, CHIEF, NEWCOMER)}
    for email, browser in people.items():
        browser.log_in(email, PASSWORD)
    asked: dict[str, Callable[[int], None]] = {"healthz": _getting(Browser(server.address), "/healthz")}
    asked |= {name: _getting(people[email], path) for email, name, _says, path, _aim in PAGES}
    asked |= {do: _posting(people[CLERK], do) for do in ("preview", "register")}
    values: dict[str, list[float]] = {name: [] for name in asked}
    busy: dict[str, list[float]] = {name: [] for name in BUSY}
    for _run in range(runs):
        for name, work in asked.items():
            # What is compiled and read for the first time is no matter of every day.
            work(-1)
            before = server.busy_seconds()
            values[name].append(_p95(work, requests))
            if name in busy:
                busy[name].append((server.busy_seconds() - before) * 1000 / requests)
    return _figures(engine, values, busy)


def _getting(browser: Browser, path: str) -> Callable[[int], None]:
    def get(_number: int) -> None:
        browser.get(path)

    return get


def _posting(browser: Browser, do: str) -> Callable[[int], None]:
    """Return what fills in a new form each time; only the sending is timed by ``Browser``."""

    def post(number: int) -> None:
        form = browser.fields("/staff/cases/new")
        text = {"text": text_of(SEED + number), "complainant_name": f"Үлгіов {secrets.token_hex(4)}"}
        browser.post("/staff/cases/new", form | COMPLAINT | text | {"do": do})

    return post


def _p95(work: Callable[[int], object], times: int) -> float:
    """Return within how many milliseconds 95 of 100 last requests of *work* were answered."""
    taken = []
    for number in range(times):
        work(number)
        taken.append(Browser.last_milliseconds)
    return statistics.quantiles(taken, n=20)[18]


def _figures(engine: str, values: dict[str, list[float]], busy: dict[str, list[float]]) -> list[Figure]:
    told = {name: (says, aim) for _email, name, says, _path, aim in PAGES}
    told |= {
        "healthz": ("the bare page /healthz", None),
        "preview": ("intake: what would start (POST)", None),
        "register": ("intake: register (POST)", AIM_INTAKE_MS),
    }
    base = statistics.median(values["healthz"])
    figures = []
    for name, found in values.items():
        says, aim = told[name]
        words = f"{says}, {engine}: 95 of 100 within"
        figures.append(Figure(f"{engine}-{name}-p95", words, "ms", found, aim, "at-most"))
    ratios = [
        Figure(
            f"{engine}-{name}-ratio",
            f"  {told[name][0]}: times as long as /healthz",
            "times",
            [value / base for value in values[name]],
        )
        for name in ("day", "register")
    ]
    times = [
        Figure(f"{engine}-{name}-busy", f"  {told[name][0]}: processor time of the service", "ms", found)
        for name, found in busy.items()
    ]
    return [*figures, *ratios, *times]
