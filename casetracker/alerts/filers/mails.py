"""The mails to those who filed online, made when they are sent; they hold no word of the complaint."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from casetracker import labels
from casetracker.alerts.addressees import Correspondence
from casetracker.alerts.claims import ClaimedMail
from casetracker.alerts.intents import FILING_NEWS
from casetracker.cases.models import Case, Event
from casetracker.filing.models import FilingContact, contact_of
from casetracker.filing.tracking import cases_followed
from casetracker.law.wording import date_in_words
from config.settings import Settings


def _words(session: Session, mail: ClaimedMail, found: FilingContact, settings: Settings) -> dict[str, Any]:
    words: dict[str, Any] = {"reference": found.case.reference}
    return words | _news(session, mail, found, settings.base_url) if mail.intent == FILING_NEWS else words


def _news(session: Session, mail: ClaimedMail, found: FilingContact, base_url: str) -> dict[str, Any]:
    ids = [int(each) for each in mail.variables.get("events", [])]
    cases = {case.id: case for case in cases_followed(found.case)}
    wanted = sa.select(Event).where(Event.id.in_(ids), Event.case_id.in_(cases))
    lines = [
        {
            "day": date_in_words(_day(event, cases[event.case_id]), mail.language),
            "what": str(labels.label("event", event.kind)),
            # Where another body has it now, it has another number.
            "reference": cases[event.case_id].reference if event.case_id != found.case_id else None,
        }
        for event in session.scalars(wanted.order_by(Event.at, Event.id))
    ]
    return {"lines": lines, "track": f"{base_url}/track?lang={mail.language}"}


def _day(event: Event, case: Case) -> dt.date:
    return event.at.astimezone(ZoneInfo(case.body.zone)).date()


TO_FILERS = Correspondence(FilingContact, "contact_id", contact_of, "filings", _words)
