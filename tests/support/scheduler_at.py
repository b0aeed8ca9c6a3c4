"""The real command line at another time: ``python -m tests.support.scheduler_at MOMENT [--die POINTS] …``.

The product has no way to shift its clock, and must not have one. So the clock is shifted around it:
time goes on from MOMENT (ISO 8601 with an offset) at its usual pace.

A point makes the process kill itself (SIGKILL, so nothing is cleaned up) before or after a function, as
in ``casetracker.alerts.claims:mark_sent:after``. With several points, separated by commas, the command runs
once for each of them, one after the other, in a process of its own; the application is only built once.
"""

from __future__ import annotations

import datetime as dt
import importlib
import os
import signal
import sys
from collections.abc import Callable
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


def die_at_each(points: list[str], run: Callable[[], None]) -> None:
    """Run a command once for each point, in a child that dies there; exit with 1 when one does not."""
    from casetracker.app import create_app

    app = create_app()
    for point in points:
        child = os.fork()
        if child == 0:
            try:
                die_at(point)
                with app.app_context():
                    run()
            finally:
                os._exit(70)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        if status != -signal.SIGKILL:
            sys.exit(f"{point}: the process was not killed there but ended with {status}")


def main(arguments: list[str]) -> None:
    """Run a command of the product at a moment."""
    moment, *rest = arguments
    from casetracker import cli

    points: list[str] = []
    if rest[0] == "--die":
        points = rest[1].split(",")
        rest = rest[2:]
    sys.argv = ["casetracker", *rest]
    with time_machine.travel(dt.datetime.fromisoformat(moment), tick=True):
        if len(points) > 1:
            die_at_each(points, cli.main)
            return
        for point in points:
            die_at(point)
        cli.main()


if __name__ == "__main__":
    main(sys.argv[1:])
