"""Append to the history of a case: what happened, when it happened and when it was recorded."""

from __future__ import annotations

import datetime as dt
from typing import Any

from casetracker import db
from casetracker.cases.models import Case, Event
from casetracker.cases.plain import kin


def add_event(case: Case, kind: str, at: dt.datetime, actor: str, **data: Any) -> Event:
    """Append what happened to the case's history."""
    event = kin(case, Event)(kind=kind, at=at, recorded_at=db.now(), actor=actor, data=data)
    case.events.append(event)
    return event
