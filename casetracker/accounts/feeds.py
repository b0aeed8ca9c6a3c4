"""The addresses that calendars subscribe to: made, used, revoked. Actions never commit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from casetracker import db
from casetracker.accounts.models import CalendarFeed, User
from casetracker.accounts.tokens import NOTED_EVERY, new_token, token_hash
from casetracker.audit.actions import record
from casetracker.registry.errors import InvalidInput
from casetracker.registry.models import Body

MINE, BODY, CASE = "mine", "body", "case"
# Nobody keeps an eye on more; each is a secret that lies in some other program.
MOST_OF_ONE = 20


def create_feed(
    session: Session,
    user: User,
    kind: str,
    *,
    language: str,
    body: Body | None = None,
    case_reference: str | None = None,
) -> str:
    """Make the address of a calendar; its token is returned once and stored only as a hash.

    The caller has asked whether the body or the case is in the user's scope; every reading asks again.
    Raises :class:`InvalidInput` when the user has too many.
    """
    if len(feeds_of(session, user)) >= MOST_OF_ONE:
        raise InvalidInput(
            {
                "_schema": [
                    _("You have %(count)s calendars. Revoke one that you need no more.", count=MOST_OF_ONE)
                ]
            }
        )
    token = new_token()
    session.add(
        CalendarFeed(
            user=user,
            kind=kind,
            body=body,
            case_reference=case_reference,
            language=language,
            token_hash=token_hash(token),
            created_at=db.now(),
        )
    )
    details = {"kind": kind} | ({"body": body.id} if body else {})
    details |= {"case": case_reference} if case_reference else {}
    record(session, actor=user.ref, action="calendar.made", thing=user.ref, details=details)
    return token


def revoke_feed(session: Session, feed: CalendarFeed, *, actor: str) -> None:
    """Let the address of a calendar open nothing any more; again, it changes nothing."""
    if feed.revoked_at is None:
        feed.revoked_at = db.now()
        details = {"kind": feed.kind}
        record(session, actor=actor, action="calendar.revoked", thing=feed.user.ref, details=details)


def revoke_feeds(session: Session, user: User, *, actor: str) -> None:
    """Revoke every calendar of a user."""
    for feed in feeds_of(session, user):
        revoke_feed(session, feed, actor=actor)


def feeds_of(session: Session, user: User) -> Sequence[CalendarFeed]:
    """Return the calendars of a user that are not revoked, the newest first."""
    mine = sa.select(CalendarFeed).where(CalendarFeed.user_id == user.id, CalendarFeed.revoked_at.is_(None))
    return session.scalars(mine.order_by(CalendarFeed.id.desc())).all()


def feed_in_use(session: Session, token: str, now: dt.datetime) -> CalendarFeed | None:
    """Return the calendar of a token, or None: revoked, or its user is disabled, locked or only invited."""
    wanted = sa.select(CalendarFeed).where(
        CalendarFeed.token_hash == token_hash(token), CalendarFeed.revoked_at.is_(None)
    )
    feed = session.scalars(wanted).one_or_none()
    if feed is None or not feed.user.is_enabled or feed.user.is_invited:
        return None
    is_locked = feed.user.locked_until is not None and feed.user.locked_until > now
    return None if is_locked else feed


def is_use_unnoted(feed: CalendarFeed, now: dt.datetime) -> bool:
    """Tell whether a reading now is to be noted: at most once a minute."""
    return feed.last_used_at is None or now - feed.last_used_at >= NOTED_EVERY


def note_use(session: Session, feed: CalendarFeed, now: dt.datetime) -> None:
    """Note that a calendar was read; one revoked meanwhile stays as it is."""
    session.execute(
        sa.update(CalendarFeed)
        .where(CalendarFeed.id == feed.id, CalendarFeed.revoked_at.is_(None))
        .values(last_used_at=now)
    )
