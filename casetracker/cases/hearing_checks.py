"""What fits together in a hearing, field by field."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from casetracker import db
from casetracker.cases.intake import CLOCK_SLACK
from casetracker.cases.models import Case, Hearing
from casetracker.cases.queries import case_by_reference
from casetracker.cases.statuses import OPEN

# Further ahead nobody sets a hearing: the year was mistyped.
LONGEST_AHEAD = dt.timedelta(days=400)
SEPARATORS = re.compile(r"[\s,;]+")
BY_ITS_OWN_STEP = ("adjourned", "cancelled")


class HearingCheck:
    """Collects what is wrong with a hearing of a case, so that everything is told at once."""

    def __init__(self, session: Session, case: Case) -> None:
        self.session, self.case = session, case
        self.errors: dict[str, list[str]] = {}

    def wrong(self, field: str, sentence: str) -> None:
        """Note what is wrong with a field."""
        self.errors.setdefault(field, []).append(sentence)

    def is_open_case(self) -> None:
        """Demand that the case still waits for its decision."""
        if self.case.status not in OPEN:
            self.wrong("_schema", _("This case is decided or ended. A hearing is set while a case is open."))

    def is_ahead(self, hearing: Hearing) -> None:
        """Demand that nothing was recorded yet of how a hearing ended."""
        if hearing.result is not None:
            self.wrong(
                "_schema",
                _("It is recorded already how this hearing ended. Correct its result, or set another one."),
            )

    def start(self, field: str, moment: dt.datetime) -> dt.datetime | None:
        """Return the start as an instant; without an offset it is local time of the body."""
        zone = ZoneInfo(self.case.body.zone)
        instant = (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(dt.UTC)
        if instant < self.case.received_at:
            self.wrong(field, _("This lies before the complaint was received. Check the date."))
        elif instant > db.now() + LONGEST_AHEAD:
            self.wrong(field, _("This lies more than a year ahead. Check the year."))
        return instant

    def later_than(self, hearing: Hearing, starts_at: dt.datetime) -> None:
        """Demand that the next hearing lies after the one that is adjourned."""
        if starts_at <= hearing.starts_at:
            self.wrong("next_starts_at", _("The next hearing lies before this one. Check both times."))

    def secrecy(self, values: dict[str, Any]) -> None:
        """Demand the ground of a closed hearing, and none of an open one."""
        if values["is_open"]:
            if values["closed_ground"] or values["closed_reason"]:
                self.wrong("closed_ground", _("An open hearing has no ground to close it. Leave it empty."))
            return
        if not values["closed_ground"]:
            self.wrong(
                "closed_ground", _("Choose why it is closed: hearings are open unless there is a ground.")
            )
        if not values["closed_reason"]:
            self.wrong("closed_reason", _("Say in a sentence why it is closed, so that it can be checked."))

    def others(self, text: str | None) -> list[Case]:
        """Return the further cases that are heard, by their references."""
        names = dict.fromkeys(name.upper() for name in SEPARATORS.split(text or "") if name)
        names.pop(self.case.reference, None)
        return [case for name in names if (case := self._other(name)) is not None]

    def _other(self, name: str) -> Case | None:
        case = case_by_reference(self.session, name)
        # Of a case before another body even that it exists is not told.
        if case is None or case.body_id != self.case.body_id:
            self.wrong(
                "with_cases", _("This body has no case “%(name)s”. Check the reference.", name=name[:60])
            )
            return None
        if case.status not in OPEN:
            self.wrong("with_cases", _("The case %(name)s is decided or ended.", name=name))
            return None
        return case

    def ended(self, hearing: Hearing, moment: dt.datetime | None) -> dt.datetime | None:
        """Return when a hearing ended, as an instant."""
        if moment is None:
            return None
        zone = ZoneInfo(hearing.zone)
        instant = (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(dt.UTC)
        if instant < hearing.starts_at:
            self.wrong("ended_at", _("It cannot end before it began. Check both times."))
        elif instant > db.now() + CLOCK_SLACK:
            self.wrong("ended_at", _("This lies in the future. Enter when it really happened."))
        return instant

    def result(self, hearing: Hearing, values: dict[str, Any], ended_at: dt.datetime | None) -> None:
        """Demand that a result comes after the start, and a reason for changing one."""
        if hearing.starts_at > db.now() + CLOCK_SLACK:
            self.wrong("result", _("The hearing has not begun yet. Move or cancel it instead."))
        if hearing.result in BY_ITS_OWN_STEP:
            self.wrong("_schema", _("This hearing was adjourned or cancelled. Set another one instead."))
        elif hearing.result == values["result"] and ended_at in (None, hearing.ends_at):
            self.wrong("result", _("This is recorded already. Choose what it should have been."))
        elif hearing.result is not None and not values["reason"]:
            self.wrong("reason", _("Say why what was recorded before was wrong."))
