"""How long it takes to compute the clocks of very many open cases again, and whether memory stays flat.

Each run is a process of its own: its memory is that of the service, not of what was measured before.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bench.case_store import engine_for, fill
from bench.figures import Figure
from casetracker.lawbook import load_lawbook
from config.settings import CONFIG_DIR, PROJECT_DIR
from tests.support.postgres import postgres_server

CASES = 100_000
RUNS = 3
AIM_SECONDS = 60
AIM_GROWTH_MIB = 32
WALKS = {"still": "none of them moving", "moving": "every one of them moving"}
BUSY = "  of which its own processor time"
GROWN = "  its memory grew after a tenth of the time by"
# As a service is run, and not in the haste of tests.
POSTGRES = {
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "autovacuum": "on",
    "shared_buffers": "128MB",
}


def run(cases: int = CASES, runs: int = RUNS) -> tuple[list[Figure], dict[str, Any]]:
    """Measure on both databases; return the figures, and the curves of memory."""
    book = load_lawbook(CONFIG_DIR)
    figures: list[Figure] = []
    curves: dict[str, Any] = {}
    for engine in ("sqlite", "postgresql"):
        with database(engine) as url:
            fill(url, book, cases)
            told = {name: [walk(url, name, number) for number in range(runs)] for name in WALKS}
            figures += [figure for name in WALKS for figure in _figures(engine, name, cases, told[name])]
            curves[engine] = {name: walks[-1]["memory"] for name, walks in told.items()}
            curves[engine]["size_mib"] = size_mib(url)
    return figures, {"cases": cases, "postgresql_settings": POSTGRES, "memory": curves}


def _figures(engine: str, walk: str, cases: int, told: Sequence[dict[str, Any]]) -> list[Figure]:
    which = f"{cases:,} open cases, {WALKS[walk]}, {engine}"
    seconds, busy, growth, peak = (
        [each[name] for each in told] for name in ("seconds", "busy_seconds", "growth_mib", "peak_mib")
    )
    name = f"{engine}-{walk}"
    grown = Figure(f"{name}-growth", GROWN, "MiB", growth, AIM_GROWTH_MIB, "at-most")
    return [
        Figure(f"{name}-seconds", which, "s", seconds, AIM_SECONDS, "at-most"),
        Figure(f"{name}-busy", BUSY, "s", busy),
        grown,
        Figure(f"{name}-peak", "  its memory at most", "MiB", peak),
    ]


@contextmanager
def database(engine: str) -> Iterator[str]:
    """Give the URL of an empty database of its own for the duration of the block."""
    if engine == "sqlite":
        with tempfile.TemporaryDirectory(prefix="casetracker-bench-") as folder:
            yield f"sqlite:///{folder}/bench.db"
    else:
        with postgres_server(**POSTGRES) as server, server.database() as url:
            yield url


def walk(url: str, walk: str, number: int) -> dict[str, Any]:
    """Recompute in a process of its own; return what it measured."""
    words = [sys.executable, "-m", "bench.recompute_walk", url, walk, str(number)]
    answer = subprocess.run(words, cwd=PROJECT_DIR, check=True, stdout=subprocess.PIPE)  # noqa: S603  # ourselves
    told: dict[str, Any] = json.loads(answer.stdout.splitlines()[-1])
    return told


def size_mib(url: str) -> int:
    """Return how large a database is, in MiB."""
    if url.startswith("sqlite"):
        return Path(url.removeprefix("sqlite:///")).stat().st_size // 2**20
    with engine_for(url) as engine, engine.connect() as connection:
        return int(connection.scalar(sa.text("SELECT pg_database_size(current_database())")) or 0) // 2**20
