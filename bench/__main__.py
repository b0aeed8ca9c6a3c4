"""Run measurements: ``python -m bench`` for all of them, ``python -m bench law`` for one."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bench import alerts, desk, forum, imports, law, recompute, search, statistics
from bench.figures import Figure, write

Measurement = Callable[[], tuple[list[Figure], dict[str, Any]]]
MEASUREMENTS: Mapping[str, Measurement] = {
    "law": law.run,
    "forum": forum.run,
    "recompute": recompute.run,
    "desk": desk.run,
    "imports": imports.run,
    "alerts": alerts.run,
    "search": search.run,
    "statistics": statistics.run,
}
# Measured only when asked for by name: each takes more than a quarter of an hour.
LONG: Mapping[str, Measurement] = {"search-million": search.run_million}


def main(words: Sequence[str]) -> int:
    """Measure what was named, or everything; return the exit code. A missed target is told, not an error."""
    every = {**MEASUREMENTS, **LONG}
    unknown = [word for word in words if word not in every]
    if unknown:
        sys.stderr.write(f"There is no measurement {', '.join(unknown)}; there are: {', '.join(every)}.\n")
        return 2
    for name in words or MEASUREMENTS:
        figures, more = every[name]()
        path = write(name, figures, more)
        sys.stdout.write(f"{name}  ({path.parent.name}/{path.name})\n")
        sys.stdout.write("".join(f"{figure.line()}\n" for figure in figures))
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
