"""The intents of mail, each with the variables that its templates may use."""

from __future__ import annotations

from casetracker.alerts.planning import CHANGES, IMMEDIATE, MOVED, OVERDUE, REMINDER, RESUMED, STAYED, STRICT

TEST = "test"
DIGEST = "alert-digest"
HEARING_SOON, UNSERVED, UNPUBLISHED, UNDELIVERABLE = (
    "hearing-soon",
    "decision-unserved",
    "decision-unpublished",
    "mail-undeliverable",
)
INVITATION, PASSWORD_RESET = "account-invitation", "account-password-reset"
# To the person of an account, whoever changed its password or a second factor.
ACCOUNT_CHANGED = "account-changed"
# Mails that bring a personal link: their text is for nobody but the recipient.
PERSONAL = frozenset({INVITATION, PASSWORD_RESET})
# Sent even while alerts are paused: they are about getting in, and not about cases.
NEVER_PAUSED = PERSONAL | {ACCOUNT_CHANGED}
# Mails about a clock, with its law and how it was computed.
CLOCKS = frozenset({IMMEDIATE, REMINDER, STRICT, OVERDUE, *CHANGES})

_CASE = frozenset(
    {"language", "reference", "body", "duty", "place_and_offset", "provisions", "explanation", "link"}
)
_DECISION = frozenset({"language", "reference", "body", "number", "taken", "link"})
_CLOCK = _CASE | {"last_day", "strict_day", "is_disputed_day"}
# What follows when the last day is missed is told too.
_WARNING = _CLOCK | {"supervisor_days"}

INTENTS: dict[str, frozenset[str]] = {
    IMMEDIATE: _WARNING,
    REMINDER: _WARNING | {"stage", "time_left"},
    STRICT: _WARNING,
    OVERDUE: _CLOCK | {"days_over", "to_supervisors", "is_above"},
    MOVED: _CLOCK | {"old_last_day", "why"},
    # While a clock stands still it has no last day.
    STAYED: _CASE | {"old_last_day", "stayed_since", "ground", "source", "time_left"},
    RESUMED: _WARNING | {"old_last_day"},
    **dict.fromkeys(PERSONAL, frozenset({"language", "name", "link", "valid_until"})),
    ACCOUNT_CHANGED: frozenset({"language", "name", "change", "moment", "link"}),
    HEARING_SOON: frozenset({"language", "reference", "others", "body", "starts", "place", "link"}),
    UNSERVED: _DECISION,
    UNPUBLISHED: _DECISION,
    UNDELIVERABLE: frozenset({"language", "body", "address", "failed", "why", "link"}),
    DIGEST: frozenset({"language", "day", "lines", "link"}),
    TEST: frozenset({"language", "link"}),
}

# Mails to the public: they go to who subscribed, and nothing else is known of them (``subscriptions``).
SUBSCRIPTION_CONFIRMATION, SUBSCRIPTION_NEWS = "subscription-confirmation", "subscription-news"
SUBSCRIBERS = frozenset({SUBSCRIPTION_CONFIRMATION, SUBSCRIPTION_NEWS})
_SUBSCRIPTION = frozenset({"language", "what", "link"})
# Mails to those who filed online, about their own case (``filers``).
FILING_CONFIRMATION, FILING_NEWS = "filing-confirmation", "filing-news"
FILERS = frozenset({FILING_CONFIRMATION, FILING_NEWS})
# To people of whom nothing is known but a sealed address.
TO_STRANGERS = SUBSCRIBERS | FILERS
_FILING = frozenset({"language", "reference", "link"})
INTENTS |= {
    FILING_CONFIRMATION: _FILING,
    FILING_NEWS: _FILING | {"lines", "track"},
    SUBSCRIPTION_CONFIRMATION: _SUBSCRIPTION,
    SUBSCRIPTION_NEWS: _SUBSCRIPTION | {"lines", "left_out"},
}
