"""What the law room says when it will not compute: a code and parameters that every edge can translate.

The classes are named after what is wrong, as a reader of ``except UnverifiedLaw`` expects; hence no suffix.
"""

from __future__ import annotations

from collections.abc import Mapping


class LawError(Exception):
    """A refusal to compute.

    Attributes:
        code: a stable slug such as ``unknown-rule``; ``explain.tell_error`` knows a sentence for each.
        params: JSON-able values that the sentence names.
    """

    code = "law-error"

    def __init__(self, **params: object) -> None:
        """Keep the parameters; the English text is for logs."""
        self.params: Mapping[str, object] = params
        named = ", ".join(f"{key}={value}" for key, value in params.items())
        super().__init__(f"{self.code}: {named}" if named else self.code)


class UnknownRule(LawError):  # noqa: N818
    """No rule of that id. Parameters: rule, close (list of near ids), allowed (list of all ids)."""

    code = "unknown-rule"


class NoEdition(LawError):  # noqa: N818
    """The date is earlier than every known edition. Parameters: rule, on, first, last."""

    code = "no-edition"


class UnverifiedLaw(NoEdition):  # noqa: N818
    """The law after the last edition was never verified. Parameters: rule, on, last."""

    code = "unverified-law"


class ConfirmedOtherRules(UnverifiedLaw):
    """The rules that were confirmed have changed since. Parameters: rule, on, last, value (the day of it)."""

    code = "confirmed-other-rules"


class MissingFact(LawError):  # noqa: N818
    """The rule needs a fact that was not given. Parameters: rule, fact."""

    code = "missing-fact"


class ImpossibleFacts(LawError):  # noqa: N818
    """Two facts contradict each other. Parameters: fact, value, other, other_value."""

    code = "impossible-facts"


class DateOutOfRange(LawError):  # noqa: N818
    """A date no election can have: surely a slip. Parameters: fact, value, first, last."""

    code = "date-out-of-range"


class OutsideWindow(LawError):  # noqa: N818
    """The rule no longer applies to what came so late. Parameters: rule, on, last, window_rule."""

    code = "outside-window"


class UnknownZone(LawError):  # noqa: N818
    """Not an IANA time zone. Parameters: zone."""

    code = "unknown-zone"


class OutsideCalendar(LawError):  # noqa: N818
    """Working days are not known for that date. Parameters: on, first, last."""

    code = "outside-calendar"


class BadTrace(LawError):  # noqa: N818
    """A stored trace lacks the facts it should be replayed from. Parameters: missing."""

    code = "bad-trace"


class UnknownChoice(LawError):  # noqa: N818
    """A fact or a question holds a value that is not known. Parameters: fact, chosen, allowed."""

    code = "unknown-choice"
