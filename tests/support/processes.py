"""Real processes of the product, always stopped at the end of the test."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

import pytest

from config.settings import PROJECT_DIR
from tests.support.forking import ForkedProcess

COMMAND = Path(sys.executable).with_name("casetracker")
STOP_SECONDS = 15


class RunningCommand:
    """``casetracker …`` in a process of its own; what it prints can be read while it runs."""

    process: subprocess.Popen[bytes] | ForkedProcess

    def __init__(self, arguments: tuple[str, ...], environ: dict[str, str], output: IO[bytes]) -> None:
        self._output = output
        self.process = subprocess.Popen(
            [str(COMMAND), *arguments],
            env={**_machine_environ(), **environ},
            cwd=PROJECT_DIR,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )

    def output(self) -> str:
        """Return what the process has printed so far, on both streams."""
        return Path(self._output.name).read_text(encoding="utf-8", errors="replace")

    def wait_for_output(self, text: str, timeout: float = 30) -> str:
        """Return the output once it holds *text*; fail when the process ends or time runs out."""
        end = time.monotonic() + timeout
        while time.monotonic() < end:
            ended = self.process.poll() is not None
            if text in (output := self.output()):
                return output
            if ended:
                raise AssertionError(f"ended with {self.process.returncode} before '{text}': {output}")
            time.sleep(0.05)
        raise AssertionError(f"no '{text}' in {timeout} s: {self.output()}")

    def stop(self) -> int:
        """Ask the process to end (SIGTERM), insist after a while, and return its exit code."""
        if self.process.poll() is None:
            self.process.terminate()
            insist = threading.Timer(STOP_SECONDS, self.process.kill)
            insist.start()
            self.process.wait()
            insist.cancel()
        return int(self.process.wait())


def _machine_environ() -> dict[str, str]:
    # Settings of the developer's own shell must not leak into a test.
    kept = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TZDIR")
    return {name: os.environ[name] for name in kept if name in os.environ}


StartCommand = Callable[..., RunningCommand]


@pytest.fixture
def start_command(environ: dict[str, str]) -> Iterator[StartCommand]:
    """Give ``start(*arguments, **more_environment)``, which runs ``casetracker`` with ``environ``."""
    started: list[RunningCommand] = []

    with tempfile.TemporaryDirectory() as folder:

        def start(*arguments: str, **more: str) -> RunningCommand:
            with (Path(folder) / f"{len(started)}.log").open("wb") as output:
                started.append(RunningCommand(arguments, environ | more, output))
            return started[-1]

        try:
            yield start
        finally:
            for command in started:
                command.stop()
