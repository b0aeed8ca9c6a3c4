"""What the public files."""

from __future__ import annotations

import io
from collections.abc import Mapping

from sqlalchemy.orm import Session

from casetracker.documents.receiving import receive
from casetracker.filing import drafts
from casetracker.filing.actions import Tools, send
from casetracker.filing.models import Filing
from casetracker.runtime import document_store, lawbook, settings
from casetracker.sealing.box import SealBox
from tests.builders.cases import vault
from tests.builders.registry import ASTANA, PRESIDENTIAL

# What is typed page by page on Monday, 21 November 2022, the day after voting.
ANSWERS: dict[str, str] = {
    "election": PRESIDENTIAL,
    "contested": "commission-act",
    "contested_kind": "act",
    "subject": "observers",
    "against": "precinct",
    "contested_body": "PEC-ASTANA-372",
    "contested_number": "",
    "on": "2022-11-20",
    "by": "observer",
    "body": ASTANA,
    "name": "Үлгіов Сынақ Мысалұлы",
    "contact": "Астана, Үлгі көшесі, 1",
    "organisation": "",
    "standing": "Мен сол учаскеде байқаушы болдым.",
    "email": "",
    "language": "kk",
    "confidential": "",
    "text": "Байқаушы дауыс санау кезінде сайлау учаскесінен шығарылды.",
    "relief": "Учаскелік комиссияның әрекетін заңсыз деп тану.",
}


def tools() -> Tools:
    """Return what filing works with in the application under test."""
    return Tools(lawbook(), SealBox(settings().identity_keys), vault(), document_store())


def create_filing(session: Session, **changes: str) -> Filing:
    """Type everything, and do not send it. Not committed."""
    filing = drafts.new_filing(session)
    drafts.save_answers(tools().box, filing, typed(**changes))
    session.flush()
    return filing


def send_filing(session: Session, filing: Filing, *, is_suspicious: bool = False) -> None:
    """Send a filing. Not committed."""
    send(session, tools(), filing, is_suspicious=is_suspicious, language="ru")


def add_file(session: Session, filing: Filing, content: bytes, name: str) -> None:
    """Add a file to a draft. Not committed."""
    received = receive(settings().documents, io.BytesIO(content), name)
    drafts.add_file(session, tools().box, document_store(), filing, received, 10_000_000)


def typed(**changes: str) -> Mapping[str, str]:
    """Return all that is typed, with *changes*."""
    return ANSWERS | changes
