"""Read the state of alerts: what is untold, the outbox, and whether a scheduler is alive."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased, joinedload

from casetracker.alerts.models import Heartbeat, OutboxMail
from casetracker.alerts.planning import CHANGES, LEAD, OVERDUE, Notice, change_notice, current_notice
from casetracker.alerts.reasons import RECIPIENT_GONE
from casetracker.cases.models import Case, CaseDeadline
from casetracker.registry.models import Body

SCHEDULER = "scheduler"
LATE_AFTER = dt.timedelta(minutes=3)
PAGE_SIZE = 50
# What waits about a clock that was replaced will be cancelled.
SENT = OutboxMail.state.not_in(("pending", "cancelled"))
# Few enough for the number of parameters that SQLite allows in a statement.
CHUNK = 500
# No civil date begins anywhere on Earth more than this before it begins in UTC.
EARLIEST_MIDNIGHT = dt.timedelta(hours=14)


@dataclass(frozen=True)
class Before:
    """The last day of the clock that another took the place of."""

    due_on: dt.date
    due_at: dt.datetime


@dataclass(frozen=True)
class Untold:
    """A clock with the notice that holds now and that nobody has been told.

    ``before`` is given for a clock that took the place of another.
    """

    clock: CaseDeadline
    notice: Notice
    before: Before | None = None


def untold(session: Session, now: dt.datetime, lead: dt.timedelta = LEAD) -> Iterator[Untold]:
    """Yield what is due to be told and untold, first due first, with clock, case and body loaded.

    However many clocks run: one query for the candidates (narrow), one for what was told about them,
    and one for each ``CHUNK`` of those that something is to be told of, as far as the caller goes on.
    """
    told = set(session.scalars(_told_stems(now, lead)))
    waiting = {}
    for row in session.execute(_candidates(now, lead)):
        notice = current_notice(row, now, lead)
        if notice and notice.stem(row.id) not in told:
            waiting[row.id] = notice
    for clock in _clocks_in_full(session, list(waiting)):
        yield Untold(clock, waiting[clock.id])


def untold_changes(session: Session) -> Iterator[Untold]:
    """Yield the clocks of review that stand still, run again or moved, and nobody was told so.

    One narrow query for all of them, and one for each ``CHUNK``, as far as the caller goes on. A clock that
    was computed again and kept its dates has nothing to tell. What only changed once more before anybody
    was told is told as it is now.
    """
    rows = {row.id: row for row in session.execute(_changed())}
    for clock in _clocks_in_full(session, list(rows)):
        row = rows[clock.id]
        notice = change_notice(
            at=clock.set_at, is_stayed=clock.state == "stayed", was_stayed=row.stayed_on is not None
        )
        yield Untold(clock, notice, Before(row.due_on, row.due_at))


def _changed() -> sa.Select[int, dt.date, dt.datetime, dt.date | None]:
    old, older = aliased(CaseDeadline), aliased(CaseDeadline)
    moved = _differs(CaseDeadline, old)
    # Its mail is cancelled with the clock that it was about, and then nobody knows what that one had changed.
    hid_a_move = sa.and_(older.id.is_not(None), _differs(old, older), ~_told_change(old, SENT))
    before = [
        sa.case((moved, getattr(old, name)), else_=getattr(older, name)).label(name)
        for name in ("due_on", "due_at", "stayed_on")
    ]
    return (
        sa.select(CaseDeadline.id, *before)
        .join(old, CaseDeadline.replaces_id == old.id)
        .outerjoin(older, old.replaces_id == older.id)
        .join(CaseDeadline.case)
        .where(
            CaseDeadline.state.in_(("running", "stayed")),
            CaseDeadline.role == "review",
            sa.or_(moved, hid_a_move),
            ~_told_change(CaseDeadline, _told(OutboxMail)),
        )
        .order_by(CaseDeadline.due_at, CaseDeadline.id)
    )


def _differs(new: type[CaseDeadline], old: type[CaseDeadline]) -> sa.ColumnElement[bool]:
    return sa.or_(
        new.due_at != old.due_at,
        new.strict_at != old.strict_at,
        new.stayed_on.is_distinct_from(old.stayed_on),
    )


def _told_change(clock: type[CaseDeadline], counts: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """A mail says how the clock changed, among those that count."""
    return sa.exists().where(
        OutboxMail.case_reference == Case.reference,
        OutboxMail.intent.in_(CHANGES),
        OutboxMail.key.startswith(sa.literal("deadline:") + sa.cast(clock.id, sa.String) + "/"),
        counts,
    )


def _candidates(now: dt.datetime, lead: dt.timedelta) -> sa.Select[Any]:
    times = ("started_at", "strict_on", "due_on", "warn_on", "due_at", "zone", "immediate")
    columns = [CaseDeadline.id, *(getattr(CaseDeadline, name) for name in times)]
    candidates = sa.select(*columns).join(CaseDeadline.case).where(*_may_be_untold(now, lead))
    return candidates.order_by(CaseDeadline.due_at, CaseDeadline.id)


def _may_be_untold(now: dt.datetime, lead: dt.timedelta) -> list[sa.ColumnElement[bool]]:
    """Keep the running clocks of review that any notice may have begun for, and whose last was not told."""
    last_stem = sa.literal("deadline:") + sa.cast(CaseDeadline.id, sa.String) + f"/{OVERDUE}/"
    told_last = sa.exists().where(
        OutboxMail.case_reference == Case.reference, OutboxMail.key.startswith(last_stem), _told(OutboxMail)
    )
    return [
        CaseDeadline.state == "running",
        CaseDeadline.role == "review",
        sa.or_(
            CaseDeadline.immediate.is_(True),
            CaseDeadline.due_at <= now + lead,
            CaseDeadline.warn_on <= (now + EARLIEST_MIDNIGHT).date(),
        ),
        ~told_last,
    ]


def _told_stems(now: dt.datetime, lead: dt.timedelta) -> sa.Select[str]:
    """Select what the keys about the candidates' cases begin with, up to the recipient."""
    cases = sa.select(Case.reference).join(Case.deadlines).where(*_may_be_untold(now, lead))
    mail = aliased(OutboxMail)
    suffix = "/user:" + sa.cast(mail.user_id, sa.String)
    stem = sa.func.substr(mail.key, 1, sa.func.length(mail.key) - sa.func.length(suffix))
    told = sa.select(stem).distinct().where(mail.case_reference.in_(cases), mail.user_id.is_not(None))
    return told.where(_told(mail))


