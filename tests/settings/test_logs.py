"""What a log must never hold."""

from __future__ import annotations

import logging

import pytest
import structlog

from casetracker.logs import without_keys


@pytest.mark.parametrize("pages", ["subscriptions", "filings"])
def test_log_when_an_address_is_a_key_then_tells_no_key(pages: str) -> None:
    token = "a" * 43
    event: structlog.typing.EventDict = {
        "event": f'"GET /calendars/{token}.ics HTTP/1.1" 200',
        "path": f"/{pages}/{token}/stop",
        "number": 3,
    }
    told = without_keys(logging.getLogger(), "info", event)
    assert token not in str(told)
    assert told["path"] == f"/{pages}/…/stop"
    assert told["number"] == 3
