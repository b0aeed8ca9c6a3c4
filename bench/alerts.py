"""How long a planning pass takes over very many open clocks, and how fast mails are delivered.

Each run is a process of its own: its memory is that of the service, not of what was measured before.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from bench.case_store import TABLES, engine_for, fill, settle
from bench.figures import Figure
from bench.recompute import POSTGRES, database
from bench.repeating import repeat
from casetracker.lawbook import LawBook, load_lawbook
from config.settings import CONFIG_DIR, PROJECT_DIR

CASES = 100_000
# So many are computed; the database repeats them, each under its own number.
KINDS = 1_000
MAILS = 10_000
AIM_PASS_SECONDS = 2
AIM_SHARE = 0.8
AIM_GROWTH_MIB = 32


def run(cases: int = CASES, mails: int = MAILS) -> tuple[list[Figure], dict[str, Any]]:
    """Measure on both databases; return the figures, and the curves of memory."""
    book = load_lawbook(CONFIG_DIR)
    figures: list[Figure] = []
    curves: dict[str, Any] = {}
    for engine in ("sqlite", "postgresql"):
        with database(engine) as url:
            told = measured(url, book, cases, min(cases, KINDS), mails)
        figures += figures_of(engine, cases, told)
        curves[engine] = {name: told[f"{name}_memory"]["memory"] for name in ("planning", "delivery")}
    return figures, {"cases": cases, "mails": mails, "postgresql_settings": POSTGRES, "memory": curves}


def measured(url: str, book: LawBook, cases: int, kinds: int, mails: int) -> dict[str, Any]:
    """Fill an empty database with open cases, *kinds* of them unlike all others; return what was measured."""
    fill(url, book, kinds)
    with engine_for(url) as engine:
        repeat(engine, TABLES, kinds, cases)
        settle(engine)
    return walk(url, mails)


def walk(url: str, mails: int) -> dict[str, Any]:
    """Measure in a process of its own; return what it told."""
    words = [sys.executable, "-m", "bench.alerts_walk", url, str(mails)]
    answer = subprocess.run(words, cwd=PROJECT_DIR, check=True, stdout=subprocess.PIPE)  # noqa: S603  # ourselves
    told: dict[str, Any] = json.loads(answer.stdout.splitlines()[-1])
    return told


def figures_of(engine: str, cases: int, told: dict[str, Any]) -> list[Figure]:
    """Return the figures of one database, with their targets."""
    which = f"{cases:,} open clocks, {engine}"
    share = told["rate"] * len(told["bare"]) / sum(told["bare"])
    most = AIM_GROWTH_MIB
    grown = {name: [told[f"{name}_memory"]["growth_mib"]] for name in ("planning", "delivery")}
    return [
        Figure(
            f"{engine}-pass",
            f"a planning pass over {which}",
            "s",
            told["passes"],
            AIM_PASS_SECONDS,
            "at-most",
        ),
        Figure(f"{engine}-occasions", "  hearings, decisions and failed mails", "s", told["occasions"]),
        Figure(f"{engine}-anew", "  every clock looked at anew (once an hour)", "s", [told["anew"]]),
        Figure(f"{engine}-growth", "    its memory grew by", "MiB", grown["planning"], most, "at-most"),
        Figure(
            f"{engine}-due",
            f"  passes that decided on {told['planned']:,} mails",
            "s",
            [told["planning_due"]],
        ),
        Figure(
            f"{engine}-rate", f"{told['sent']:,} mails delivered by SMTP, {engine}", "mails/s", [told["rate"]]
        ),
        Figure(f"{engine}-bare", "  by a bare loop of ready messages", "mails/s", told["bare"]),
        Figure(f"{engine}-share", "  share of the bare loop", "", [share], AIM_SHARE),
        Figure(f"{engine}-flat", "  memory grew by", "MiB", grown["delivery"], most, "at-most"),
    ]
