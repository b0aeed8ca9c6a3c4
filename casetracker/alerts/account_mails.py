"""Mails to the person of an account: links to choose a password, and notices of what was changed.

The token of a link lies in the outbox sealed; a notice holds no secret.
"""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from cryptography.fernet import InvalidToken
from flask_babel import force_locale
from sqlalchemy.orm import Session

from casetracker.accounts.links import INVITATION
from casetracker.accounts.models import AccountLink, User
from casetracker.accounts.sealing import Seal
from casetracker.alerts import intents, reasons
from casetracker.alerts.message_ids import message_id_of
from casetracker.alerts.models import OutboxMail
from casetracker.alerts.rendering import Rendered, RenderingError, render
from casetracker.law.wording import date_in_words
from config.settings import Settings


def tell_link(
    session: Session, link: AccountLink, sealed_token: bytes, *, now: dt.datetime, domain: str
) -> None:
    """Put the mail that brings a link into the outbox, in the unit of work that made the link."""
    intent = intents.INVITATION if link.kind == INVITATION else intents.PASSWORD_RESET
    facts = {"sealed": sealed_token.decode(), "expires_at": link.expires_at.isoformat()}
    _put(session, link.user, intent, f"account-link:{link.id}", facts, now=now, domain=domain)


def tell_change(session: Session, user: User, change: str, *, now: dt.datetime, domain: str) -> None:
    """Put the notice of a change (a slug of ``account-change``) into the outbox, in the same unit of work."""
    key = f"account-change:{user.id}:{change}:{now.isoformat()}"
    facts = {"change": change, "at": now.isoformat()}
    _put(session, user, intents.ACCOUNT_CHANGED, key, facts, now=now, domain=domain)


def _put(
    session: Session,
    user: User,
    intent: str,
    key: str,
    facts: dict[str, Any],
    *,
    now: dt.datetime,
    domain: str,
) -> None:
    session.add(
        OutboxMail(
            key=key,
            message_id=message_id_of(key, domain),
            intent=intent,
            body_id=user.body_id,
            user_id=user.id,
            recipient=user.email,
            language=user.language,
            variables={"name": user.name, "zone": user.body.zone, **facts},
            state="pending",
            created_at=now,
            next_attempt_at=now,
        )
    )


def render_link_mail(intent: str, language: str, facts: dict[str, Any], settings: Settings) -> Rendered:
    """Return a mail with a link in the recipient's language.

    Raises :class:`RenderingError`, also when no key opens the token.
    """
    try:
        token = Seal(settings.identity_keys).open(facts["sealed"].encode())
        with force_locale(language):
            return render(
                intent,
                {
                    "language": language,
                    "name": facts["name"],
                    "link": f"{settings.base_url}/password/choose/{token}",
                    "valid_until": _moment(facts["expires_at"], facts["zone"], language),
                },
            )
    except (InvalidToken, KeyError, ValueError) as error:
        raise RenderingError(reasons.NOT_RENDERED, f"{intent}: {error!r}") from error


def _moment(instant: str, zone: str, language: str) -> str:
    local = dt.datetime.fromisoformat(instant).astimezone(ZoneInfo(zone))
    return f"{date_in_words(local.date(), language)}, {local:%H:%M} (UTC{local.isoformat()[-6:]})"
