"""How long names are kept, and who decides that they are erased: one person reviews, another confirms.

Actions never commit. What is confirmed is carried out by ``erasing``.
"""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session, aliased

from casetracker import db
from casetracker.accounts.models import User
from casetracker.accounts.policy import scope_of
from casetracker.audit.actions import record
from casetracker.cases.errors import InvalidInput
from casetracker.cases.models import Case, CaseDeadline, Erasure, Identity
from casetracker.cases.statuses import ENDED
from casetracker.registry.models import Body, Election

UNFINISHED = ("reviewed", "confirmed")
MONTHS = range(1, 601)


@dataclass(frozen=True)
class Kept:
    """The names that are kept of an election's cases inside a scope.

    Attributes:
        ends_on: the last day of the period; None while the results are not announced.
        names: identities that are not erased.
        erasable: those of them whose matter is closed.
        erasure: what was begun for this election, or the last one that was done.
    """

    election: Election
    months: int
    ends_on: dt.date | None
    has_ended: bool
    names: int
    erasable: int
    erasure: Erasure | None


def last_day(election: Election, default_months: int) -> dt.date | None:
    """Return the last day on which the names of an election are kept; None without its results."""
    results = election.results_on
    if results is None and election.results_at is not None:
        results = election.results_at.astimezone(ZoneInfo(election.zone)).date()
    if results is None:
        return None
    months = results.month - 1 + (election.retention_months or default_months)
    year, month = results.year + months // 12, months % 12 + 1
    return dt.date(year, month, min(results.day, monthrange(year, month)[1]))


def has_ended(election: Election, default_months: int) -> bool:
    """Tell whether the period of an election has ended in its own time zone."""
    end = last_day(election, default_months)
    return end is not None and db.now().astimezone(ZoneInfo(election.zone)).date() > end


def is_erasable(now: dt.datetime) -> sa.ColumnElement[bool]:
    """Return the condition on ``Case``: no case of its matter is open, and no time limit of it runs."""
    other, another = aliased(Case), aliased(Case)
    is_open = sa.exists().where(other.matter_id == Case.matter_id, other.status.not_in(ENDED))
    # A party's time to contest ends by itself; nobody records it.
    runs = sa.or_(CaseDeadline.role != "appeal", CaseDeadline.due_at > now)
    clock = sa.exists().where(
        another.matter_id == Case.matter_id,
        CaseDeadline.case_id == another.id,
        CaseDeadline.state.in_(("running", "stayed")),
        runs,
    )
    return sa.and_(~is_open, ~clock)


def kept_names(
    session: Session, scope: sa.ColumnElement[bool], default_months: int, election: Election | None = None
) -> list[Kept]:
    """Return what is kept of each election with names inside a scope, the oldest voting day first."""
    erasable = sa.func.sum(sa.case((is_erasable(db.now()), 1), else_=0))
    statement = (
        sa.select(Case.election_id, sa.func.count(Identity.id), erasable)
        .join(Body, Case.body_id == Body.id)
        .join(Identity, Identity.case_id == Case.id)
        .where(Identity.sealed.is_not(None), scope, *([Case.election_id == election.id] if election else []))
        .group_by(Case.election_id)
    )
    figures = {number: (int(names), int(free or 0)) for number, names, free in session.execute(statement)}
    if election is not None:
        figures.setdefault(election.id, (0, 0))
    wanted = sa.select(Election).where(Election.id.in_(figures))
    found = session.scalars(wanted.order_by(Election.voting_on, Election.id)).all()
    erasures = _newest(session, list(figures), scope)
    return [
        Kept(
            it,
            it.retention_months or default_months,
            last_day(it, default_months),
            has_ended(it, default_months),
            *figures[it.id],
            erasures.get(it.id),
        )
        for it in found
    ]


