"""The day of a decision is corrected: the history keeps both, and what hangs on it is judged again."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.orm import Session

from casetracker import db
from casetracker.cases.errors import InvalidInput
from casetracker.cases.history import standing
from casetracker.cases.models import Case
from casetracker.db import unit_of_work
from casetracker.publication.following import follow_clocks
from tests.builders.cases import create_case, create_decision
from tests.builders.chains import clocks, step
from tests.builders.proceedings import on
from tests.builders.publication import publish_case
from tests.builders.registry import create_registry


@pytest.fixture
def case(session: Session) -> Case:
    """Received Monday 21 November 2022, to be decided until Thursday 24; decided on Wednesday 23."""
    with unit_of_work(session):
        create_registry(session)
        case = create_case(session)
        create_decision(session, case)
        return case


def take(session: Session, case: Case, slug: str = "correct-taking", **changes: Any) -> None:
    with unit_of_work(session):
        step(session, case, slug, **changes)


def test_in_time_and_the_limit_to_contest_are_judged_by_the_corrected_day(
    session: Session, case: Case
) -> None:
    [decision] = case.decisions
    take(session, case, taken_at="2022-11-25T09:00")  # Friday, so late after all
    [review], [appeal] = clocks(case, "review"), clocks(case, "appeal")
    assert (review.state, review.ended_at) == ("missed", on("2022-11-25T09:00"))
    # Ten days from the decision of a commission.
    assert f"{appeal.due_on:%a %d %b}" == "Mon 05 Dec"
    [event] = [it for it in case.events if it.data.get("field") == "taken_at"]
    first = next(it for it in case.events if it.kind == "decision-taken")
    assert (event.corrects_id, event.data["new"]) == (first.id, decision.taken_at.isoformat())
    assert "deadline-missed" in [it.kind for it in case.events]
    take(session, case, taken_at="2022-11-23T15:00")
    assert (clocks(case, "review")[0].state, decision.taken_at) == ("met", on("2022-11-23T15:00"))
    last = [it for it in case.events if it.data.get("field") == "taken_at"][-1]
    assert last.corrects_id == event.id


@pytest.mark.parametrize(
    ("first", "typed"),
    [
        (None, {"taken_at": "2022-11-20T10:00"}),  # before the receipt
        (None, {"taken_at": "2099-11-20T10:00"}),
        (None, {"taken_at": "2022-11-23T15:00"}),  # nothing differs
        (None, {"decision": 2}),
        ({"slug": "serve", "served_at": "2022-11-23T18:00"}, {"taken_at": "2022-11-24T10:00"}),
        ({"slug": "correct-decision"}, {"taken_at": "2022-11-24T10:01"}),
        ({"slug": "correct-decision"}, {"decision": 2, "taken_at": "2022-11-23T14:00"}),
        ({"slug": "next-instance", "filed_at": "2022-11-28T09:00"}, {"taken_at": "2022-11-28T09:01"}),
    ],
)
def test_day_that_does_not_fit_is_refused(
    session: Session, case: Case, first: dict[str, Any] | None, typed: dict[str, Any]
) -> None:
    if first is not None:
        take(session, case, **first)
    before = [(it.taken_at, it.number) for it in case.decisions]
    with pytest.raises(InvalidInput) as refused:
        take(session, case, **typed)
    assert list(refused.value.errors) == ["decision" if "taken_at" not in typed else "taken_at"]
    assert [(it.taken_at, it.number) for it in case.decisions] == before


def test_published_decision_follows_the_corrected_day(session: Session, case: Case) -> None:
    with unit_of_work(session):
        public = publish_case(session, case, case.decisions[0])
    lag = public.decisions[0].lag_seconds
    take(session, case, taken_at="2022-11-24T15:00")
    with unit_of_work(session):
        assert follow_clocks(session, db.now()) == 1
    [row] = public.decisions
    assert (row.taken_at, row.lag_seconds) == (on("2022-11-24T15:00"), lag - 24 * 3600)
    told = [it["at"] for it in public.timeline if it["kind"] == "decision-taken"]
    assert told == [row.taken_at.isoformat()]
    with unit_of_work(session):
        assert follow_clocks(session, db.now()) == 0


def test_day_that_was_taken_back_may_be_entered_once_more(session: Session, case: Case) -> None:
    [decision] = case.decisions
    for moment in ("2022-11-23T16:00", "2022-11-23T15:00", "2022-11-23T16:00"):
        take(session, case, taken_at=moment)
    assert ("decision-taken", decision.taken_at) in list(standing(case.events))
