"""Where a user is logged in: opened, completed by the second step, seen, ended. Actions never commit."""

from __future__ import annotations

import datetime as dt
import ipaddress
import re
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from casetracker import db
from casetracker.accounts.models import User, UserSession
from casetracker.accounts.tokens import new_token, token_hash
from casetracker.audit.actions import record

# Without a request for so long, and after so long in any case, a person logs in again.
IDLE = dt.timedelta(hours=2)
LONGEST = dt.timedelta(hours=12)
SECOND_STEP_WITHIN = dt.timedelta(minutes=10)
# What weakens an account asks for the password again after this time.
CONFIRMED_FOR = dt.timedelta(minutes=15)
SEEN_EVERY = dt.timedelta(minutes=1)
KEPT_FOR = dt.timedelta(days=90)

BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("YaBrowser", "Yandex Browser"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


def open_session(
    session: Session,
    user: User,
    *,
    way: str,
    address: str,
    agent: str,
    now: dt.datetime,
) -> tuple[UserSession, str]:
    """Note a browser in which somebody took the first step; return it and the token of its cookie.

    It opens nothing before :func:`complete_session`.
    """
    old = sa.delete(UserSession).where(
        UserSession.user_id == user.id, UserSession.created_at < now - KEPT_FOR
    )
    session.execute(old)
    token = new_token()
    opened = UserSession(
        user=user,
        token_hash=token_hash(token),
        way=way,
        address=short_address(address),
        agent=short_agent(agent),
        created_at=now,
        last_seen_at=now,
        confirmed_at=now,
    )
    session.add(opened)
    session.flush()
    return opened, token


def complete_session(session: Session, opened: UserSession, *, now: dt.datetime, second_factor: bool) -> str:
    """Log the user in; return a new token, so that one known before opens nothing."""
    token = new_token()
    opened.token_hash, opened.completed_at = token_hash(token), now
    opened.created_at = opened.last_seen_at = opened.confirmed_at = now
    opened.second_factor_at = now if second_factor else None
    user = opened.user
    user.failed_logins, user.locked_until, user.last_login_at = 0, None, now
    record(session, actor=user.ref, action="user.logged-in", thing=user.ref, details={"way": opened.way})
    return token


def session_of_token(session: Session, token: str, now: dt.datetime) -> UserSession | None:
    """Return the session of a cookie's token, completed or not, unless it has ended or is too old."""
    found = session.scalars(
        sa.select(UserSession).where(UserSession.token_hash == token_hash(token))
    ).one_or_none()
    return found if found is not None and found.user.is_enabled and is_alive(found, now) else None


def is_alive(opened: UserSession, now: dt.datetime) -> bool:
    """Tell whether a session has neither ended nor expired."""
    if opened.ended_at is not None:
        return False
    if opened.completed_at is None:
        return now < opened.created_at + SECOND_STEP_WITHIN
    return now < min(opened.created_at + LONGEST, opened.last_seen_at + IDLE)


def is_confirmed(opened: UserSession, now: dt.datetime) -> bool:
    """Tell whether the person proved a short while ago who they are."""
    return now < opened.confirmed_at + CONFIRMED_FOR


def is_unseen(opened: UserSession, now: dt.datetime) -> bool:
    """Tell whether a request now is to be noted: at most once a minute."""
    return now - opened.last_seen_at >= SEEN_EVERY


def note_seen(session: Session, opened: UserSession, now: dt.datetime) -> None:
    """Note that a session was used; an ended one stays as it is."""
    session.execute(
        sa.update(UserSession)
        .where(UserSession.id == opened.id, UserSession.ended_at.is_(None))
        .values(last_seen_at=now)
    )


def live_sessions(session: Session, user: User, now: dt.datetime) -> Sequence[UserSession]:
    """Return where a user is logged in, the newest first."""
    mine = sa.select(UserSession).where(
        UserSession.user_id == user.id, UserSession.ended_at.is_(None), UserSession.completed_at.is_not(None)
    )
    rows = session.scalars(mine.order_by(UserSession.last_seen_at.desc(), UserSession.id.desc()))
    return [row for row in rows if is_alive(row, now)]


def end_session(session: Session, opened: UserSession, *, actor: str) -> None:
    """End one session; again, it changes nothing."""
    if opened.ended_at is None:
        opened.ended_at = db.now()
        session.add(opened)
        record(session, actor=actor, action="user.session-ended", thing=f"user:{opened.user_id}")


def end_sessions(session: Session, user: User, *, actor: str, but: UserSession | None = None) -> None:
    """End every session of a user wherever it is open, except the one given."""
    open_ones = sa.update(UserSession).where(UserSession.user_id == user.id, UserSession.ended_at.is_(None))
    if but is not None:
        open_ones = open_ones.where(UserSession.id != but.id)
    session.execute(open_ones.values(ended_at=db.now()))
    record(session, actor=actor, action="user.sessions-ended", thing=user.ref)


def short_address(text: str) -> str:
    """Return the network of an address: enough to recognise it, too little to find a person."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return ""
    prefix = 24 if address.version == 4 else 48
    return str(ipaddress.ip_network((address, prefix), strict=False))


def short_agent(text: str) -> str:
    """Return browser and system of a User-Agent in two words; '' when neither is known."""
    browser = next((name for sign, name in BROWSERS if re.search(rf"\b{sign}/", text)), "")
    system = next((name for sign, name in SYSTEMS if sign in text), "")
    return ", ".join(filter(None, (browser, system)))
