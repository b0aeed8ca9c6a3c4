"""Steps taken as a person would type them, and cases that follow from each other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session

from casetracker.cases.inputs import read_input
from casetracker.cases.models import Case, CaseDeadline
from casetracker.cases.receiving import Doer, Passed
from casetracker.cases.steps import DOORS
from casetracker.registry.models import Body
from casetracker.runtime import lawbook
from tests.builders.cases import ACTOR, DECISION, RULING, SLIP, vault
from tests.builders.proceedings import STAY, STAY_END

COURT, APPEAL_COURT, SUPREME = "kz-siac-astana", "kz-appeal-astana", "kz-supreme-court"
# What is typed with each step unless a test changes it; local time in Astana (+06:00).
TYPED: dict[str, dict[str, Any]] = {
    "return-for-defects": {"at": "2022-11-21T12:00", "note": "The signature is missing."},
    "mend-defects": {"at": "2022-11-22T09:00"},
    "find-admissible": {"at": "2022-11-21T15:00"},
    "stay": STAY,
    "resume": STAY_END,
    "end": STAY_END,
    "interim-decision": RULING,
    "correct-decision": SLIP,
    "decide": DECISION,
    "withdraw": {"at": "2022-11-28T11:00", "source": "№ 5, 2022-11-28"},
    "forward": {
        "body": "kz-siac-astana",
        "procedure": "election-claim",
        "at": "2022-11-22T16:00",
        "source": "№ 77, 2022-11-22",
    },
    "serve": {"served_at": "2022-11-25T10:00"},
    "put-in-force": {"in_force_on": "2022-12-01"},
    "next-instance": {
        "body": COURT,
        "procedure": "election-claim",
        "filed_at": "2022-11-28T09:00",
        "text": "Комиссияның шешімімен келіспеймін.",
        "channel": "paper",
        "received_at": "2022-11-28T10:00",
    },
    "reopen": {"at": "2022-12-05T10:00"},
    "correct": {"received_at": "2022-11-21T09:30", "reason": "misread"},
    "correct-taking": {"decision": 1, "taken_at": "2022-11-24T09:00", "reason": "misread"},
    "join": {"reference": "2022-PRES/REC-ASTANA/0002"},
    "split": {},
}


def everybody(_body: Body) -> bool:
    return True


def nobody(_body: Body) -> bool:
    return False


def doer(version: int | None = None, may: Callable[[Body], bool] = everybody) -> Doer:
    """Return somebody who may register everywhere, unless told otherwise."""
    return Doer(ACTOR, vault(), may, may, version)


def step(
    session: Session,
    case: Case,
    slug: str,
    *,
    version: int | None = None,
    may: Callable[[Body], bool] = everybody,
    **changes: Any,
) -> Any:
    """Take a step with what is usually typed, changed by name. Not committed."""
    door = DOORS[slug]
    typed = {name: value for name, value in (TYPED[slug] | changes).items() if value is not None}
    return door.act(session, lawbook(), case, read_input(door.schema(), typed), doer(version, may))


def followed(passed: Passed) -> Case:
    """Return the case that a step opened elsewhere."""
    assert passed.registration is not None
    return passed.registration.case


def clocks(case: Case, role: str) -> list[CaseDeadline]:
    """Return the clocks of a role that count."""
    return [clock for clock in case.deadlines if clock.role == role and clock.state != "replaced"]
