"""Service and entry into force: when the parties' limit begins, and when a court's decision counts."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from casetracker.alerts.actions import plan_alerts
from casetracker.audit.models import AuditRow
from casetracker.cases.errors import InvalidInput, StaleCase
from casetracker.cases.models import Case, Decision
from casetracker.cases.queries import running_clocks
from casetracker.cases.serving import record_in_force, record_service
from casetracker.db import unit_of_work
from casetracker.runtime import lawbook
from tests.builders.accounts import create_user
from tests.builders.cases import create_case, create_decision
from tests.builders.proceedings import create_claim, on
from tests.builders.registry import CENTRAL, create_registry

SUPREME = "kz-supreme-court"


@pytest.fixture
def registry(session: Session) -> Session:
    with unit_of_work(session):
        create_registry(session)
    return session


@pytest.fixture
def judgment(registry: Session) -> Decision:
    """Taken by the court of Astana on Friday 25 November 2022, not served yet."""
    with unit_of_work(registry):
        return create_decision(registry, create_claim(registry), number="15", taken_at="2022-11-25T16:00")


def serve(session: Session, decision: Decision, moment: str, **options: Any) -> None:
    with unit_of_work(session):
        record_service(
            session, lawbook(), decision, dt.datetime.fromisoformat(moment), actor="test", **options
        )


def in_force(session: Session, decision: Decision, day: str | None, **options: Any) -> None:
    with unit_of_work(session):
        named = day and dt.date.fromisoformat(day)
        record_in_force(session, lawbook(), decision, named or None, actor="test", **options)


def appeals(case: Case) -> list[str]:
    rows = sorted((clock for clock in case.deadlines if clock.role == "appeal"), key=lambda clock: clock.id)
    return [f"{clock.rule_id} {clock.state} {clock.due_on:%a %d %b}" for clock in rows]


def test_limit_to_appeal_begins_with_the_service_and_follows_its_correction(
    registry: Session, judgment: Decision
) -> None:
    case = judgment.case
    assert appeals(case) == []
    # Saturday 26: three days, until Tuesday 29.
    serve(registry, judgment, "2022-11-26T10:00")
    assert appeals(case) == ["judgment.appeal.filing running Tue 29 Nov"]
    seen = case.version
    serve(registry, judgment, "2022-11-26T10:00")
    assert case.version == seen
    # It was Monday 28.
    serve(registry, judgment, "2022-11-28T09:00", reason="The receipt was misread.")
    assert appeals(case) == [
        "judgment.appeal.filing replaced Tue 29 Nov",
        "judgment.appeal.filing running Thu 01 Dec",
    ]
    [served] = [event for event in case.events if event.kind == "served"]
    [correction] = [event for event in case.events if event.kind == "corrected"]
    assert (served.at, served.data) == (on("2022-11-26T10:00"), {"number": "15"})
    assert (correction.corrects_id, correction.data["field"]) == (served.id, "served_at")
    assert correction.data["reason"] == "The receipt was misread."
    rows = registry.scalars(sa.select(AuditRow.details).where(AuditRow.action == "decision.served")).all()
    assert [sorted(details) for details in rows] == [["at", "number"]] * 2


@pytest.mark.parametrize(
    ("complaint", "served", "expected"),
    [
        # A commission's decision is contested from the day it is taken, Wednesday 23: ten days.
        ({}, None, ["commission-decision.appeal.filing running Sat 03 Dec"]),
        ({}, "2022-11-25T10:00", ["commission-decision.appeal.filing running Sat 03 Dec"]),
        # The Supreme Court's from the service, Friday 25: three days.
        (
            {"body": SUPREME, "procedure": "election-claim", "contested_body": CENTRAL},
            "2022-11-25T10:00",
            ["supreme-court.cassation.filing running Mon 28 Nov"],
        ),
        ({"body": SUPREME, "procedure": "election-claim", "contested_body": CENTRAL}, None, []),
    ],
)
def test_limit_to_contest_a_decision_hangs_on_who_took_it(
    registry: Session, complaint: dict[str, Any], served: str | None, expected: list[str]
) -> None:
    with unit_of_work(registry):
        case = create_case(registry, **complaint)
        create_decision(registry, case, taken_at="2022-11-23T15:00", served_at=served)
    assert appeals(case) == expected
    assert [event.at for event in case.events if event.kind == "served"] == ([on(served)] if served else [])


def test_limit_of_the_parties_concerns_nobody_in_the_body(registry: Session, judgment: Decision) -> None:
    with unit_of_work(registry):
        create_user(registry, body_id="kz-siac-astana")
        create_user(registry)
        create_decision(registry, create_case(registry))
    serve(registry, judgment, "2022-11-26T10:00")
    for moment in ("2022-11-29T12:00", "2022-12-20T12:00"):
        with unit_of_work(registry):
            assert plan_alerts(registry, on(moment)) == 0
    assert list(running_clocks(registry, sa.true())) == []
    # Nobody knows whether the parties used it: it is never met, missed or moot by itself.
    assert [row.rsplit(" ", 4)[1] for row in appeals(judgment.case)] == ["running"]


def test_supreme_court_is_in_force_on_the_day_of_announcement_and_others_when_it_is_recorded(
    registry: Session, judgment: Decision
) -> None:
    with unit_of_work(registry):
        claim = create_case(registry, body=SUPREME, procedure="election-claim", contested_body=CENTRAL)
        supreme = create_decision(registry, claim, taken_at="2022-11-23T15:00")
    assert (supreme.in_force_on, judgment.in_force_on) == (dt.date(2022, 11, 23), None)
    assert [event.data["on"] for event in claim.events if event.kind == "in-force"] == ["2022-11-23"]
    seen = claim.version
    in_force(registry, supreme, None)
    assert claim.version == seen
    # It was announced the day after.
    in_force(registry, supreme, "2022-11-24", reason="Announced on Thursday.")
    assert supreme.in_force_on == dt.date(2022, 11, 24)
    correction = [event for event in claim.events if event.kind == "corrected"][-1]
    assert (correction.data["old"], correction.data["new"]) == ("2022-11-23", "2022-11-24")
    in_force(registry, judgment, "2022-11-29")
    assert judgment.in_force_on == dt.date(2022, 11, 29)


def test_what_does_not_fit_is_told_at_its_field(app: Flask, registry: Session, judgment: Decision) -> None:
    with unit_of_work(registry):
        complaint = create_decision(registry, create_case(registry))

    def refused(field: str, told: str, act: Any, *values: Any, **options: Any) -> None:
        with app.test_request_context("/?lang=en"), pytest.raises(InvalidInput) as refusal:
            act(registry, *values, **options)
        assert told in " ".join(refusal.value.errors[field])

    refused("served_at", "before it was taken", serve, judgment, "2022-11-25T15:59")
    refused("served_at", "future", serve, judgment, "2098-11-25T15:59")
    refused("in_force_on", "before it was taken", in_force, judgment, "2022-11-24")
    refused("in_force_on", "future", in_force, judgment, "2098-11-24")
    refused("in_force_on", "The law names no day", in_force, judgment, None)
    refused("_schema", "Only the entry into force of a court", in_force, complaint, "2022-11-24")
    serve(registry, judgment, "2022-11-26T10:00")
    refused("reason", "Say why", serve, judgment, "2022-11-27T10:00")
    in_force(registry, judgment, "2022-11-29")
    refused("reason", "Say why", in_force, judgment, "2022-11-30")
    with pytest.raises(StaleCase):
        serve(registry, judgment, "2022-11-27T10:00", reason="x", version=judgment.case.version - 1)
