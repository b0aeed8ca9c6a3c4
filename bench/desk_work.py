"""What was done on the cases of a desk: sketches, parties, hearings, stays, decisions, publications."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Sequence
from typing import cast

import sqlalchemy as sa

from bench.case_store import ACTOR, Row
from casetracker.cases.likeness import sketch
from casetracker.cases.models import (
    Awaited,
    CaseSketch,
    CaseStay,
    Decision,
    Event,
    Hearing,
    Identity,
    IdentityMark,
    Party,
)
from casetracker.cases.models.hearing import hearing_cases
from casetracker.publication.models import PublicCase, PublicDecision

# When the desk is looked at: the last complaints about the voting have just come.
MOMENT = dt.datetime(2022, 12, 8, 4, tzinfo=dt.UTC)
# Of ten cases six are decided; of ten of those nine are served, and eight published.
DECIDED, SERVED, PUBLISHED = 6, 9, 8
MODELS = (CaseSketch, Identity, IdentityMark, Party, CaseStay, Hearing, Decision, PublicCase, PublicDecision)
WORKED = (*(cast("sa.Table", model.__table__) for model in MODELS), hearing_cases)
# What follows from the others, and is noted when all is done.
AWAITED = cast("sa.Table", Awaited.__table__)
EVENTS = cast("sa.Table", Event.__table__)


def is_decided(number: int) -> bool:
    """Tell whether a case is decided."""
    return number % 10 < DECIDED


def is_stayed(number: int) -> bool:
    """Tell whether a case, of a commission, stands still: it waits for the court's case beside it."""
    return number % 3 == 0 and number % 20 == 6


def lacks_clock(number: int) -> bool:
    """Tell whether the review clock of a case could not be computed."""
    return number % 200 == 107


def rows_of_work(cases: Sequence[Row]) -> tuple[list[Row], ...]:
    """Return the rows of each of the tables ``WORKED``."""
    decided = [case for case in cases if is_decided(case["id"])]
    published = [case for case in decided if case["id"] // 10 % 10 < PUBLISHED]
    heard = [case for case in cases if _is_heard(case["id"])]
    return (
        [{"number": it, "case_id": case["id"]} for case in cases for it in sketch(case["text"])],
        [_identity(case) for case in cases],
        [mark for case in cases for mark in _marks(case["id"])],
        [_party(case) for case in cases],
        [_stay(case) for case in cases if is_stayed(case["id"])],
        [_hearing(case) for case in heard],
        [_decision(case) for case in decided],
        [_public_case(case) for case in published],
        [_public_decision(case) for case in published],
        [{"hearing_id": case["id"], "case_id": case["id"]} for case in heard],
    )


def events_of_work(cases: Sequence[Row]) -> list[Row]:
    """Return the events of clocks that could not be computed; most of them were, later."""
    return [_not_computed(case) for case in cases if lacks_clock(case["id"]) or case["id"] % 50 == 17]


def _not_computed(case: Row) -> Row:
    at = case["registered_at"]
    data = {"rule": case["rule_id"], "code": "unverified-law", "message": "not verified"}
    same = {"at": at, "recorded_at": at, "actor": ACTOR}
    return {"case_id": case["id"], "kind": "clock-not-computed", "data": data, **same}


def _identity(case: Row) -> Row:
    sealed = hashlib.sha256(case["reference"].encode()).digest() * 4
    same = {"replaced_at": None, "erased_at": None, "index_key": "bench"}
    at = case["registered_at"]
    return {"id": case["id"], "case_id": case["id"], "sealed": sealed, "created_at": at, **same}


def _marks(number: int) -> Iterator[Row]:
    for place, kind in enumerate(("name", "email")):
        mark = hashlib.sha256(f"{kind} {number // 2}".encode()).hexdigest()
        yield {"id": 2 * number - 1 + place, "identity_id": number, "kind": kind, "mark": mark}


def _party(case: Row) -> Row:
    number = case["id"]
    of_many = number % 4 == 0
    return {
        "id": number,
        "case_id": number,
        "role": "complainant",
        "kind": "observer",
        "organisation": f"Бақылаушылар {number % 40}" if of_many else None,
        "identity_id": number,
    }


def _stay(case: Row) -> Row:
    number, at = case["id"], case["received_at"] + dt.timedelta(days=1)
    # The case beside it that is before the court; of some it has decided.
    court = number - 1 if number % 40 == 6 else number + 2
    return {
        "id": number,
        "case_id": number,
        "ground": "parallel-court",
        "from_at": at,
        "source": "a notice of the court",
        "court_case_id": court,
        "recorded_at": at,
        "recorded_by": ACTOR,
    }


def _is_heard(number: int) -> bool:
    """Before the court one case in five is heard."""
    return number % 3 == 2 and number % 5 == 3


def _hearing(case: Row) -> Row:
    number = case["id"]
    # One hearing in seven is of these two days.
    near = MOMENT.replace(hour=5) + dt.timedelta(hours=number % 30)
    starts_at = near if number % 7 == 0 else case["received_at"] + dt.timedelta(days=3)
    return {
        "id": number,
        "uid": f"bench-{number:06d}",
        "case_id": number,
        "starts_at": starts_at,
        "zone": "Asia/Almaty",
        "place": "Астана, Бейбітшілік 1",
        "room": str(number % 12),
        "link_is_public": False,
        "is_open": True,
        "language": "kk",
        "result": None if starts_at > MOMENT else "held",
        "sequence": 0,
        "set_at": case["registered_at"],
        "set_by": ACTOR,
        "updated_at": case["registered_at"],
    }


def _decision(case: Row) -> Row:
    taken_at = case["received_at"] + dt.timedelta(days=2)
    return {
        "id": case["id"],
        "case_id": case["id"],
        "ordinal": 1,
        "number": str(case["serial"]),
        "taken_at": taken_at,
        "outcome": "refused",
        "facts": "",
        "provisions": "",
        "application": "",
        "operative": "",
        "remedy": "none",
        "appeal_route": "",
        "language": "kk",
        "served_at": taken_at if case["id"] // 100 % 10 < SERVED else None,
        "in_force_on": taken_at.date() if case["id"] % 3 == 2 and case["id"] // 10 % 3 == 0 else None,
        "text_known": True,
        "recorded_at": taken_at,
        "recorded_by": ACTOR,
    }


def _public_case(case: Row) -> Row:
    election, body, serial = case["reference"].lower().split("/")
    same = ("id", "reference", "election_id", "body_id", "procedure", "subject", "language", "received_at")
    return {name: case[name] for name in (*same, "contested_kind", "contested_on", "is_late")} | {
        "slug": f"{election}/{body}-{serial}",
        "state": "published",
        "body_level": "territorial-region",
        "status": "decided",
        "complainant_kind": "observer",
        "summary": "",
        "receipt_known": True,
        "zone": "Asia/Almaty",
        "clocks": [],
        "timeline": [],
        "clocks_at": case["received_at"],
        "published_at": case["received_at"],
        "updated_at": case["received_at"],
        "version": 1,
    }


def _public_decision(case: Row) -> Row:
    decision = _decision(case)
    same = ("id", "number", "taken_at", "outcome", "facts", "provisions", "application", "operative")
    return {name: decision[name] for name in (*same, "remedy", "appeal_route", "language")} | {
        "public_case_id": case["id"],
        "ordinal": 1,
        "published_at": decision["taken_at"],
        "lag_seconds": 0,
        "version": 1,
    }
