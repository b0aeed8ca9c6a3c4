"""Datasette on the same rows, in an environment of its own: what others' search takes on this machine."""

from __future__ import annotations

import json
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

PACKAGE = "datasette==0.65.2"
TIMES, RUNS = 40, 3
START_SECONDS = 60
FACETS = ("body_level", "region", "subject", "outcome", "language")
# Without these it silently leaves out what takes long.
SETTINGS = {"sql_time_limit_ms": 30_000, "facet_time_limit_ms": 30_000, "suggest_facets": "off"}
COLUMNS = ("reference", "dated_on", *FACETS)
TABLE = f"CREATE TABLE decisions (id INTEGER PRIMARY KEY, text TEXT, {', '.join(COLUMNS)})"
ROWS = f"""
INSERT INTO decisions SELECT e.id, d.facts, {", ".join(f"e.{name}" for name in COLUMNS)}
FROM register.search_entries e JOIN register.public_decisions d ON d.id = e.public_decision_id
"""  # noqa: S608  # constants of this file
INDEX = (
    "CREATE INDEX decisions_dated_on ON decisions (dated_on)",
    *(f"CREATE INDEX decisions_{name} ON decisions ({name})" for name in FACETS),
    "CREATE VIRTUAL TABLE decisions_fts USING fts5(text, content='decisions', content_rowid='id')",
    "INSERT INTO decisions_fts(decisions_fts) VALUES ('rebuild')",
)


def beside(url: str, broad: Sequence[str], selective: Sequence[str]) -> tuple[str, dict[str, list[float]]]:
    """Return which Datasette was measured, and its times in milliseconds; none where that fails."""
    with tempfile.TemporaryDirectory(prefix="casetracker-bench-") as folder:
        program = _installed(Path(folder) / "venv")
        if program is None:
            return "could not be installed", {}
        path = Path(folder) / "bench.db"
        _copy(url.removeprefix("sqlite:///"), path)
        return PACKAGE, _measured(program, path, {"broad": broad, "selective": selective})


def _installed(folder: Path) -> Path | None:
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    try:
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True, **quiet)  # type: ignore[call-overload]  # noqa: S603
        pip = [str(folder / "bin" / "pip"), "install", "-qq", PACKAGE]
        subprocess.run(pip, check=True, timeout=180, **quiet)  # type: ignore[call-overload]  # noqa: S603
    except (subprocess.SubprocessError, OSError):
        return None
    return folder / "bin" / "datasette"


def _copy(source: str, target: Path) -> None:
    with sqlite3.connect(target) as connection:
        connection.execute("ATTACH DATABASE ? AS register", (source,))
        for statement in (TABLE, ROWS, *INDEX):
            connection.execute(statement)
    connection.close()


def _measured(program: Path, path: Path, words: dict[str, Sequence[str]]) -> dict[str, list[float]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = [part for name, value in SETTINGS.items() for part in ("--setting", name, str(value))]
    command = [str(program), "serve", str(path), "--port", str(port), *settings]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603
    try:
        _wait(port)
        told: dict[str, list[float]] = {}
        for name, these in words.items():
            runs = [
                [_asked(port, these[number % len(these)]) for number in range(TIMES)] for _run in range(RUNS)
            ]
            told[f"{name}-p50"] = [statistics.median(run) for run in runs]
            told[f"{name}-p99"] = [statistics.quantiles(run, n=100)[98] for run in runs]
        return told
    finally:
        server.terminate()
        server.wait(30)


def _asked(port: int, word: str) -> float:
    """Return how long one page of hits with facets took; raises RuntimeError for one that is not whole."""
    given = [("_search", word), ("_fts_table", "decisions_fts"), ("_size", "25"), ("_sort_desc", "dated_on")]
    given += [("_facet", name) for name in FACETS]
    before = time.perf_counter()
    address = f"http://127.0.0.1:{port}/bench/decisions.json?{urlencode(given, quote_via=quote)}"
    with urllib.request.urlopen(address, timeout=60) as answer:  # noqa: S310  # ourselves
        told: dict[str, Any] = json.load(answer)
    taken = (time.perf_counter() - before) * 1000
    if told.get("facets_timed_out") or len(told["facet_results"]) < len(FACETS):
        raise RuntimeError("Datasette left facets out.")
    return taken


def _wait(port: int) -> None:
    end = time.monotonic() + START_SECONDS
    while True:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/-/versions.json", timeout=5).close()  # noqa: S310
        except (urllib.error.URLError, OSError):
            if time.monotonic() > end:
                raise
            time.sleep(0.2)
        else:
            return
