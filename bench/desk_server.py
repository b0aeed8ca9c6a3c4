"""The application as it is measured: served on a port, by one worker, in a process of its own."""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.browsing import Browser
from config.settings import PROJECT_DIR, new_identity_key

START_SECONDS = 180


@dataclass(frozen=True)
class Server:
    """Where the application answers, and the process that serves it."""

    address: str
    process: int

    def niceness(self) -> int:
        """Return how much it gives way to what else the machine does; below 0: it comes first."""
        return os.getpriority(os.PRIO_PROCESS, self.process)

    def busy_seconds(self) -> float:
        """Return the processor time that its workers took until now.

        On a machine with other work this says more than the clock on the wall; a database server of its own
        is not in it.
        """
        children = Path(f"/proc/{self.process}/task/{self.process}/children").read_text(encoding="ascii")
        # The first number is nanoseconds on a processor.
        stats = (Path(f"/proc/{child}/schedstat") for child in children.split())
        return sum(int(it.read_text(encoding="ascii").split()[0]) for it in stats) / 1e9


@contextmanager
def served(url: str, workers: int = 1) -> Iterator[Server]:
    """Serve the application on this database, by so many workers, each with one thread."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="casetracker-bench-") as folder:
        environ = os.environ | {
            "CASETRACKER_ENV": "development",
            "DATABASE_URL": url,
            "VAR_DIR": folder,
            "SECRET_KEY": secrets.token_urlsafe(48),
            "IDENTITY_KEYS": new_identity_key(),
            "RATE_LIMITS": "false",
            "LOG_LEVEL": "WARNING",
        }
        words = [
            sys.executable,
            "-m",
            "gunicorn",
            "--no-control-socket",
            "--workers",
            str(workers),
            "--bind",
            f"127.0.0.1:{port}",
            # Its heart beats by a clock that is shifted in the worker.
            "--timeout",
            "0",
            "bench.desk_app:app",
        ]
        server = subprocess.Popen(words, cwd=PROJECT_DIR, env=environ)  # noqa: S603  # ourselves
        try:
            _wait_for(port)
            yield Server(f"http://127.0.0.1:{port}", server.pid)
        finally:
            server.terminate()
            server.wait(30)


def _wait_for(port: int) -> None:
    end = time.monotonic() + START_SECONDS
    while True:
        try:
            Browser(f"http://127.0.0.1:{port}").get("/healthz")
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)
        else:
            return
