"""Run a reader in a process of its own that may break, hang or eat memory without harm to ours."""

from __future__ import annotations

import argparse
import contextlib
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import IO

from config.settings import PROJECT_DIR

MEGABYTE = 1024 * 1024
POLL_SECONDS = 0.05
MOST_FILES = 64
# What the reader ends with when it has no more memory.
EXIT_MEMORY = 9
WORKER = "casetracker.documents.reading.worker"
# A reader needs none of our secrets.
ENVIRONMENT = ("PATH", "LANG", "LC_ALL", "TESSDATA_PREFIX", "VIRTUAL_ENV")


class BrokeDownError(Exception):
    """The reader gave no answer; ``problem`` is a slug of ``labels.TEXT_PROBLEMS``."""

    def __init__(self, problem: str) -> None:
        self.problem = problem
        super().__init__(problem)


class StoppedError(Exception):
    """The reader was ended because we end."""


@dataclass(frozen=True)
class Bounds:
    """How much a reader may take; ``seconds`` is the time on the wall."""

    seconds: float = 120.0
    cpu_seconds: int = 90
    memory_bytes: int = 1536 * MEGABYTE
    answer_bytes: int = 64 * MEGABYTE


def never() -> bool:
    """Never stop on the way."""
    return False


def run_reader(
    arguments: Sequence[str],
    content: IO[bytes],
    bounds: Bounds,
    should_stop: Callable[[], bool] = never,
    *,
    worker: str = WORKER,
) -> bytes:
    """Return what the reader (the module *worker*) answers about a content, which must be a real file.

    Raises :class:`BrokeDownError`, and :class:`StoppedError` when *should_stop* says so.
    """
    with tempfile.TemporaryFile() as answer:
        command = [sys.executable, "-m", worker, *_limits(bounds), *arguments]
        code = _run(command, content, answer, bounds, should_stop)
        if code != 0:
            raise BrokeDownError(_problem(code))
        answer.seek(0)
        return answer.read()


def _run(
    command: Sequence[str],
    content: IO[bytes],
    answer: IO[bytes],
    bounds: Bounds,
    should_stop: Callable[[], bool],
) -> int:
    content.seek(0)
    process = subprocess.Popen(  # noqa: S603 - our own reader
        command,
        stdin=content,
        stdout=answer,
        stderr=subprocess.DEVNULL,
        cwd=PROJECT_DIR,
        env={name: os.environ[name] for name in ENVIRONMENT if name in os.environ}
        | {"OMP_THREAD_LIMIT": "1"},
        start_new_session=True,
        close_fds=True,
    )
    try:
        return _wait(process, bounds, should_stop)
    finally:
        _end(process)


def _limits(bounds: Bounds) -> list[str]:
    return [
        f"--cpu-seconds={bounds.cpu_seconds}",
        f"--memory-bytes={bounds.memory_bytes}",
        f"--answer-bytes={bounds.answer_bytes}",
    ]


def bound_this_process(cpu_seconds: int, memory_bytes: int, answer_bytes: int) -> None:
    """Bound the process that calls this, and all that it will start, for good."""
    for kind, most in (
        (resource.RLIMIT_CPU, cpu_seconds),
        (resource.RLIMIT_AS, memory_bytes),
        (resource.RLIMIT_FSIZE, answer_bytes),
        (resource.RLIMIT_NOFILE, MOST_FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (most, most))


def answer_within_bounds(
    parser: argparse.ArgumentParser, work: Callable[[argparse.Namespace, bytes], bytes]
) -> None:
    """Bound this process as its command line says, and answer what *work* makes of standard input."""
    for limit in ("cpu-seconds", "memory-bytes", "answer-bytes"):
        parser.add_argument(f"--{limit}", type=int, required=True)
    options = parser.parse_args()
    bound_this_process(options.cpu_seconds, options.memory_bytes, options.answer_bytes)
    # What a library prints must not get into the answer.
    answer = os.dup(1)
    os.dup2(2, 1)
    content = sys.stdin.buffer.read()
    try:
        said = work(options, content)
    except MemoryError:
        os._exit(EXIT_MEMORY)
    with os.fdopen(answer, "wb") as out:
        out.write(said)


def _wait(process: subprocess.Popen[bytes], bounds: Bounds, should_stop: Callable[[], bool]) -> int:
    end = time.monotonic() + bounds.seconds
    while (code := process.poll()) is None:
        if should_stop():
            raise StoppedError
        if time.monotonic() > end:
            raise BrokeDownError("too-long")
        time.sleep(POLL_SECONDS)
    return code


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the reader and everything that it started."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _problem(code: int) -> str:
    if code in (-signal.SIGXCPU, -signal.SIGKILL):
        return "too-long"
    return "too-large" if code in (-signal.SIGXFSZ, EXIT_MEMORY) else "crashed"
