"""Whether mails that waited are still needed: what they tell may have changed, or their recipient left."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

import sqlalchemy as sa
import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, joinedload

from casetracker.accounts.models import User
from casetracker.accounts.policy import is_in_scope
from casetracker.alerts import reasons
from casetracker.alerts.intents import PERSONAL, UNPUBLISHED, UNSERVED
from casetracker.alerts.models import OutboxMail
from casetracker.alerts.occasions import hearing_stem
from casetracker.alerts.planning import STAYED, is_overtaken, notices_of
from casetracker.alerts.rules_of_bodies import RulesOfBodies
from casetracker.cases.models import Case, CaseDeadline, Decision, Hearing
from casetracker.cases.unserved import lacks_service
from casetracker.publication.unpublished import lacks_publication
from casetracker.registry.models import Body

log = structlog.get_logger(__name__)

Kept = TypeVar("Kept", CaseDeadline, Hearing, Decision)


class Needs:
    """Tells of each of some mails why it is needless, with a few queries for all of them."""

    def __init__(self, session: Session, mails: Sequence[OutboxMail], now: dt.datetime) -> None:
        self.now = now
        self._users = _users(session, mails)
        self._clocks = _things(session, CaseDeadline, _numbers(mails, "deadline_id"))
        self._hearings = _things(session, Hearing, _numbers(mails, "hearing_id"))
        decisions = _numbers(mails, "decision_id")
        self._decisions = _things(session, Decision, decisions)
        self._open = {
            intent: _waiting(session, decisions, lacks())
            for intent, lacks in ((UNSERVED, lacks_service), (UNPUBLISHED, lacks_publication))
            if decisions
        }
        self._rules = RulesOfBodies.load(session)

    def why_not(self, mail: OutboxMail) -> str | None:
        """Return why a mail is needless, as a slug of :mod:`reasons`; None when it is needed.

        A mail about something that cannot be read counts as needed: it must not hold up the others.
        """
        try:
            return self._why_not(mail)
        except SQLAlchemyError:
            raise
        except Exception:
            log.exception("need_unknown", mail=mail.id)
            return None

    def _why_not(self, mail: OutboxMail) -> str | None:
        if mail.user_id is None:
            return None
        user = self._users.get(mail.user_id)
        if user is None or not user.is_enabled:
            return reasons.RECIPIENT_GONE
        if mail.intent in PERSONAL:
            is_spent = self.now >= dt.datetime.fromisoformat(mail.variables["expires_at"])
            return reasons.LINK_SPENT if is_spent else None
        return self._why_overtaken(mail) or self._why_not_theirs(mail, user)

    def _why_overtaken(self, mail: OutboxMail) -> str | None:
        clock = self._clocks.get(mail.variables.get("deadline_id", 0))
        if clock is not None:
            return self._why_clock_needless(mail, clock)
        hearing = self._hearings.get(mail.variables.get("hearing_id", 0))
        if hearing is not None:
            is_so = hearing.result is None and hearing.cancelled_at is None and hearing.starts_at > self.now
            return None if is_so and mail.key.startswith(f"{hearing_stem(hearing)}/") else reasons.DONE_SINCE
        decision = mail.variables.get("decision_id", 0)
        is_open = decision not in self._decisions or decision in self._open[mail.intent]
        return None if is_open else reasons.DONE_SINCE

    def _why_clock_needless(self, mail: OutboxMail, clock: CaseDeadline) -> str | None:
        if clock.state != ("stayed" if mail.intent == STAYED else "running"):
            changed = clock.state in ("running", "stayed", "replaced")
            return reasons.CHANGED_SINCE if changed else reasons.CLOCK_ENDED
        rules = self._rules.of(clock.case.body.path)
        notices = notices_of(clock, rules, clock.case.election.voting_on)
        told = (mail.intent, str(mail.variables.get("occurrence", "")))
        return reasons.OVERTAKEN if is_overtaken(notices, clock, told, self.now) else None

    def _why_not_theirs(self, mail: OutboxMail, user: User) -> str | None:
        body = self._body_of(mail)
        return None if body is None or is_in_scope(user, body) else reasons.RECIPIENT_GONE

    def _body_of(self, mail: OutboxMail) -> Body | None:
        for name, things in (
            ("deadline_id", self._clocks),
            ("hearing_id", self._hearings),
            ("decision_id", self._decisions),
        ):
            thing: Any = things.get(mail.variables.get(name, 0))
            if thing is not None:
                body: Body = thing.case.body
                return body
        return None


def _numbers(mails: Iterable[OutboxMail], name: str) -> set[int]:
    return {mail.variables[name] for mail in mails if name in mail.variables}


def _things(session: Session, model: type[Kept], ids: set[int]) -> Mapping[int, Kept]:
    if not ids:
        return {}
    statement = sa.select(model).where(model.id.in_(ids)).options(joinedload(model.case))
    rows = session.scalars(statement.execution_options(populate_existing=True)).unique()
    return {row.id: row for row in rows}


def _users(session: Session, mails: Sequence[OutboxMail]) -> Mapping[int, User]:
    statement = sa.select(User).where(User.id.in_({mail.user_id for mail in mails if mail.user_id}))
    return {user.id: user for user in session.scalars(statement.execution_options(populate_existing=True))}


def _waiting(session: Session, ids: set[int], lacks: sa.ColumnElement[bool]) -> set[int]:
    statement = sa.select(Decision.id).join(Case, Decision.case_id == Case.id)
    return set(session.scalars(statement.where(Decision.id.in_(ids), lacks)))
