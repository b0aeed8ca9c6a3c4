"""Steps in any order: whatever people do, what must hold of a case holds after each of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

import sqlalchemy as sa
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy.orm import Session

from casetracker.cases import statuses
from casetracker.cases.errors import ImpossibleStep, InvalidInput
from casetracker.cases.models import Case, CaseDeadline, CaseLink, Event
from casetracker.cases.statuses import STEPS, offered
from casetracker.db import unit_of_work
from tests.builders.cases import create_case
from tests.builders.chains import step
from tests.builders.registry import create_registry

FEW = settings(
    max_examples=12, stateful_step_count=14, suppress_health_check=list(HealthCheck), deadline=None
)
OPEN_CLOCKS = ("running", "stayed")
FIRST = dt.datetime(2022, 11, 21, 12, tzinfo=dt.UTC)
MOMENTS = {
    "return-for-defects": ("at",),
    "mend-defects": ("at",),
    "find-admissible": ("at",),
    "stay": ("from_at",),
    "resume": ("until_at",),
    "end": ("until_at",),
    "interim-decision": ("taken_at",),
    "correct-decision": ("taken_at",),
    "decide": ("taken_at",),
    "withdraw": ("at",),
    "forward": ("at",),
    "serve": ("served_at",),
    "next-instance": ("filed_at",),
    "reopen": ("at",),
}


class AnySteps(RuleBasedStateMachine):
    """Three cases of one matter or of several, and every step there is, an hour after the last one."""

    session: Session
    # What was really done, in all runs: a machine whose steps are all refused proves nothing.
    taken: ClassVar[set[str]] = set()

    @initialize()
    def begin(self) -> None:
        """Undo what the run before left, and register."""
        self.hours = 0
        self.seen: dict[int, tuple[Any, ...]] = {}
        self.outer = self.session.begin_nested()
        self.cases = [create_case(self.session) for _number in range(2)]

    @rule(which=st.integers(0, 4), slug=st.sampled_from(sorted(STEPS)), opens=st.booleans())
    def take(self, which: int, slug: str, opens: bool) -> None:
        """Take a step; it is refused exactly when it is not offered, or for its values."""
        case, before = self.cases[which % len(self.cases)], None
        self.hours += 1
        possible = slug in offered(case)
        before = case.status
        try:
            with self.session.begin_nested():
                outcome = step(self.session, case, slug, **self._typed(case, slug, opens))
        except ImpossibleStep:
            assert not possible
            self.session.expire_all()
            assert case.status == before
            return
        except InvalidInput:
            self.session.expire_all()
            assert case.status == before
            return
        assert possible
        self.taken.add(slug)
        self.session.expire_all()
        targets = STEPS[slug].targets
        assert case.status in (targets or (before,))
        if getattr(outcome, "registration", None):
            self.cases.append(outcome.registration.case)

    def _typed(self, case: Case, slug: str, opens: bool) -> dict[str, Any]:
        now = (FIRST + dt.timedelta(hours=self.hours)).isoformat()
        typed: dict[str, Any] = dict.fromkeys(MOMENTS.get(slug, ()), now)
        if slug in ("forward", "next-instance"):
            typed["received_at"] = now if opens else None
        if slug == "decide":
            typed["number"] = f"{self.hours}-Б"
            typed["remedy"] = "decision-annulled"
        if slug == "put-in-force":
            typed["in_force_on"] = "2023-01-01"
        if slug == "join":
            typed["reference"] = self.cases[self.hours % len(self.cases)].reference
        if slug in ("serve", "put-in-force"):
            typed["reason"] = "recorded by mistake"
        return typed

    @invariant()
    def every_case_stands_somewhere(self) -> None:
        """No status is outside the table, and an ended case has no clock of review that runs."""
        for case in self.cases:
            assert case.status in statuses.ALL
            running = [
                clock for clock in case.deadlines if clock.role == "review" and clock.state in OPEN_CLOCKS
            ]
            assert not (case.status in statuses.ENDED and running)
            assert sum(stay.ending is None for stay in case.stays) <= 1
            assert not (case.status in statuses.ENDED and statuses.is_stayed(case))

    @invariant()
    def history_only_grows(self) -> None:
        """What was recorded stays as it was recorded."""
        rows = {
            event.id: (event.case_id, event.kind, event.at, event.recorded_at, str(event.data))
            for event in self.session.scalars(sa.select(Event))
        }
        assert self.seen.items() <= rows.items()
        self.seen = rows

    @invariant()
    def linked_cases_are_of_one_matter(self) -> None:
        """A link that stands never leads out of a matter."""
        for link in self.session.scalars(sa.select(CaseLink).where(CaseLink.ended_at.is_(None))):
            assert link.from_case.matter_id == link.to_case.matter_id

    @invariant()
    def clocks_that_ended_say_when(self) -> None:
        """A clock that was met or missed has its end."""
        judged = sa.select(CaseDeadline).where(CaseDeadline.state.in_(("met", "missed")))
        assert all(clock.ended_at is not None for clock in self.session.scalars(judged))

    def teardown(self) -> None:
        """Leave the database as it was."""
        self.outer.rollback()
        self.session.expunge_all()


@contextmanager
def machine_on(session: Session) -> Iterator[type[AnySteps]]:
    with unit_of_work(session):
        yield type("AnyStepsHere", (AnySteps,), {"session": session})
        session.rollback()
        session.begin()


def test_whatever_is_done_in_whatever_order_what_must_hold_holds(session: Session) -> None:
    with unit_of_work(session):
        create_registry(session)
    with machine_on(session) as machine:
        run_state_machine_as_test(machine, settings=FEW)
        assert len(machine.taken) >= 9, machine.taken
