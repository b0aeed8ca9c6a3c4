"""The mails to subscribers, made when they are sent, from what is public then: nothing withdrawn is told."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy.orm import Session

from casetracker.alerts.addressees import Correspondence
from casetracker.alerts.claims import ClaimedMail
from casetracker.alerts.intents import SUBSCRIPTION_NEWS
from casetracker.alerts.models import OutboxMail
from casetracker.alerts.subscriptions.models import Subscription, contact_of
from casetracker.alerts.subscriptions.wording import lines_of, what_of
from config.settings import Settings

MOST_LINES = 50
# The reply of a mail server and its enhanced status: "550 5.1.1".
CODES = re.compile(r"\b[245]\d\d\b|\b[245]\.\d{1,3}\.\d{1,3}\b")


def _words(session: Session, mail: ClaimedMail, found: Subscription, settings: Settings) -> dict[str, Any]:
    words: dict[str, Any] = {"what": what_of(session, found, mail.language)}
    if mail.intent != SUBSCRIPTION_NEWS:
        return words
    key = session.get_one(OutboxMail, mail.id).key
    lines = lines_of(session, found, key, mail.language, settings.base_url)
    return words | {"lines": lines[:MOST_LINES], "left_out": max(0, len(lines) - MOST_LINES)}


TO_SUBSCRIBERS = Correspondence(Subscription, "subscription_id", contact_of, "subscriptions", _words)


def codes_in(answer: str) -> str:
    """Return the codes of what a mail server answered, without its words."""
    return " ".join(CODES.findall(answer)[:2])
