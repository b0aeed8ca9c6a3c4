"""Complaints and decisions."""

from __future__ import annotations

from typing import Any

from flask import current_app
from sqlalchemy.orm import Session

from casetracker.cases.actions import register_complaint
from casetracker.cases.decisions import record_decision
from casetracker.cases.identities import Vault
from casetracker.cases.inputs import ComplaintSchema, DecisionSchema, read_input
from casetracker.cases.models import Case, Decision
from casetracker.runtime import lawbook, settings
from tests.builders.registry import ASTANA, PRECINCT_372, PRESIDENTIAL

ACTOR = "test"

COMPLAINT: dict[str, Any] = {
    "election": PRESIDENTIAL,
    "body": ASTANA,
    "procedure": "commission-complaint",
    "subject": "observers",
    "contested_kind": "act",
    "contested_on": "2022-11-20",  # Sunday, voting day
    "contested_body": PRECINCT_372,
    "contested_number": None,
    "text": "Байқаушы дауыс санау кезінде сайлау учаскесінен шығарылды.",
    "relief": "Учаскелік комиссияның әрекетін заңсыз деп тану.",
    "channel": "paper",
    "language": "kk",
    "received_at": "2022-11-21T10:00",  # Monday, local time in Astana (+06:00)
    "complainant_kind": "observer",
    "complainant_organisation": None,
    "complainant_name": "Үлгіов Сынақ Мысалұлы",
    "complainant_contact": "sample@person.example, +7 700 000 00 00",
}
DECISION: dict[str, Any] = {
    "number": "12/3-Б",
    "taken_at": "2022-11-23T15:00",  # Wednesday
    "open_session": "yes",
    "outcome": "satisfied",
    "facts": "Байқаушы санау аяқталғанға дейін залдан шығарылғаны анықталды.",
    "provisions": "Сайлау туралы Конституциялық заңның 20-1-бабы.",
    "application": "Бап байқаушының дауыс санауға қатысу құқығын кепілдендіреді, ал бұл құқық шектелген.",
    "operative": "Шағым қанағаттандырылсын.",
    "remedy": "access-restored",
    "appeal_route": "Сотқа он күн ішінде.",
    "language": "kk",
}
# Decisions that do not end a case: one on the way, and the correction of the first decision.
RULING: dict[str, Any] = {
    "ruling": "interim-relief",
    "number": "4",
    "taken_at": "2022-11-22T11:00",  # Tuesday
    "operative": "Хаттаманың күші шешім қабылданғанға дейін тоқтатылсын.",
    "language": "kk",
}
SLIP: dict[str, Any] = {
    "corrects": 1,
    "number": "12/3-Б-1",
    "taken_at": "2022-11-24T10:00",  # Thursday
    "operative": "«371-учаске» деген сөздер «372-учаске» деп оқылсын.",
    "language": "kk",
}
# What a refusal names besides.
REFUSED: dict[str, Any] = {
    "refusal_ground": "facts-not-proven",
    "ground_text": "Байқаушының шығарылғаны дәлелденбеген.",
}


def vault() -> Vault:
    """Return the vault of the application under test."""
    return Vault(settings().identity_keys)


def complaint_values(**changes: Any) -> dict[str, Any]:
    """Return checked values of a complaint, with *changes* as a person would type them."""
    return read_input(ComplaintSchema(), COMPLAINT | changes)


def create_case(session: Session, *, import_key: str | None = None, **changes: Any) -> Case:
    """Register a complaint; the registry must be stored. Not committed."""
    if not current_app:
        raise RuntimeError("a case is built inside an application context")
    values = complaint_values(**changes)
    registered = register_complaint(session, lawbook(), vault(), values, actor=ACTOR, import_key=import_key)
    return registered.case


def create_decision(session: Session, case: Case, **changes: Any) -> Decision:
    """Record a decision of a case. Not committed."""
    grounds = REFUSED if changes.get("outcome") == "refused" else {}
    values = read_input(DecisionSchema(), DECISION | grounds | changes)
    return record_decision(session, lawbook(), case, values, actor=ACTOR)
