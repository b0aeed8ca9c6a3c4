"""Say who works on which cases: one or many at once, all or none. Never commits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session, lazyload

from casetracker import db
from casetracker.accounts import policy
from casetracker.accounts.models import User
from casetracker.audit.actions import record
from casetracker.cases.errors import InvalidInput
from casetracker.cases.models import Case, Event
from casetracker.registry.models import Body

MOST_AT_ONCE = 200
ASSIGNED = "assigned"


class StaleCases(Exception):
    """Somebody else changed some of the cases since they were read; ``references`` says which."""

    def __init__(self, references: Sequence[str]) -> None:
        self.references = tuple(references)
        super().__init__(", ".join(references))


def assign_cases(
    session: Session,
    scope: sa.ColumnElement[bool],
    seen: Mapping[int, int],
    assignee: User | None,
    *,
    actor: str,
) -> list[Case]:
    """Give cases to somebody, or to nobody; return those whose assignee changed.

    *seen* holds the version of each case as the person saw it, by its id; *scope* is a condition on ``Body``:
    cases outside it are none. Raises :class:`InvalidInput` and :class:`StaleCases`, and then changes nothing.
    """
    if not seen:
        raise InvalidInput({"case": [_("Choose at least one case.")]})
    if len(seen) > MOST_AT_ONCE:
        raise InvalidInput({"case": [_("Choose at most %(most)s cases at once.", most=MOST_AT_ONCE)]})
    cases = _locked(session, scope, seen)
    if len(cases) < len(seen):
        raise InvalidInput({"case": [_("Some of these cases do not exist in your scope. Choose again.")]})
    changing = [case for case in cases if case.assignee_id != (assignee.id if assignee else None)]
    # Whose assignee is already the one that is wanted needs no agreement on anything else.
    stale = [case.reference for case in changing if case.version != seen[case.id]]
    if stale:
        raise StaleCases(stale)
    _refuse_strangers(changing, assignee)
    for case in changing:
        _assign(session, case, assignee, actor)
    session.flush()
    return changing


def _locked(session: Session, scope: sa.ColumnElement[bool], seen: Mapping[int, int]) -> list[Case]:
    # In the order of their ids, so that two people can never wait for each other in a circle.
    statement = (
        sa.select(Case)
        .join(Body, Case.body_id == Body.id)
        .where(Case.id.in_(seen), scope)
        .options(lazyload(Case.election))
        .order_by(Case.id)
        .with_for_update(of=Case)
        .execution_options(populate_existing=True)
    )
    return list(session.scalars(statement))


def _refuse_strangers(cases: Sequence[Case], assignee: User | None) -> None:
    """Nobody is given what they may not open."""
    if assignee is None:
        return
    for case in cases:
        if not policy.can(assignee, policy.ASSIGN, case.body):
            sentence = _(
                "%(name)s cannot work on %(reference)s. Choose somebody of its body or of one above it.",
                name=assignee.name,
                reference=case.reference,
            )
            raise InvalidInput({"assignee": [sentence]})


def _assign(session: Session, case: Case, assignee: User | None, actor: str) -> None:
    ref = assignee.ref if assignee else None
    case.assignee_id = assignee.id if assignee else None
    now = db.now()
    # Not through case.events: appending would first read the whole history of every case.
    told = {"kind": ASSIGNED, "at": now, "recorded_at": now, "actor": actor, "data": {"assignee": ref}}
    session.add(Event(case_id=case.id, **told))
    record(session, actor=actor, action="case.assigned", thing=case.ref, details={"assignee": ref})


def assignable_users(session: Session, user: User, limit: int = 200) -> Sequence[User]:
    """Return the enabled users who may be given a case in the scope of *user*, by name."""
    roles = [role for role, actions in policy.ALLOWED.items() if policy.ASSIGN in actions]
    statement = (
        sa.select(User)
        .join(User.body)
        .where(User.is_enabled.is_(True), User.role.in_(roles), policy.scope_of(user))
        .options(lazyload(User.body))
        .order_by(User.name, User.id)
        .limit(limit)
    )
    return session.scalars(statement).all()
