"""Search, index and measure in one process.

Started by ``bench.search`` as ``python -m bench.search_walk URL TIMES``: each thing is done so many times.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bench.case_store import engine_for
from bench.corpus import vocabulary
from casetracker import collecting
from casetracker.publication.models import PublicCase
from casetracker.search.actions import index_case
from casetracker.search.correcting import corrected
from casetracker.search.queries import search
from casetracker.search.query import parse
from casetracker.search.snippets import best_snippet
from casetracker.search.texts import texts_of

RUNS = 3
SHARES = (0.1, 0.75)
FEW, MANY = 20, 200
WORDS = 20


def main(url: str, times: int) -> int:
    """Measure; print one line of JSON."""
    # As the service does it at its start.
    collecting.settle()
    with engine_for(url) as engine:
        before = time.perf_counter()
        with Session(engine) as session:
            total = search(session, parse("")).total
        first = time.perf_counter() - before
        broad, selective, cold = _words(engine, total)
        told: dict[str, Any] = {
            "first": first,
            "broad_words": broad,
            "selective_words": selective,
            "cold": cold,
        }
        for name, words in (("broad", broad), ("selective", selective)):
            runs = [_timed(_pages(engine, words), times) for _run in range(RUNS)]
            told[f"{name}-p50"] = [statistics.median(run) for run in runs]
            told[f"{name}-p99"] = [statistics.quantiles(run, n=100)[98] for run in runs]
        told["mistyped"] = [
            statistics.median(_timed(_corrections(engine, selective), times)) for _run in range(RUNS)
        ]
        told["index"] = [statistics.median(_indexing(engine, times)) for _run in range(RUNS)]
        told["memory"] = most_memory_mib()
    sys.stdout.write(json.dumps(told) + "\n")
    return 0


def most_memory_mib() -> float:
    """Return the most memory that this process ever held.

    Not by getrusage: that counts what the process held that started this one.
    """
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def _words(engine: sa.Engine, total: int) -> tuple[list[str], list[str], list[float]]:
    """Return words that many and words that few decisions hold, and how long the first ones took at first."""
    broad: list[str] = []
    selective: list[str] = []
    cold = []
    candidates = [vocabulary(language)[0][place] for place in _places() for language in ("kk", "ru")]
    for word in candidates:
        with Session(engine) as session:
            before = time.perf_counter()
            count = search(session, parse(word)).total
            taken = (time.perf_counter() - before) * 1000
        if SHARES[0] * total <= count <= SHARES[1] * total and len(broad) < WORDS:
            broad.append(word)
            cold.append(taken)
        elif FEW <= count <= MANY and len(selective) < WORDS:
            selective.append(word)
    return broad, selective, cold


def _places() -> list[int]:
    """Return ranks of frequent and of rare words."""
    return [*range(3, 300, 9), *range(6_000, 19_900, 300)]


def _pages(engine: sa.Engine, words: Sequence[str]) -> Callable[[int], None]:
    def page(number: int) -> None:
        query = parse(words[number % len(words)])
        with Session(engine) as session:
            for hit in search(session, query).hits:
                best_snippet(texts_of(hit.case, hit.decision), query)

    return page


def _corrections(engine: sa.Engine, words: Sequence[str]) -> Callable[[int], None]:
    """Return the search for a rare word in which two letters are swapped, and for what is meant by it."""

    def correct(number: int) -> None:
        word = words[number % len(words)]
        middle = len(word) // 2
        with Session(engine) as session:
            corrected(session, word[: middle - 1] + word[middle] + word[middle - 1] + word[middle + 1 :])

    return correct


def _indexing(engine: sa.Engine, times: int) -> list[float]:
    """Return how many milliseconds it takes to index a case that is in hand, as when it is published."""
    taken = []
    for number in range(times):
        with Session(engine) as session:
            case = session.get_one(PublicCase, number + 1)
            before = time.perf_counter()
            index_case(session, case)
            session.commit()
            taken.append((time.perf_counter() - before) * 1000)
    return taken


def _timed(work: Callable[[int], None], times: int) -> list[float]:
    taken = []
    for number in range(times):
        before = time.perf_counter()
        work(number)
        taken.append((time.perf_counter() - before) * 1000)
    return taken


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2])))
