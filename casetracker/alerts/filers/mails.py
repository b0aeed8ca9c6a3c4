"""The mails to those who filed online, made when they are sent; they hold no word of the complaint."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from casetracker import labels
from casetracker.alerts.addressees import Correspondence
from casetracker.alerts.claims import ClaimedMail
from casetracker.alerts.intents import FILING_NEWS
from casetracker.cases.models import Event
from casetracker.filing.models import FilingContact, contact_of
from casetracker.law.wording import date_in_words
from config.settings import Settings


def _words(session: Session, mail: ClaimedMail, found: FilingContact, settings: Settings) -> dict[str, Any]:
    words: dict[str, Any] = {"reference": found.case.reference}
    return words | _news(session, mail, found, settings.base_url) if mail.intent == FILING_NEWS else words


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


TO_FILERS = Correspondence(FilingContact, "contact_id", contact_of, "filings", _words)
