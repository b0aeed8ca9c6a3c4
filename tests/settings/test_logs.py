"""What a log must never hold."""

from __future__ import annotations

import logging

import structlog

from casetracker.logs import without_keys


def test_log_when_an_address_is_a_key_then_tells_no_key() -> None:
    token = "a" * 43
    event: structlog.typing.EventDict = {
        "event": f'"GET /calendars/{token}.ics HTTP/1.1" 200',
        "path": f"/subscriptions/{token}/stop",
        "number": 3,
    }
    told = without_keys(logging.getLogger(), "info", event)
    assert token not in str(told)
    assert told["path"] == "/subscriptions/…/stop"
    assert told["number"] == 3
