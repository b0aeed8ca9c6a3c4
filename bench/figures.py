"""A measured figure: the median of several runs, how far they lay apart, and whether a target was met."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from bench.machine import describe

RESULTS = Path(__file__).parent / "results"


@dataclass(frozen=True)
class Figure:
    """What several runs measured.

    Attributes:
        says: what was measured, in words.
        values: one for each run.
        target: what it should reach (``at-least``) or stay within (``at-most``); None for information only.
    """

    name: str
    says: str
    unit: str
    values: Sequence[float]
    target: float | None = None
    kind: Literal["at-least", "at-most"] = "at-least"

    @property
    def median(self) -> float:
        """Return the median of the runs."""
        return statistics.median(self.values)

    @property
    def met(self) -> bool | None:
        """Say whether the median meets the target; None without one."""
        if self.target is None:
            return None
        return self.median >= self.target if self.kind == "at-least" else self.median <= self.target

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-able values; ``spread`` is the distance of the extremes as a share of the median."""
        lowest, highest = min(self.values), max(self.values)
        return {
            "name": self.name,
            "says": self.says,
            "unit": self.unit,
            "median": _rounded(self.median),
            "lowest": _rounded(lowest),
            "highest": _rounded(highest),
            "spread": _rounded((highest - lowest) / self.median) if self.median else None,
            "runs": len(self.values),
            "target": self.target,
            "kind": self.kind if self.target is not None else None,
            "met": self.met,
        }

    def line(self) -> str:
        """Return the figure as a line for people."""
        state = {True: "met", False: "MISSED", None: ""}[self.met]
        aim = f"{self.kind.replace('-', ' ')} {self.target:,g}" if self.target is not None else ""
        return f"  {self.says:<64} {_readable(self.median):>12} {self.unit:<12} {aim:<18} {state}".rstrip()


def cpu_seconds(work: Callable[[], object]) -> float:
    """Return the processor time of one call: on a busy machine it says more than the clock on the wall."""
    before = time.process_time()
    work()
    return time.process_time() - before


def write(subject: str, figures: Sequence[Figure], more: dict[str, Any], folder: Path = RESULTS) -> Path:
    """Write the figures with the machine they were measured on; return the file."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{subject}.json"
    told = {"machine": describe(), "figures": [figure.to_dict() for figure in figures], **more}
    path.write_text(json.dumps(told, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return path


def _rounded(value: float) -> float:
    """Four digits say all that such a measurement knows."""
    return float(f"{value:.4g}")


def _readable(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
