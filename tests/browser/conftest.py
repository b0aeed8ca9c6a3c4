"""A web process at a shifted time, and a person's way of using its pages."""

from __future__ import annotations

import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from config.settings import PROJECT_DIR
from tests.support.processes import _machine_environ

START_SECONDS = 90
ServeAt = Callable[[str], str]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def serve_at(environ: dict[str, str]) -> Iterator[ServeAt]:
    """Give ``serve(moment) -> address``; a second call moves the same address to another time."""
    port = free_port()
    running: list[subprocess.Popen[bytes]] = []

    def stop() -> None:
        while running:
            process = running.pop()
            process.terminate()
            process.wait(15)

    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "web.log"

        def serve(moment: str) -> str:
            stop()
            command = [sys.executable, "-m", "tests.support.web_at", moment, str(port)]
            with log.open("wb") as output:
                running.append(
                    subprocess.Popen(
                        command,
                        env={**_machine_environ(), **environ},
                        cwd=PROJECT_DIR,
                        stdout=output,
                        stderr=subprocess.STDOUT,
                    )
                )
            end = time.monotonic() + START_SECONDS
            while b"serving" not in log.read_bytes():
                assert running[0].poll() is None, log.read_text()
                assert time.monotonic() < end, log.read_text()
                time.sleep(0.05)
            return f"http://127.0.0.1:{port}"

        try:
            yield serve
        finally:
            stop()
