"""What fits together in a complaint: body, election, procedure and dates."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from casetracker import db
from casetracker.cases.errors import InvalidInput
from casetracker.lawbook import LawBook
from casetracker.registry.models import Body, Election

# A clock on a desk may run ahead of ours a little; a date in the future is a slip.
CLOCK_SLACK = dt.timedelta(minutes=5)
LONGEST_AFTERMATH = dt.timedelta(days=366)
ONLINE = "online"


@dataclass(frozen=True)
class Complaint:
    """A complaint whose parts were found and fit together."""

    values: dict[str, Any]
    election: Election
    body: Body
    contested_body: Body | None
    received_at: dt.datetime
    filed_at: dt.datetime
    contested_served_at: dt.datetime | None = None

    def __getattr__(self, name: str) -> Any:
        """Give the plain values by their field's name."""
        try:
            return self.values[name]
        except KeyError:
            raise AttributeError(name) from None


class Register:
    """The elections and bodies of a session by id or code; each is asked for once, however many name it."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._elections: dict[str, Election | None] = {}
        self._bodies: dict[str, Body | None] = {}

    def election(self, name: str) -> Election | None:
        """Return the election of an id or code, or None."""
        if name not in self._elections:
            statement = sa.select(Election).where(sa.or_(Election.id == name, Election.code == name))
            self._elections[name] = self.session.scalars(statement).one_or_none()
        return self._elections[name]

    def body(self, name: str) -> Body | None:
        """Return the commission or court of an id or code, or None."""
        if name not in self._bodies:
            statement = sa.select(Body).where(sa.or_(Body.id == name, Body.code == name))
            self._bodies[name] = self.session.scalars(statement).one_or_none()
        return self._bodies[name]


class Checker:
    """Collects what is wrong, field by field, so that everything is told at once."""

    def __init__(
        self, session: Session, book: LawBook, values: dict[str, Any], register: Register | None = None
    ) -> None:
        self.session, self.book, self.values = session, book, values
        self.register = register or Register(session)
        self.errors: dict[str, list[str]] = {}

    def wrong(self, field: str, sentence: str) -> None:
        """Note what is wrong with a field."""
        self.errors.setdefault(field, []).append(sentence)

    def election(self) -> Election | None:
        """Return the election, by id or code."""
        name = self.values["election"]
        found = self.register.election(name)
        if found is None:
            self.wrong("election", _("There is no election “%(name)s”. Choose one from the list.", name=name))
        return found

    def body(self, field: str) -> Body | None:
        """Return a body, by id or code."""
        name = self.values[field]
        if name is None:
            return None
        found = self.register.body(name)
        if found is None:
            self.wrong(field, _("There is no body “%(name)s”. Choose one from the list.", name=name))
        return found

    def instant(self, field: str, zone: str) -> dt.datetime | None:
        """Return a moment as an instant; without an offset it is local time in *zone*."""
        moment: dt.datetime | None = self.values.get(field)
        if moment is None:
            return None
        instant = moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))
        if instant > db.now() + CLOCK_SLACK:
            self.wrong(field, _("This lies in the future. Enter when it really happened."))
        return instant.astimezone(dt.UTC)


def check_complaint(
    session: Session, book: LawBook, values: dict[str, Any], register: Register | None = None
) -> Complaint:
    """Return the complaint with everything it names found.

    *values* is what ``ComplaintSchema`` gives; many complaints in a row share a *register*.
    Raises :class:`InvalidInput` with all that is wrong.
    """
    check = Checker(session, book, values, register)
    election, body, contested_body = check.election(), check.body("body"), check.body("contested_body")
    zone = body.zone if body else "UTC"
    received_at = check.instant("received_at", zone)
    filed_at = check.instant("filed_at", zone) or received_at
    served_at = check.instant("contested_served_at", zone)
    if body and received_at:
        day = received_at.astimezone(ZoneInfo(zone)).date()
        _check_body(check, "body", body, day)
        _check_procedure(check, body, election)
        if election:
            _check_election(check, election, day)
        _check_contested(check, contested_body, day)
        if filed_at and filed_at > received_at:
            check.wrong("filed_at", _("Filed after it was received: check both times."))
    if check.errors or not (election and body and received_at and filed_at):
        raise InvalidInput(check.errors)
    return Complaint(values, election, body, contested_body, received_at, filed_at, served_at)


def _check_body(check: Checker, field: str, body: Body, day: dt.date) -> None:
    if not body.exists_on(day):
        check.wrong(
            field,
            _(
                "%(name)s did not exist on %(day)s: it exists from %(first)s to %(last)s. "
                "Choose the body of that time or correct the date.",
                name=body.name(_language()),
                day=day.isoformat(),
                first=body.valid_from.isoformat() if body.valid_from else "…",
                last=body.valid_to.isoformat() if body.valid_to else "…",
            ),
        )


def _check_procedure(check: Checker, body: Body, election: Election | None) -> None:
    procedure = check.book.procedures.get(check.values["procedure"])
    if procedure is None:
        check.wrong(
            "procedure",
            _(
                "“%(value)s” is not known. Choose one of: %(allowed)s.",
                value=check.values["procedure"],
                allowed=", ".join(check.book.procedures),
            ),
        )
        return
    if not procedure.accepts(body.kind, body.level if body.kind == "commission" else None):
        check.wrong(
            "procedure",
            _(
                "%(body)s does not decide in this procedure. Choose another procedure or another body.",
                body=body.name(_language()),
            ),
        )
    if election and not procedure.fits_election(election.kind):
        check.wrong("procedure", _("This procedure does not exist in this kind of election."))


def _check_election(check: Checker, election: Election, day: dt.date) -> None:
    first = election.called_on or election.voting_on - LONGEST_AFTERMATH
    last = election.voting_on + LONGEST_AFTERMATH
    if not first <= day <= last:
        check.wrong(
            "election",
            _(
                "The complaint was received on %(day)s, but %(name)s ran from its calling on %(first)s, "
                "with complaints until %(last)s. Choose the election that fits or correct the date.",
                day=day.isoformat(),
                name=election.name(_language()),
                first=first.isoformat(),
                last=last.isoformat(),
            ),
        )


def _check_contested(check: Checker, contested_body: Body | None, received_on: dt.date) -> None:
    day: dt.date | None = check.values["contested_on"]
    if day is None:
        return
    if day > received_on:
        check.wrong(
            "contested_on", _("The contested act lies after the complaint was received. Check both dates.")
        )
    # The desk has mistyped the year. Who files for themselves is told that it is late, and not refused.
    elif received_on - day > LONGEST_AFTERMATH and check.values.get("channel") != ONLINE:
        check.wrong("contested_on", _("The contested act lies more than a year before the complaint."))
    if contested_body:
        _check_body(check, "contested_body", contested_body, day)


def _language() -> str:
    from flask_babel import get_locale

    locale = get_locale()
    return locale.language if locale else "kk"
