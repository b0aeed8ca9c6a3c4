"""The intents of mail, each with the variables that its templates may use."""

from __future__ import annotations

from casetracker.alerts.planning import IMMEDIATE, OVERDUE, REMINDER, STRICT

TEST = "test"

_CLOCK = frozenset(
    {
        "language",
        "reference",
        "body",
        "duty",
        "last_day",
        "strict_day",
        "is_disputed_day",
        "place_and_offset",
        "provisions",
        "explanation",
        "link",
    }
)

INTENTS: dict[str, frozenset[str]] = {
    IMMEDIATE: _CLOCK,
    REMINDER: _CLOCK | {"is_early"},
    STRICT: _CLOCK,
    OVERDUE: _CLOCK,
    TEST: frozenset({"language", "link"}),
}
