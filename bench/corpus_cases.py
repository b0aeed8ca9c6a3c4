"""Where a case of the corpus stands, before which body, and whether its limits were met: as real ones do."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bench.questions import SEED
from casetracker import law
from casetracker.cases.clocks import REVIEW, Moments, clocks_of, stored_values
from casetracker.cases.models import Case, CaseDeadline
from casetracker.labels.decisions import GROUNDS, REFUSAL_GROUNDS
from casetracker.lawbook import LawBook
from casetracker.publication.clocks import public_clock
from casetracker.publication.measuring import OPEN
from casetracker.registry.models import Body, Election

Row = dict[str, Any]

COURT_SHARE = 0.2
# Of each hundred cases; those that a decision on the way stands in have no outcome yet.
STATUSES = {"decided": 82, "admitted": 10, "reopened": 4, "withdrawn": 3, "terminated": 1}
WITH_FINAL = ("decided", "reopened")
NOT_EXAMINED = ("returned", "left-without-consideration")
STAYED_SHARE = 0.25
PROCEDURES = {"commission": "commission-complaint", "court": "election-claim"}
COMPLAINANTS = ("observer", "voter", "candidate", "proxy", "party")


@dataclass(frozen=True)
class Forums:
    """The bodies that decide, the election and the law that their clocks run by."""

    commissions: Sequence[Body]
    courts: Sequence[Body]
    election: Election
    book: LawBook


def standing(
    forums: Forums, number: int, commission: Body, moments: tuple[dt.datetime, dt.datetime], outcome: str
) -> tuple[Row, Row]:
    """Return what more a case and its decision say; *moments* are those of receipt and of the decision."""
    chance = random.Random(f"{SEED} standing {number}")  # noqa: S311  # the same cases every time
    before_court = chance.random() < COURT_SHARE
    body = chance.choice(forums.courts) if before_court else commission
    status = chance.choices([*STATUSES], [*STATUSES.values()])[0]
    procedure = PROCEDURES["court" if before_court else "commission"]
    case: Row = {
        "body_id": body.id,
        "body_level": body.level,
        "region": body.region,
        "zone": body.zone,
        "procedure": procedure,
        "status": status,
        "complainant_kind": chance.choice(COMPLAINANTS),
        "clocks": _clocks(forums, body, procedure, status, moments, chance),
    }
    if status not in WITH_FINAL:
        return case, {"kind": "interim", "ruling": "acceptance", "outcome": None}
    return case, {"kind": "final", "outcome": outcome} | _ground(outcome, chance)


def _ground(outcome: str, chance: random.Random) -> Row:
    if outcome in NOT_EXAMINED:
        return {"inadmissibility_ground": chance.choice(sorted(GROUNDS))}
    return {"refusal_ground": chance.choice(sorted(REFUSAL_GROUNDS))} if outcome == "refused" else {}


def _clocks(
    forums: Forums,
    body: Body,
    procedure: str,
    status: str,
    moments: tuple[dt.datetime, dt.datetime],
    chance: random.Random,
) -> list[Row]:
    """Return the limits to decide, told as the product tells them; some that still run are stayed."""
    received, taken = moments
    stayed = status in OPEN and chance.random() < STAYED_SHARE
    stays = (law.Stay(received, "parallel-court", "notice of the court"),) if stayed else ()
    facts = Moments(forums.election, body.zone, received, received, None, stays)
    told = []
    for clock in clocks_of(forums.book, procedure, facts):
        if clock.role != REVIEW or clock.deadline is None:
            continue
        values = stored_values(forums.book, facts, clock, clock.deadline)
        state = _state(status, values, taken)
        ended = None if state in ("running", "stayed") else taken
        told.append(public_clock(CaseDeadline(case=Case(), state=state, ended_at=ended, **values)))
    return told


def _state(status: str, values: Row, taken: dt.datetime) -> str:
    if status in OPEN:
        return "stayed" if values["stayed_on"] else "running"
    if status != "decided":
        return "moot"
    return "met" if taken <= values["due_at"] else "missed"
