"""How much time is left, or how long it has been over, in words."""

from __future__ import annotations

import datetime as dt

from babel.units import format_unit
from flask_babel import gettext as _

from casetracker.law.wording import amount_in_words
from casetracker.web.rendering import language

HOUR = 3600
# Up to here hours are told, since staff plan by them; after that days.
HOURS_UNTIL = 72 * HOUR


def time_left(due_at: dt.datetime, now: dt.datetime) -> str:
    """Return a sentence such as "5 hours left" or "Overdue by 2 days"; never rounded up."""
    seconds = int((due_at - now).total_seconds())
    if seconds > 0:
        return _("%(time)s left", time=_amount(seconds))
    return _("Overdue by %(time)s", time=_amount(-seconds))


def _amount(seconds: int) -> str:
    if seconds < HOUR:
        return str(format_unit(seconds // 60, "duration-minute", "long", locale=language()))
    if seconds < HOURS_UNTIL:
        return amount_in_words(seconds // HOUR, "hour", language())
    # Babel has no Kazakh word for so many days; the law room knows it.
    return amount_in_words(seconds // (24 * HOUR), "day", language())
