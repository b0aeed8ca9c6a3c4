"""The real command line at another time: ``python -m tests.support.scheduler_at MOMENT [--die POINT] …``.

The product has no way to shift its clock, and must not have one. So the clock is shifted around it:
time goes on from MOMENT (ISO 8601 with an offset) at its usual pace.

POINT makes the process kill itself (SIGKILL, so nothing is cleaned up) before or after a function, as
in ``casetracker.alerts.claims:mark_sent:after``.
"""

from __future__ import annotations

import datetime as dt
import importlib
import os
import signal
import sys
from typing import Any

import time_machine


def die_at(point: str) -> None:
    """Let the process die before or after the function that *point* names."""
    module_name, path, when = point.split(":")
    owner: Any = importlib.import_module(module_name)
    *outer, name = path.split(".")
    for part in outer:
        owner = getattr(owner, part)
    function = getattr(owner, name)

    def dying(*args: Any, **options: Any) -> Any:
        if when == "after":
            function(*args, **options)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(owner, name, dying)


def main(arguments: list[str]) -> None:
    """Run a command of the product at a moment."""
    moment, *rest = arguments
    from casetracker import cli

    if rest[0] == "--die":
        die_at(rest[1])
        rest = rest[2:]
    sys.argv = ["casetracker", *rest]
    with time_machine.travel(dt.datetime.fromisoformat(moment), tick=True):
        cli.main()


if __name__ == "__main__":
    main(sys.argv[1:])
