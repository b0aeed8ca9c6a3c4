"""How long the pages of the desk take with very many cases: real requests, on both databases."""

from __future__ import annotations

import os
import secrets
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from bench.browsing import Browser
from bench.desk_store import CHIEF, CLERK, NEWCOMER, PASSWORD, fill_desk, text_of
from bench.figures import Figure
from bench.questions import SEED
from bench.recompute import POSTGRES, database
from casetracker.lawbook import load_lawbook
from config.settings import CONFIG_DIR, PROJECT_DIR, new_identity_key

CASES = 100_000
RUNS = 3
REQUESTS = 60
START_SECONDS = 60
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
# Who, what it is called, where, and what it should stay within.
PAGES = (
    (CLERK, "day", "my day of a regional commission", "/staff/", AIM_DAY_MS),
    (CHIEF, "day-of-all", "my day of the central commission", "/staff/", AIM_DAY_MS),
    (NEWCOMER, "day-of-none", "my day of a commission without a case", "/staff/", AIM_DAY_MS),
    (CHIEF, "board", "the board", "/staff/board?clock=running", None),
    (CHIEF, "board-decided", "the board: not published", "/staff/board?only=unpublished", None),
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
    for engine in ("sqlite", "postgresql"):
        with database(engine) as url:
            fill_desk(url, book, cases)
            with served(url) as address:
                figures += measured(engine, address, runs, requests)
    more = {"cases": cases, "requests_per_run": requests, "seed": SEED, "postgresql_settings": POSTGRES}
    return figures, more


def measured(engine: str, address: str, runs: int, requests: int) -> list[Figure]:
    """Return what the pages took that a server at an address answers."""
    people = {email: Browser(address) for email in (CLERK, CHIEF, NEWCOMER)}
    for email, browser in people.items():
        browser.log_in(email, PASSWORD)
    values: dict[str, list[float]] = {}
    for _run in range(runs):
        values.setdefault("healthz", []).append(_p95(_getting(Browser(address), "/healthz"), requests))
        for email, name, _says, path, _aim in PAGES:
            values.setdefault(name, []).append(_p95(_getting(people[email], path), requests))
        clerk = people[CLERK]
        for do in ("preview", "register"):
            values.setdefault(do, []).append(_p95(_posting(clerk, do), requests))
    return _figures(engine, values)


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


def _figures(engine: str, values: dict[str, list[float]]) -> list[Figure]:
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
    return [*figures, *ratios]


@contextmanager
def served(url: str) -> Iterator[str]:
    """Serve the application on this database, by one worker as production has several of."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="casetracker-bench-") as folder:
        environ = os.environ | {
            "CASETRACKER_ENV": "development",
            "DATABASE_URL": url,
            "VAR_DIR": folder,
            "SECRET_KEY": secrets.token_urlsafe(48),
            "IDENTITY_KEYS": new_identity_key(),
            "RATE_LIMITS": "false",
            "LOG_LEVEL": "WARNING",
        }
        words = [
            sys.executable,
            "-m",
            "gunicorn",
            "--no-control-socket",
            "--workers",
            "1",
            "--bind",
            f"127.0.0.1:{port}",
            # Its heart beats by a clock that is shifted in the worker.
            "--timeout",
            "0",
            "bench.desk_app:app",
        ]
        server = subprocess.Popen(words, cwd=PROJECT_DIR, env=environ)  # noqa: S603  # ourselves
        try:
            _wait_for(port)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(30)


def _wait_for(port: int) -> None:
    end = time.monotonic() + START_SECONDS
    while True:
        try:
            Browser(f"http://127.0.0.1:{port}").get("/healthz")
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)
        else:
            return
