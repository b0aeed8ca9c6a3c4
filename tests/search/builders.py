"""Public cases and decisions to be found: one builder each, every field with an innocent default."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy.orm import Session

from casetracker.publication.models import PublicCase, PublicDecision
from casetracker.registry.models import Body, Election

RECEIVED = dt.datetime(2022, 11, 20, 4, 0, tzinfo=dt.UTC)


def add_registry(session: Session) -> None:
    """One election and one commission, by which cases can be found too."""
    session.add(
        Election(
            id="2022-pres",
            code="2022-PRES",
            kind="presidential",
            voting_on=dt.date(2022, 11, 20),
            zone="Asia/Almaty",
            name_kk="Президент сайлауы",
            name_ru="Выборы Президента",
            name_en="Presidential election",
        )
    )
    session.add(
        Body(
            id="cec",
            code="CEC",
            kind="commission",
            level="central",
            path="cec",
            zone="Asia/Almaty",
            name_kk="Орталық сайлау комиссиясы",
            name_ru="Центральная избирательная комиссия",
            name_en="Central Election Commission",
        )
    )
    session.flush()


def public_case(session: Session, serial: int, **changes: Any) -> PublicCase:
    """A published case without a decision."""
    values: dict[str, Any] = {
        "slug": f"2022-pres/cec-{serial:04}",
        "reference": f"2022-PRES/CEC/{serial:04}",
        "state": "published",
        "election_id": "2022-pres",
        "body_id": "cec",
        "body_level": "central",
        "region": None,
        "procedure": "commission-complaint",
        "subject": "counting",
        "status": "decided",
        "complainant_kind": "observer",
        "summary": "Өтініш",
        "language": "kk",
        "contested_kind": "act",
        "received_at": RECEIVED,
        "zone": "Asia/Almaty",
        "is_late": False,
        "clocks": [],
        "timeline": [],
        "published_at": RECEIVED,
        "updated_at": RECEIVED,
        "clocks_at": RECEIVED,
    }
    case = PublicCase(**(values | changes))
    session.add(case)
    session.flush()
    return case


def limit(due_at: dt.datetime, state: str = "running") -> dict[str, str]:
    """A published limit to decide, with what is told of it in the index and in the figures."""
    due_on = (due_at - dt.timedelta(seconds=1)).date()
    return {"role": "review", "state": state, "due_at": due_at.isoformat(), "due_on": due_on.isoformat()}


def public_decision(case: PublicCase, **changes: Any) -> PublicDecision:
    """A decision of the case, in its language."""
    values: dict[str, Any] = {
        "ordinal": len(case.decisions) + 1,
        "number": "7/1",
        "taken_at": RECEIVED + dt.timedelta(days=3),
        "open_session": True,
        "outcome": "refused",
        "facts": "",
        "provisions": "",
        "application": "",
        "operative": "Бас тартылды",
        "remedy": "none",
        "appeal_route": "",
        "reasoned": False,
        "language": case.language,
        "published_at": RECEIVED + dt.timedelta(days=4),
        "lag_seconds": 86_400,
    }
    decision = PublicDecision(**(values | changes))
    case.decisions.append(decision)
    return decision
