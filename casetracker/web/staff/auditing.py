"""``/staff/audit``: who did what, for those who check it. Read-only, and only what lies in their scope."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from casetracker import db, labels
from casetracker.accounts import policy
from casetracker.accounts.queries import names_by_ref, user_by_email
from casetracker.audit import queries
from casetracker.audit.models import AuditRow
from casetracker.audit.queries import Wanted
from casetracker.cases.audit_reach import CASE, reach_of
from casetracker.web.auth.sessions import person
from casetracker.web.staff.access import allowed
from casetracker.web.staff.blueprint import pages
from casetracker.web.staff.forms import number_of, plain_words
from casetracker.web.staff.presenters.auditing import PEOPLE, shown_entries

FILTERS = ("actor", "action", "thing", "from", "to", "looks")


@dataclass
class Asked:
    """What the address asks for, and what of it cannot be read."""

    wanted: Wanted
    values: dict[str, str]
    errors: dict[str, list[str]] = field(default_factory=dict)


@pages.get("/audit")
@allowed(policy.AUDIT)
def show_audit() -> ResponseReturnValue:
    """Show a page of the chain, the newest first, and when the chain was last checked."""
    session, reader = db.db.session, person()
    asked = audit_asked(session, request.args, reader.body.zone)
    before = number_of(request.args.get("before", ""))
    rows = queries.entries(
        session,
        reach_of(reader),
        asked.wanted,
        before=before if before > 0 else None,
        limit=queries.PAGE_SIZE + 1,
    )
    shown, more = rows[: queries.PAGE_SIZE], len(rows) > queries.PAGE_SIZE
    kept: dict[str, Any] = {name: value for name, value in asked.values.items() if value}
    return render_template(
        "staff/audit.html",
        entries=shown_entries(shown, names_by_ref(session, _refs(shown))),
        values=asked.values,
        errors=asked.errors,
        actions=labels.choices("audit-action"),
        zone=reader.body.zone,
        check=queries.last_check(session),
        is_first=before <= 0,
        newest=url_for("staff.show_audit", **kept),
        older=url_for("staff.show_audit", **kept, before=shown[-1].seq) if more else "",
    )


def audit_asked(session: Session, arguments: Mapping[str, str], zone: str) -> Asked:
    """Return which rows an address asks for; days are those of *zone*."""
    values = {name: plain_words(arguments.get(name, "")) for name in FILTERS}
    asked = Asked(Wanted(), values)
    first, last = _day(asked, "from"), _day(asked, "to")
    asked.wanted = Wanted(
        actor=_actor(session, values["actor"]),
        action=values["action"] if values["action"] in labels.KINDS["audit-action"] else None,
        thing=_thing(values["thing"]),
        from_at=_begin(first, zone) if first else None,
        until_at=_begin(last + dt.timedelta(days=1), zone) if last else None,
        only_looks=values["looks"] == "true",
    )
    return asked


def _day(asked: Asked, name: str) -> dt.date | None:
    text = asked.values[name]
    try:
        day = dt.date.fromisoformat(text) if text else None
    except ValueError:
        day = None
    if text and (day is None or not 1995 <= day.year < 2100):
        asked.errors[name] = [_("“%(value)s” is not a date. Write it like 2022-11-20.", value=text[:40])]
        return None
    return day


def _begin(day: dt.date, zone: str) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), tzinfo=ZoneInfo(zone)).astimezone(dt.UTC)


def _actor(session: Session, text: str) -> str | None:
    """Return the reference of an actor, by e-mail address or as it is."""
    user = user_by_email(session, text) if "@" in text else None
    return user.ref if user else text or None


def _thing(text: str) -> str | None:
    """Return what a row is about: a reference of a case may be typed without more."""
    if not text:
        return None
    return text if ":" in text or "/" not in text else f"{CASE}{text.upper()}"


def _refs(rows: Sequence[AuditRow]) -> set[str]:
    told = {str(row.details.get(key)) for row in rows for key in PEOPLE}
    return told | {ref for row in rows for ref in (row.actor, row.thing)}
