"""How long a journal of very many rows takes to be brought in, and whether memory stays flat.

Beside each figure stands a baseline: reading the rows of the same file and nothing else.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from bench.case_store import engine_for
from bench.figures import Figure
from bench.recompute import POSTGRES, database
from casetracker import migrating
from casetracker.exchange.journal import extract_workbook
from casetracker.exchange.synthetic import synthetic_extract
from casetracker.registry.loading import load_bodies, load_elections
from casetracker.registry.reading import read_bodies, read_elections
from config.settings import CONFIG_DIR, PROJECT_DIR

ROWS = 20_000
SEED = 2022
AIM_SECONDS = 60
AIM_GROWTH_MIB = 64


def run(rows: int = ROWS) -> tuple[list[Figure], dict[str, Any]]:
    """Measure preview and import on both databases; return the figures, and the curves of memory."""
    figures: list[Figure] = []
    curves: dict[str, Any] = {}
    with tempfile.TemporaryDirectory(prefix="casetracker-bench-") as folder:
        path = Path(folder) / "journal.xlsx"
        extract_workbook(synthetic_extract(SEED, rows)).save(path)
        for engine in ("sqlite", "postgresql"):
            with database(engine) as url:
                told = bring_in(url, path)
            figures += figures_of(engine, rows, told)
            curves[engine] = told["memory"]
    return figures, {"rows": rows, "seed": SEED, "postgresql_settings": POSTGRES, "memory": curves}


def figures_of(engine: str, rows: int, told: dict[str, Any]) -> list[Figure]:
    """Return what one import measured."""
    which, read = f"{rows:,} rows of a workbook, {engine}", told["reading_seconds"]
    ratio = told["import_seconds"] / read
    return [
        Figure(f"{engine}-import-seconds", which, "s", [told["import_seconds"]], AIM_SECONDS, "at-most"),
        Figure(f"{engine}-import-busy", "  of which its own processor time", "s", [told["import_busy"]]),
        Figure(f"{engine}-preview-seconds", "  the preview before it", "s", [told["preview_seconds"]]),
        Figure(f"{engine}-reading-seconds", "  reading the rows alone", "s", [read]),
        Figure(f"{engine}-import-ratio", "  importing, as so many readings", "", [ratio]),
        Figure(
            f"{engine}-growth", "  its memory grew after a tenth of the time by", "MiB", [told["growth_mib"]],
            AIM_GROWTH_MIB, "at-most",
        ),
        Figure(f"{engine}-peak", "  its memory at most", "MiB", [told["peak_mib"]]),
    ]  # fmt: skip


def bring_in(url: str, path: Path) -> dict[str, Any]:
    """Import a file into an empty database in a process of its own; return what it measured."""
    migrating.upgrade(url)
    with engine_for(url) as engine, Session(engine) as session, session.begin():
        load_bodies(session, read_bodies(CONFIG_DIR / "bodies"))
        load_elections(session, read_elections(CONFIG_DIR / "elections"))
    words = [sys.executable, "-m", "bench.imports_walk", url, str(path)]
    answer = subprocess.run(words, cwd=PROJECT_DIR, check=True, stdout=subprocess.PIPE)  # noqa: S603  # ourselves
    told: dict[str, Any] = json.loads(answer.stdout.splitlines()[-1])
    return told
