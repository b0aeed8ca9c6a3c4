"""The mails to subscribers, made when they are sent, from what is public then: nothing withdrawn is told."""

from __future__ import annotations

import re
from typing import Any

from cryptography.fernet import InvalidToken
from flask_babel import force_locale
from sqlalchemy.orm import Session

from casetracker import db
from casetracker.alerts import reasons
from casetracker.alerts.claims import ClaimedMail
from casetracker.alerts.intents import SUBSCRIPTION_NEWS
from casetracker.alerts.letters import Letter
from casetracker.alerts.models import OutboxMail
from casetracker.alerts.rendering import RenderingError, compose, render
from casetracker.alerts.subscriptions.models import Subscription, contact_of
from casetracker.alerts.subscriptions.wording import lines_of, what_of
from casetracker.sealing.box import SealBox
from config.settings import Settings

MOST_LINES = 50
# The reply of a mail server and its enhanced status: "550 5.1.1".
CODES = re.compile(r"\b[245]\d\d\b|\b[245]\.\d{1,3}\.\d{1,3}\b")


def subscriber_message(mail: ClaimedMail, settings: Settings) -> Letter:
    """Return the message of a claimed mail, with the headers that end the subscription with one click.

    Raises :class:`RenderingError`, also when the subscription has ended meanwhile.
    """
    # A session of its own, closed before anybody speaks to a mail server.
    with Session(db.db.engine) as session, force_locale(mail.language):
        found = session.get(Subscription, mail.variables.get("subscription_id"))
        if found is None or found.state == "ended":
            raise RenderingError(reasons.UNSUBSCRIBED, f"{mail.recipient} has ended")
        try:
            address, token = contact_of(SealBox(settings.identity_keys), found)
        except (InvalidToken, KeyError, ValueError) as error:
            raise RenderingError(reasons.NOT_RENDERED, f"{mail.recipient} cannot be opened") from error
        link = f"{settings.base_url}/subscriptions/{token}"
        words = {
            "language": mail.language,
            "what": what_of(session, found, mail.language),
            "link": f"{link}?lang={mail.language}",
        }
        if mail.intent == SUBSCRIPTION_NEWS:
            words |= _news(session, mail, found, settings.base_url)
        rendered = render(mail.intent, words)
    return compose(
        rendered,
        settings,
        recipient=address,
        message_id=mail.message_id,
        language=mail.language,
        at=db.now(),
        more=(
            ("List-Unsubscribe", f"<{link}/stop>"),
            ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
        ),
    )


def _news(session: Session, mail: ClaimedMail, found: Subscription, base_url: str) -> dict[str, Any]:
    key = session.get_one(OutboxMail, mail.id).key
    lines = lines_of(session, found, key, mail.language, base_url)
    return {"lines": lines[:MOST_LINES], "left_out": max(0, len(lines) - MOST_LINES)}


def codes_in(answer: str) -> str:
    """Return the codes of what a mail server answered, without its words."""
    return " ".join(CODES.findall(answer)[:2])
