"""Processes at another time, forked from one that has read the product already.

Reading the product takes seconds, and tests that kill processes start many. Each of them is a process of its
own, with its own environment, output and end; only what it would have imported is there already. Requests are
lines of JSON on standard input, answered by lines on standard output:

- ``{"arguments": […], "environ": {…}, "output": PATH}`` starts what ``scheduler_at`` would; the answer is its
  number,
- ``{"number": N}`` asks how it ended; the answer is its exit code (below 0: the signal), or null.

When standard input ends, whatever is left is killed.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

PAUSE = 0.02


class ForkedProcess:
    """One process, with what ``subprocess.Popen`` offers of it."""

    def __init__(self, forks: Forks, pid: int) -> None:
        self._forks, self.pid = forks, pid
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """Return the exit code, or None while it runs."""
        if self.returncode is None:
            self.returncode = self._forks.ask({"number": self.pid})
        return self.returncode

    def wait(self, timeout: float = 600) -> int:
        """Return the exit code as soon as there is one; raise TimeoutExpired when there is none in time."""
        end = time.monotonic() + timeout
        while (code := self.poll()) is None:
            if time.monotonic() > end:
                raise subprocess.TimeoutExpired(str(self.pid), timeout)
            time.sleep(PAUSE)
        return code

    def send_signal(self, number: int) -> None:
        """Send a signal while it runs."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it."""
        self.send_signal(signal.SIGKILL)


class Forks:
    """The process that forks, asked line by line."""

    def __init__(self, server: subprocess.Popen[bytes]) -> None:
        self._server = server

    def start(self, arguments: tuple[str, ...], environ: dict[str, str], output: str) -> ForkedProcess:
        """Start ``scheduler_at`` with these arguments."""
        asked = {"arguments": arguments, "environ": environ, "output": output}
        return ForkedProcess(self, self.ask(asked))

    def ask(self, question: dict[str, Any]) -> Any:
        """Return the answer."""
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        self._server.stdin.write(json.dumps(question).encode() + b"\n")
        self._server.stdin.flush()
        return json.loads(self._server.stdout.readline())


@contextmanager
def running_forks(environ: dict[str, str], folder: str) -> Iterator[Forks]:
    """Give what forks processes of the product that start in *folder*."""
    server = subprocess.Popen(
        [sys.executable, "-m", "tests.support.forking"],
        env=environ,
        cwd=folder,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    with server:
        yield Forks(server)


def serve() -> list[str]:
    """Answer until standard input ends; in a process that was forked, return its arguments."""
    started: set[int] = set()
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    for line in sys.stdin:
        question = json.loads(line)
        if "number" in question:
            answer = _end_of(question["number"], started)
        else:
            answer = os.fork()
            if answer == 0:
                answers.close()
                _become(question)
                return list(question["arguments"])
            started.add(answer)
        answers.write(json.dumps(answer) + "\n")
        answers.flush()
    for left in started:
        os.kill(left, signal.SIGKILL)
    os._exit(0)


def _end_of(pid: int, started: set[int]) -> int | None:
    found, status = os.waitpid(pid, os.WNOHANG)
    if not found:
        return None
    started.remove(pid)
    return os.waitstatus_to_exitcode(status)


def _become(question: dict[str, Any]) -> None:
    """Take the environment and the output that were asked for."""
    os.environ.clear()
    os.environ.update(question["environ"])
    for name, flags, numbers in (
        (os.devnull, os.O_RDONLY, (0,)),
        (question["output"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, (1, 2)),
    ):
        opened = os.open(name, flags, 0o600)
        for number in numbers:
            os.dup2(opened, number)
        os.close(opened)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115


if __name__ == "__main__":
    from casetracker import app, cli
    from tests.support import scheduler_at

    assert app
    assert cli
    gc.collect()
    gc.freeze()
    scheduler_at.main(serve())
