"""The application at a shifted time."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable, Iterator

import pytest
import time_machine

from tests.support.application import LiveServer

ServeAt = Callable[[str], str]


@pytest.fixture
def serve_at(live_server: LiveServer) -> Iterator[ServeAt]:
    """Give ``serve(moment) -> address``; a second call moves the same address to another time."""
    with contextlib.ExitStack() as stack:

        def serve(moment: str) -> str:
            stack.close()
            stack.enter_context(time_machine.travel(dt.datetime.fromisoformat(moment), tick=True))
            return live_server.url

        yield serve
