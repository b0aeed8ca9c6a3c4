"""How long a planning pass takes over very many open clocks, and how fast mails are delivered.

Each run is a process of its own: its memory is that of the service, not of what was measured before.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from bench.case_store import fill
from bench.figures import Figure
from bench.recompute import POSTGRES, database
from casetracker.lawbook import load_lawbook
from config.settings import CONFIG_DIR, PROJECT_DIR

CASES = 100_000
MAILS = 1_000
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
            fill(url, book, cases)
            told = walk(url, mails)
        figures += _figures(engine, cases, told)
        curves[engine] = {name: told[f"{name}_memory"]["memory"] for name in ("planning", "delivery")}
    return figures, {"cases": cases, "mails": mails, "postgresql_settings": POSTGRES, "memory": curves}


def walk(url: str, mails: int) -> dict[str, Any]:
    """Measure in a process of its own; return what it told."""
    words = [sys.executable, "-m", "bench.alerts_walk", url, str(mails)]
    answer = subprocess.run(words, cwd=PROJECT_DIR, check=True, stdout=subprocess.PIPE)  # noqa: S603  # ourselves
    told: dict[str, Any] = json.loads(answer.stdout.splitlines()[-1])
    return told


def _figures(engine: str, cases: int, told: dict[str, Any]) -> list[Figure]:
    which = f"{cases:,} open clocks, {engine}"
    share = told["rate"] / told["bare"]
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
        Figure(f"{engine}-rate", f"mails delivered by SMTP, {engine}", "mails/s", [told["rate"]]),
        Figure(f"{engine}-bare", "  by a bare loop of ready messages", "mails/s", [told["bare"]]),
        Figure(f"{engine}-share", "  share of the bare loop", "", [share], AIM_SHARE),
        Figure(f"{engine}-flat", "  memory grew by", "MiB", grown["delivery"], most, "at-most"),
    ]
