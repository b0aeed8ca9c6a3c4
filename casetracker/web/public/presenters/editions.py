"""One wording of a rule in words: how long, how counted, when immediately instead."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext as _

from casetracker.law import Edition, Proximity
from casetracker.law.wording import amount_in_words
from casetracker.web.rendering import language

WHOLE_DAY = "24:00"


def period_in_words(edition: Edition) -> str:
    """Return how much time there is: "10 days", "the same day", "5 days before"."""
    amount, unit = edition.period.amount, edition.period.unit
    if not amount:
        return _("the same day")
    told = amount_in_words(amount, unit, language())
    return _("%(period)s before", period=told) if edition.direction == "backward" else told


def last_hour(edition: Edition) -> str:
    """Return at what hour the last day ends."""
    if edition.period.unit == "hour":
        return _("It ends to the minute, local time of the body.")
    if edition.hour == WHOLE_DAY:
        return _("The last day ends at 24:00 local time of the body.")
    return _("On the last day it ends at %(hour)s local time of the body.", hour=edition.hour)


def short_hour(edition: Edition) -> str:
    """Return the hour when it is not the end of the day, for a table."""
    if edition.hour == WHOLE_DAY or edition.period.unit == "hour":
        return ""
    return _("ends at %(hour)s local time", hour=edition.hour)


def near_voting(edition: Edition) -> str:
    """Return when the act is due immediately instead; '' when it never is."""
    proximity = edition.proximity
    return "" if proximity is None else _immediately(proximity)


def _immediately(proximity: Proximity) -> str:
    until_results = proximity.until == "results"
    if proximity.days_before == 0:
        if until_results:
            return _("immediately on voting day and until the results are announced")
        return _("immediately on voting day")
    if proximity.days_before == 1:
        if until_results:
            return _("immediately on voting day, on the day before it and until the results are announced")
        return _("immediately on voting day and on the day before it")
    days = amount_in_words(proximity.days_before + 1, "day", language())
    if until_results:
        return _(
            "immediately when fewer than %(days)s are left before voting, on voting day and until the "
            "results are announced",
            days=days,
        )
    return _("immediately when fewer than %(days)s are left before voting and on voting day", days=days)


def counting(edition: Edition) -> list[str]:
    """Return the day-count convention, one sentence for each part of it."""
    return list(_counting(edition))


def _counting(edition: Edition) -> Iterator[str]:
    if edition.direction == "backward":
        yield from _backward(edition)
    else:
        yield from _forward(edition)
    if edition.day_zero == "next-working-day":
        yield _("An event on a day off counts as one of the next working day.")
    if edition.roll == "next-working-day":
        yield _("When the last day is a day off, the limit moves to the next working day.")
    elif edition.period.unit in ("day", "month") and edition.period.amount:
        yield _("A last day that is a day off does not move.")


def _forward(edition: Edition) -> Iterator[str]:
    amount, unit = edition.period.amount, edition.period.unit
    if unit == "hour":
        yield _("The time is counted from the moment of the event.")
        return
    if not amount:
        yield _("The limit ends on the day of the event itself.")
        return
    if unit == "month":
        yield _("It ends on the same number of the month, or on the last day of a shorter month.")
    elif unit == "working-day":
        yield _("Only working days are counted.")
    else:
        yield _("Every day is counted, days off included.")
    if edition.first_day == "event":
        yield _("The count begins with the day of the event itself.")
    else:
        yield _("The day of the event is not counted; the count begins on the next day.")
        yield _("With the day of the event counted, the last day comes earlier: that is the strict date.")


def _backward(edition: Edition) -> Iterator[str]:
    unit = edition.period.unit
    period = amount_in_words(edition.period.amount, unit, language())
    if unit == "hour":
        yield _("It must be done at least %(period)s before the event.", period=period)
        return
    if edition.reading == "clear":
        yield _(
            "By the practice of calendar plans, this much time passes in full between the last day and "
            "the event: %(period)s.",
            period=period,
        )
    else:
        yield _("The period is counted back from the day of the event: %(period)s.", period=period)
    if edition.other_reading == "plain":
        yield _("It can also be read as a plain count back, which gives a day later; both dates are shown.")
    elif edition.other_reading == "clear":
        yield _("It can also be read as leaving that much time in full between, which gives a day earlier.")
