"""Real processes of the product at a shifted time, always stopped at the end of the test."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

import pytest

from config.settings import PROJECT_DIR
from tests.support.forking import Forks, running_forks
from tests.support.processes import RunningCommand, _machine_environ


class ShiftedCommand(RunningCommand):
    """``casetracker …`` in a process for which another time goes on."""

    def __init__(
        self, forks: Forks, arguments: tuple[str, ...], environ: dict[str, str], output: IO[bytes]
    ) -> None:
        self._output = output
        self.process = forks.start(arguments, {**_machine_environ(), **environ}, output.name)


StartAt = Callable[..., ShiftedCommand]


@pytest.fixture(scope="session")
def forks() -> Iterator[Forks]:
    """Give what forks processes of the product, which it has read once for all of them."""
    with running_forks(_machine_environ(), str(PROJECT_DIR)) as forks:
        yield forks


@pytest.fixture
def start_at(environ: dict[str, str], forks: Forks) -> Iterator[StartAt]:
    """Give ``start(moment, *arguments, die=None, **more_environment)``; *moment* is ISO 8601 with offset."""
    started: list[ShiftedCommand] = []

    with tempfile.TemporaryDirectory() as folder:

        def start(moment: str, *arguments: str, die: str | None = None, **more: str) -> ShiftedCommand:
            death = ("--die", die) if die else ()
            with (Path(folder) / f"{len(started)}.log").open("wb") as output:
                started.append(ShiftedCommand(forks, (moment, *death, *arguments), environ | more, output))
            return started[-1]

        try:
            yield start
        finally:
            for command in started:
                command.stop()
