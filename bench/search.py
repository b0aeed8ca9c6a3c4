"""How fast the register is searched with very many decisions, on both databases, and beside Datasette.

A page of results is 25 hits with snippets, all facets and the total. Words are broad (a tenth to three
quarters of the decisions hold them) or selective (20 to 200 decisions). CASETRACKER_BENCH_DECISIONS sets how
many decisions there are.

Since CORPUS 2 decisions are told apart by forum, stage, ground and timeliness too, their cases show their
limits to decide, the words of their labels and bodies are indexed, and the vocabulary is filled. The texts
and their rare words are those of before; a word that stands in the labels of all decisions is not broad any
more. Pages of cases are longer than before by their limits.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from bench.asking import Asked, rate
from bench.browsing import Browser
from bench.corpus import fill_register
from bench.datasette import beside
from bench.desk_server import served
from bench.figures import Figure
from bench.recompute import POSTGRES, database
from config.settings import PROJECT_DIR

DECISIONS = int(os.environ.get("CASETRACKER_BENCH_DECISIONS", "100000"))
KINDS = 10_000
# Which edition of the corpus was searched: figures of another one are not quite comparable.
CORPUS = 2
RUNS, TIMES, REQUESTS = 3, 100, 2_000
HUNDRED_THOUSAND, MILLION = 100_000, 1_000_000
# Milliseconds: the median and 99 of 100, for broad words, for selective ones, and for a larger register.
AIMS = {"broad-p50": 25, "broad-p99": 100, "selective-p50": 5, "selective-p99": 10}
# How many times as long Datasette took on the machine for which these aims were set (300, 510, 15 and 19 ms):
# the same aims on a machine of any speed.
AIM_RATIOS = {"broad-p50": 12, "broad-p99": 5.1, "selective-p50": 3, "selective-p99": 1.9}
AIM_LARGE_P99 = 400
AIM_INDEX_MS, AIM_MEMORY_MIB = 10, 250
AIM_RATES = {"list": 200, "case": 300, "known": 1_500}
CASE = "/cases/2022-pres/bench-{number:06}"


def run(decisions: int = DECISIONS, kinds: int = KINDS) -> tuple[list[Figure], dict[str, Any]]:
    """Measure on both databases."""
    figures: list[Figure] = []
    more: dict[str, Any] = {
        "corpus": CORPUS,
        "decisions": decisions,
        "kinds": kinds,
        "postgresql_settings": POSTGRES,
    }
    other: dict[str, list[float]] = {}
    for engine in ("sqlite", "postgresql"):
        with database(engine) as url:
            fill_register(url, decisions, kinds, clocks=decisions <= HUNDRED_THOUSAND)
            told, measured = measure(url, engine, decisions)
            figures += measured
            # With a million rows its every answer takes seconds.
            if engine == "sqlite" and decisions <= HUNDRED_THOUSAND:
                more["datasette"], other = beside(url, told["broad_words"], told["selective_words"])
                figures += [
                    Figure(f"datasette-{name}", f"Datasette, {name.replace('-', ' words, ')}", "ms", values)
                    for name, values in other.items()
                ]
            figures += compared(engine, told, other)
    return figures, more


def measure(url: str, engine: str, decisions: int) -> tuple[dict[str, Any], list[Figure]]:
    """Measure a register that is filled; return what was found in it, and the figures."""
    told = walk(url)
    figures = in_process(engine, decisions, told)
    with served(url, workers=2) as server:
        return told, figures + over_http(engine, server.address, told["broad_words"])


def run_million() -> tuple[list[Figure], dict[str, Any]]:
    """Measure with a million decisions."""
    return run(MILLION, KINDS)


def walk(url: str) -> dict[str, Any]:
    """Search in a process of its own; return what it measured."""
    words = [sys.executable, "-m", "bench.search_walk", url, str(TIMES)]
    answer = subprocess.run(words, cwd=PROJECT_DIR, check=True, stdout=subprocess.PIPE)  # noqa: S603  # ourselves
    told: dict[str, Any] = json.loads(answer.stdout.splitlines()[-1])
    return told


def in_process(engine: str, decisions: int, told: dict[str, Any]) -> list[Figure]:
    """Return what the product's own work takes, without the server around it."""
    of = f"{decisions:,} decisions, {engine}"
    figures = []
    for name, aim in AIMS.items():
        large = decisions > HUNDRED_THOUSAND
        target = (AIM_LARGE_P99 if name == "broad-p99" else None) if large else aim
        says = f"a page of results, {name.replace('-', ' words, ')}, {of}"
        figures.append(Figure(f"{engine}-{name}", says, "ms", told[name], target, "at-most"))
    return [
        *figures,
        Figure(f"{engine}-cold", f"  the first search for a broad word, {of}", "ms", told["cold"]),
        Figure(f"{engine}-first", "  reading the columns when a process starts", "s", [told["first"]]),
        Figure(f"{engine}-mistyped", "  what is meant by a mistyped rare word", "ms", told["mistyped"]),
        Figure(f"{engine}-index", "  indexing one decision", "ms", told["index"], AIM_INDEX_MS, "at-most"),
        Figure(
            f"{engine}-memory", "  memory of a searching process", "MiB", [told["memory"]],
            AIM_MEMORY_MIB, "at-most",
        ),
    ]  # fmt: skip


def over_http(engine: str, address: str, words: Sequence[str]) -> list[Figure]:
    """Return how many requests a second two workers answer, asked by four readers on the same machine."""
    found = [f"/search?q={quote(word)}&lang=ru" for word in words]
    cases = [CASE.format(number=number) for number in range(1, 300, 7)]
    browser = Browser(address)
    tags = {path: browser.tag_of(path) for path in found[:5]}
    paths: dict[str, list[Asked]] = {
        "list": [(path, None) for path in found],
        "case": [(path, None) for path in cases],
        "known": [*tags.items()],
    }
    says = {"list": "pages of results", "case": "pages of cases", "known": "answers “not modified”"}
    return [
        Figure(
            f"{engine}-{name}-rate", f"{says[name]} in a second, {engine}", "/s",
            [rate(address, asked, REQUESTS) for _run in range(RUNS)], AIM_RATES[name],
        )
        for name, asked in paths.items()
    ]  # fmt: skip


def compared(engine: str, told: dict[str, Any], other: dict[str, list[float]]) -> list[Figure]:
    """Return how many times as long as ours Datasette's times on the same rows are."""
    return [
        Figure(
            f"datasette-{name}-ratio-{engine}",
            f"  Datasette takes so many times as long as {engine}, {name.replace('-', ' words, ')}", "times",
            [statistics.median(values) / statistics.median(told[name])], AIM_RATIOS[name],
        )
        for name, values in other.items()
    ]  # fmt: skip
