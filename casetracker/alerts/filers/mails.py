"""The mails to those who filed online, made when they are sent; they hold no word of the complaint."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from cryptography.fernet import InvalidToken
from flask_babel import force_locale
from sqlalchemy.orm import Session

from casetracker import db, labels
from casetracker.alerts import reasons
from casetracker.alerts.claims import ClaimedMail
from casetracker.alerts.intents import FILING_NEWS
from casetracker.alerts.letters import Letter
from casetracker.alerts.rendering import RenderingError, compose, render
from casetracker.cases.models import Event
from casetracker.filing.models import FilingContact, contact_of
from casetracker.law.wording import date_in_words
from casetracker.sealing.box import SealBox
from config.settings import Settings


def filer_message(mail: ClaimedMail, settings: Settings) -> Letter:
    """Return the message of a claimed mail, with the headers that end the mails with one click.

    Raises :class:`RenderingError`, also when the mails were ended meanwhile.
    """
    # A session of its own, closed before anybody speaks to a mail server.
    with Session(db.db.engine) as session, force_locale(mail.language):
        found = session.get(FilingContact, mail.variables.get("contact_id"))
        if found is None or found.state == "ended":
            raise RenderingError(reasons.UNSUBSCRIBED, f"{mail.recipient} has ended")
        try:
            address, token = contact_of(SealBox(settings.identity_keys), found)
        except (InvalidToken, KeyError, ValueError) as error:
            raise RenderingError(reasons.NOT_RENDERED, f"{mail.recipient} cannot be opened") from error
        link = f"{settings.base_url}/filings/{token}"
        words = {
            "language": mail.language,
            "reference": found.case.reference,
            "link": f"{link}?lang={mail.language}",
        }
        if mail.intent == FILING_NEWS:
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


def _news(session: Session, mail: ClaimedMail, found: FilingContact, base_url: str) -> dict[str, Any]:
    ids = [int(each) for each in mail.variables.get("events", [])]
    wanted = sa.select(Event).where(Event.id.in_(ids), Event.case_id == found.case_id)
    zone = ZoneInfo(found.case.body.zone)
    lines = [
        {
            "day": date_in_words(event.at.astimezone(zone).date(), mail.language),
            "what": str(labels.label("event", event.kind)),
        }
        for event in session.scalars(wanted.order_by(Event.at, Event.id))
    ]
    return {"lines": lines, "track": f"{base_url}/track?lang={mail.language}"}
