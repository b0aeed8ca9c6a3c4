"""Real processes of the product at a shifted time, always stopped at the end of the test."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

import pytest

from config.settings import PROJECT_DIR
from tests.support.processes import RunningCommand, _machine_environ


class ShiftedCommand(RunningCommand):
    """``casetracker …`` in a process for which another time goes on."""

    def __init__(self, arguments: tuple[str, ...], environ: dict[str, str], output: IO[bytes]) -> None:
        self._output = output
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.scheduler_at", *arguments],
            env={**_machine_environ(), **environ},
            cwd=PROJECT_DIR,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )


StartAt = Callable[..., ShiftedCommand]


@pytest.fixture
def start_at(environ: dict[str, str]) -> Iterator[StartAt]:
    """Give ``start(moment, *arguments, die=None, **more_environment)``; *moment* is ISO 8601 with offset."""
    started: list[ShiftedCommand] = []

    with tempfile.TemporaryDirectory() as folder:

        def start(moment: str, *arguments: str, die: str | None = None, **more: str) -> ShiftedCommand:
            death = ("--die", die) if die else ()
            with (Path(folder) / f"{len(started)}.log").open("wb") as output:
                started.append(ShiftedCommand((moment, *death, *arguments), environ | more, output))
            return started[-1]

        try:
            yield start
        finally:
            for command in started:
                command.stop()