def _told(mail: Any) -> sa.ColumnElement[bool]:
    """A mail whose recipient left before it went out told nobody: their successor must be told."""
    return sa.or_(mail.state != "cancelled", mail.last_error.is_(None), mail.last_error != RECIPIENT_GONE)


def _clocks_in_full(session: Session, ids: Sequence[int]) -> Iterator[CaseDeadline]:
    for start in range(0, len(ids), CHUNK):
        statement = (
            sa.select(CaseDeadline)
            .where(CaseDeadline.id.in_(ids[start : start + CHUNK]))
            .options(joinedload(CaseDeadline.case))
            .order_by(CaseDeadline.due_at, CaseDeadline.id)
        )
        yield from session.scalars(statement)


def outbox_page(
    session: Session, scope: sa.ColumnElement[bool], *, state: str | None = None, page: int = 1
) -> tuple[Sequence[OutboxMail], int]:
    """Return one page of the outbox inside a scope, newest first, and how many mails there are.

    *scope* is a condition on ``Body``, from ``accounts.policy.scope_of``; *state* a slug of
    ``MAIL_STATES``, None for all; pages count from 1.
    """
    inside = _inside(scope) if state is None else _inside(scope).where(OutboxMail.state == state)
    total = session.scalar(
        sa.select(sa.func.count()).select_from(inside.with_only_columns(OutboxMail.id).subquery())
    )
    ordered = inside.order_by(OutboxMail.created_at.desc(), OutboxMail.id.desc())
    rows = session.scalars(ordered.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)).all()
    return rows, int(total or 0)


def outbox_mail(session: Session, scope: sa.ColumnElement[bool], mail_id: int) -> OutboxMail | None:
    """Return a mail of the outbox, or None when there is none inside the scope."""
    return session.scalars(_inside(scope).where(OutboxMail.id == mail_id)).one_or_none()


def outbox_counts(session: Session, scope: sa.ColumnElement[bool]) -> dict[str, int]:
    """Return how many mails inside a scope are in each state; a state without any is left out."""
    counted = _inside(scope).with_only_columns(OutboxMail.state, sa.func.count())
    return {state: int(count) for state, count in session.execute(counted.group_by(OutboxMail.state))}


def _inside(scope: sa.ColumnElement[bool]) -> sa.Select[OutboxMail]:
    return sa.select(OutboxMail).join(Body, OutboxMail.body_id == Body.id).where(scope)


def last_heartbeat(session: Session, name: str = SCHEDULER) -> Heartbeat | None:
    """Return when the leading process of a name was last heard of, and which it was."""
    return session.get(Heartbeat, name, populate_existing=True)


def scheduler_is_late(session: Session, now: dt.datetime) -> bool:
    """Tell whether no scheduler has said for three minutes that it is alive."""
    beat = last_heartbeat(session)
    return beat is None or now - beat.at > LATE_AFTER