def _newest(session: Session, ids: Sequence[str], scope: sa.ColumnElement[bool]) -> dict[str, Erasure]:
    """Return the newest erasure of each election that was not dropped, for a body inside the scope."""
    wanted = sa.select(Erasure).join(Body, Erasure.body_id == Body.id)
    wanted = wanted.where(Erasure.election_id.in_(ids), Erasure.state != "dropped", scope)
    return {it.election_id: it for it in session.scalars(wanted.order_by(Erasure.id))}


def change_period(session: Session, election: Election, months: int, *, actor: str, reason: str) -> None:
    """Set how many months after the results the names of an election are kept. Raises InvalidInput."""
    if months not in MONTHS:
        sentence = _("Write a whole number of months from %(least)s to %(most)s.", least=1, most=MONTHS[-1])
        raise InvalidInput({"months": [sentence]})
    session.refresh(election, with_for_update=True)
    if election.retention_months == months:
        return
    before, election.retention_months = election.retention_months, months
    details = {"months": [before, months], "reason": reason}
    record(session, actor=actor, action="retention.changed", thing=_ref(election), details=details)


def review_erasure(session: Session, user: User, election: Election, default_months: int) -> Erasure:
    """Propose to erase the names of an election before the user's body and all below it.

    Raises :class:`InvalidInput` while the period runs, where nothing can be erased, and when it is begun.
    """
    # Two who review at once come one after the other.
    session.refresh(election, with_for_update=True)
    [kept] = kept_names(session, scope_of(user), default_months, election)
    _refuse_early(kept.has_ended)
    if kept.erasure is not None and kept.erasure.state in UNFINISHED:
        _refuse(_("Somebody reviewed this already. It waits for a second person, or is being carried out."))
    if not kept.erasable:
        _refuse(_("There is no name that may be erased: none is kept, or the cases are still open."))
    erasure = Erasure(
        election_id=election.id,
        body_id=user.body_id,
        state="reviewed",
        found=kept.erasable,
        last_identity_id=int(session.scalar(sa.select(sa.func.max(Identity.id))) or 0),
        reviewed_by=user.ref,
        reviewed_at=db.now(),
    )
    session.add(erasure)
    session.flush()
    _note(session, erasure, election, user, "erasure.reviewed", found=erasure.found)
    return erasure


def confirm_erasure(session: Session, user: User, erasure: Erasure, default_months: int) -> None:
    """Confirm what another person reviewed; it is then carried out and cannot be taken back.

    Raises :class:`InvalidInput` for the same person, and when it no longer waits for anybody.
    """
    session.refresh(erasure, with_for_update=True)
    if erasure.state != "reviewed":
        _refuse(_("This no longer waits for a second person. Look at what became of it."))
    if erasure.reviewed_by == user.ref:
        _refuse(_("You reviewed this yourself. Another person has to confirm it."))
    _refuse_early(has_ended(erasure.election, default_months))
    erasure.state, erasure.confirmed_by, erasure.confirmed_at = "confirmed", user.ref, db.now()
    _note(session, erasure, erasure.election, user, "erasure.confirmed", reviewed_by=erasure.reviewed_by)


def drop_erasure(session: Session, user: User, erasure: Erasure) -> None:
    """Drop what was reviewed and not yet confirmed. Raises :class:`InvalidInput`."""
    session.refresh(erasure, with_for_update=True)
    if erasure.state != "reviewed":
        _refuse(_("This no longer waits for a second person. Look at what became of it."))
    erasure.state, erasure.finished_at = "dropped", db.now()
    _note(session, erasure, erasure.election, user, "erasure.dropped", reviewed_by=erasure.reviewed_by)


def _refuse_early(is_over: bool) -> None:
    if not is_over:
        _refuse(_("The time for which these names are kept has not ended."))


def _refuse(sentence: str) -> None:
    raise InvalidInput({"_schema": [sentence]})


def _note(
    session: Session, erasure: Erasure, election: Election, user: User, action: str, **details: object
) -> None:
    told = {"body": erasure.body_id, **details}
    record(session, actor=user.ref, action=action, thing=_ref(election), details=told)


def _ref(election: Election) -> str:
    return f"election:{election.code}"
