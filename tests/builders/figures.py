"""Rows of the projection as publishing leaves them, for those who count: no case file stands behind them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy.orm import Session

from casetracker.publication.models import PublicCase, PublicDecision

RECEIVED = dt.datetime(2022, 11, 21, 4, tzinfo=dt.UTC)  # Monday, 10:00 in Astana
DAY = dt.timedelta(days=1)


def clock(role: str, due_on: dt.date, state: str) -> dict[str, Any]:
    """Return a published clock with what is counted of it."""
    due_at = dt.datetime.combine(due_on + DAY, dt.time(), tzinfo=dt.timezone(6 * dt.timedelta(hours=1)))
    told = {"role": role, "rule": f"a.rule.of.{role}", "decision": None, "state": state}
    return told | {"due_on": due_on.isoformat(), "due_at": due_at.isoformat()}


def add_public_case(session: Session, number: int, **changes: Any) -> PublicCase:
    """Add a published case without a decision. Not committed."""
    values: dict[str, Any] = {
        "slug": f"2022-pres/rec-astana-{number:04}",
        "reference": f"2022-PRES/REC-ASTANA/{number:04}",
        "state": "published",
        "election_id": "2022-pres",
        "body_id": "kz-rec-astana",
        "body_level": "territorial-region",
        "region": "710000000",
        "procedure": "commission-complaint",
        "subject": "observers",
        "status": "registered",
        "complainant_kind": "observer",
        "summary": "Шағым.",
        "language": "kk",
        "contested_kind": "act",
        "contested_on": dt.date(2022, 11, 20),  # Sunday
        "received_at": RECEIVED,
        "receipt_known": True,
        "zone": "Asia/Almaty",
        "is_late": False,
        "clocks": [],
        "clocks_at": RECEIVED,
        "timeline": [],
        "published_at": RECEIVED,
        "updated_at": RECEIVED,
        "version": 1,
        "corrections": [],
    }
    case = PublicCase(**(values | changes))
    session.add(case)
    return case


def add_public_decision(case: PublicCase, **changes: Any) -> PublicDecision:
    """Add a published decision that ends a case. Not committed."""
    taken_at = changes.get("taken_at", RECEIVED + 2 * DAY)
    values: dict[str, Any] = {
        "ordinal": len(case.decisions) + 1,
        "kind": "final",
        "number": "12/3",
        "taken_at": taken_at,
        "open_session": True,
        "outcome": "refused",
        "facts": "",
        "provisions": "",
        "application": "",
        "operative": "Шешім.",
        "remedy": "none",
        "appeal_route": "",
        "reasoned": True,
        "language": "kk",
        "published_at": taken_at + DAY,
        "lag_seconds": 24 * 3600,
        "version": 1,
    }
    decision = PublicDecision(**(values | changes))
    case.decisions.append(decision)
    if decision.kind == "final":
        case.status = "decided"
    return decision
