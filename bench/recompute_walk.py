"""One recomputation of all open cases, as the scheduler does it.

Started by ``bench.recompute`` as ``python -m bench.recompute_walk URL WALK NUMBER``.
"""

from __future__ import annotations

import datetime as dt
import json
import secrets
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from bench.case_store import ACTOR, DOCKETS, ELECTION
from casetracker.app import create_app
from casetracker.cases.recomputing import request_recomputation, run_recomputations
from casetracker.db import unit_of_work
from casetracker.registry.models import Election
from casetracker.runtime import lawbook
from config.settings import load_settings, new_identity_key

MIB = 2**20
SAMPLES_PER_SECOND = 20


class Memory(threading.Thread):
    """The resident memory of this process, sampled while it works."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.curve: list[float] = []
        self.done = threading.Event()

    def run(self) -> None:
        self.curve.append(_resident_mib())
        while not self.done.wait(1 / SAMPLES_PER_SECOND):
            self.curve.append(_resident_mib())
        self.curve.append(_resident_mib())


def _resident_mib() -> float:
    # The second number of statm is the resident pages.
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096 / MIB


def main(url: str, walk: str, number: int) -> int:
    """Recompute; print what was measured as one line of JSON."""
    with tempfile.TemporaryDirectory(prefix="casetracker-bench-") as folder:
        environ = {
            "CASETRACKER_ENV": "testing",
            "DATABASE_URL": url,
            "VAR_DIR": folder,
            "SECRET_KEY": secrets.token_urlsafe(48),
            "IDENTITY_KEYS": new_identity_key(),
        }
        app = create_app(load_settings(environ))
        with app.app_context():
            told = _measure(walk, number)
    sys.stdout.write(json.dumps(told) + "\n")
    return 0


def _measure(walk: str, number: int) -> dict[str, Any]:
    with unit_of_work() as session:
        election = session.get_one(Election, ELECTION)
        if walk == "moving":
            election.overrides = _plan(number)
        request_recomputation(
            session, cause="election-changed", election_id=ELECTION, reason="a measurement", actor=ACTOR
        )
    memory = Memory()
    memory.start()
    before, busy_before = time.perf_counter(), time.process_time()
    walked = run_recomputations(lawbook(), should_stop=lambda: False)
    seconds, busy = time.perf_counter() - before, time.process_time() - busy_before
    memory.done.set()
    memory.join()
    return {"seconds": seconds, "busy_seconds": busy, "walked": walked} | summary(memory.curve)


def _plan(number: int) -> dict[str, Any]:
    """Return a calendar plan that moves every review clock, to another day at every run."""
    day = dt.date(2023, 3, 1) + dt.timedelta(days=number)
    plan = {"due_on": day.isoformat(), "url": "https://example.org/plan", "hour": "24:00"}
    procedures = lawbook().procedures
    return {rule: plan for procedure, _ in DOCKETS for rule in procedures[procedure].review_rules}


def summary(curve: list[float]) -> dict[str, Any]:
    """Return the peak, the growth from the first tenth on, and twenty points of the curve."""
    settled = curve[len(curve) // 10]
    step = max(1, len(curve) // 20)
    return {
        "peak_mib": max(curve),
        "growth_mib": max(0.0, max(curve[len(curve) * 9 // 10 :]) - settled),
        "memory": [round(point, 1) for point in curve[::step]],
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))
