"""Links sent by mail with which a password is chosen: single use, expiring. Actions never commit."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from casetracker.accounts.models import AccountLink, User
from casetracker.accounts.passwords import check_password, hasher
from casetracker.accounts.sessions import end_sessions
from casetracker.accounts.tokens import new_token, token_hash
from casetracker.audit.actions import record

INVITATION, PASSWORD_RESET = "invitation", "password-reset"
LIFETIMES = {INVITATION: dt.timedelta(days=7), PASSWORD_RESET: dt.timedelta(hours=1)}


def make_link(
    session: Session, user: User, kind: str, *, actor: str, now: dt.datetime
) -> tuple[AccountLink, str]:
    """Make a link and return it with its token; those the user got before open nothing any more."""
    session.execute(
        sa.update(AccountLink)
        .where(AccountLink.user_id == user.id, AccountLink.spent_at.is_(None))
        .values(spent_at=now)
    )
    token = new_token()
    link = AccountLink(
        user=user,
        kind=kind,
        token_hash=token_hash(token),
        created_at=now,
        expires_at=now + LIFETIMES[kind],
    )
    session.add(link)
    session.flush()
    record(session, actor=actor, action=f"{kind}.sent", thing=user.ref)
    return link, token


def link_of_token(session: Session, token: str, now: dt.datetime) -> AccountLink | None:
    """Return the link that a token opens, unless it was used, replaced, or is too old."""
    wanted = sa.select(AccountLink).where(AccountLink.token_hash == token_hash(token))
    link = session.scalars(
        wanted.with_for_update(of=AccountLink).execution_options(populate_existing=True)
    ).one_or_none()
    usable = link is not None and link.spent_at is None and now < link.expires_at and link.user.is_enabled
    return link if usable else None


def use_link(session: Session, link: AccountLink, password: str, *, now: dt.datetime) -> None:
    """Let the person choose the password; every session ends, and the account is no longer locked.

    Raises :class:`InvalidInput` for a password that is not taken; the link then stays usable.
    """
    user = link.user
    check_password(password, user.email)
    link.spent_at = now
    user.password_hash = hasher.hash(password)
    user.is_invited, user.failed_logins, user.locked_until = False, 0, None
    end_sessions(session, user, actor=user.ref)
    record(session, actor=user.ref, action="user.password-chosen", thing=user.ref, details={"by": link.kind})
