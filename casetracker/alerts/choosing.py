"""Change what a body tells, and how a user is told. Actions never commit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from casetracker.accounts.models import User
from casetracker.alerts.looking import forget_marks
from casetracker.alerts.models import AlertPreference, AlertRulesOfBody
from casetracker.alerts.rules import Whole, read_rules
from casetracker.audit.actions import record
from casetracker.cases.errors import InvalidInput
from casetracker.cases.fields import Choice
from casetracker.cases.inputs import Strict, read_input
from casetracker.registry.models import Body


class PreferenceSchema(Strict):
    """How a user wants to be told, and of which cases."""

    way = Choice("alert-way", required=True)
    scope = Choice("alert-scope", required=True)
    digest_hour = Whole(23)


def change_rules(
    session: Session, body: Body, values: Mapping[str, Any], *, actor: str, now: dt.datetime, seen: int
) -> AlertRulesOfBody:
    """Give a body rules of its own; *seen* is the version that the form showed, 0 for none.

    Clocks below it are looked at anew. Raises :class:`InvalidInput`, also when somebody was faster.
    """
    rules = read_rules(values)
    own = _as_seen(session, body, seen)
    if own is None:
        own = AlertRulesOfBody(body_id=body.id)
        session.add(own)
    changed = sorted(name for name, value in rules.stored().items() if (own.rules or {}).get(name) != value)
    own.rules, own.changed_at, own.changed_by = rules.stored(), now, actor
    record(
        session, actor=actor, action="alerts.rules-changed", thing=_thing(body), details={"fields": changed}
    )
    session.flush()
    forget_marks(session, Body.path.startswith(body.path, autoescape=True))
    return own


def drop_rules(session: Session, body: Body, *, actor: str, seen: int) -> None:
    """Let a body follow the rules of the one above it again, or the defaults."""
    own = _as_seen(session, body, seen)
    if own is not None:
        session.delete(own)
        record(
            session, actor=actor, action="alerts.rules-changed", thing=_thing(body), details={"fields": []}
        )
        session.flush()
        forget_marks(session, Body.path.startswith(body.path, autoescape=True))


def _as_seen(session: Session, body: Body, seen: int) -> AlertRulesOfBody | None:
    # Of two who give a body its first rules one waits for the other.
    session.get(Body, body.id, with_for_update=True)
    own = session.get(AlertRulesOfBody, body.id, with_for_update=True, populate_existing=True)
    if (own.version if own else 0) != seen:
        told = _(
            "Somebody else changed these rules meanwhile. Compare yours with the ones in force, then save."
        )
        raise InvalidInput({"_schema": [told]})
    return own


def _thing(body: Body) -> str:
    return f"body:{body.id}"


def choose_preference(session: Session, user: User, values: Mapping[str, Any]) -> AlertPreference:
    """Keep how a user wants to be told. Raises :class:`InvalidInput`."""
    read = read_input(PreferenceSchema(), values)
    chosen = session.get(AlertPreference, user.id)
    if chosen is None:
        chosen = AlertPreference(user_id=user.id)
        session.add(chosen)
    for name, value in read.items():
        setattr(chosen, name, value)
    return chosen
