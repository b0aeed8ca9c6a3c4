"""The intents of mail, each with the variables that its templates may use."""

from __future__ import annotations

from casetracker.alerts.planning import IMMEDIATE, MOVED, OVERDUE, REMINDER, RESUMED, STAYED, STRICT

TEST = "test"
INVITATION, PASSWORD_RESET = "account-invitation", "account-password-reset"
# Mails that bring a personal link: their text is for nobody but the recipient.
PERSONAL = frozenset({INVITATION, PASSWORD_RESET})

_CASE = frozenset(
    {"language", "reference", "body", "duty", "place_and_offset", "provisions", "explanation", "link"}
)
_CLOCK = _CASE | {"last_day", "strict_day", "is_disputed_day"}

INTENTS: dict[str, frozenset[str]] = {
    IMMEDIATE: _CLOCK,
    REMINDER: _CLOCK | {"is_early"},
    STRICT: _CLOCK,
    OVERDUE: _CLOCK,
    MOVED: _CLOCK | {"old_last_day", "why"},
    # While a clock stands still it has no last day.
    STAYED: _CASE | {"old_last_day", "stayed_since", "ground", "source", "time_left"},
    RESUMED: _CLOCK | {"old_last_day"},
    **dict.fromkeys(PERSONAL, frozenset({"language", "name", "link", "valid_until"})),
    TEST: frozenset({"language", "link"}),
}
