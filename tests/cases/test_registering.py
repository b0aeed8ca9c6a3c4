"""Registering: reference, parties, events and every clock in one transaction, or nothing."""

from __future__ import annotations

import datetime as dt
import threading
from collections import Counter
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from casetracker import law
from casetracker.audit.models import AuditRow
from casetracker.cases.actions import Provenance, register_complaint
from casetracker.cases.errors import DuplicateImport, InvalidInput
from casetracker.cases.identities import look
from casetracker.cases.models import Case, CaseCounter, CaseDeadline, Event, Identity, Party
from casetracker.db import db, unit_of_work
from casetracker.runtime import lawbook
from tests.builders.cases import ACTOR, COMPLAINT, complaint_values, create_case, vault
from tests.builders.registry import create_registry


@pytest.fixture
def registry(session: Session) -> Session:
    with unit_of_work(session):
        create_registry(session)
    return session


def days(case: Case) -> dict[str, tuple[str, str, str]]:
    return {
        clock.rule_id: (clock.strict_on.isoformat(), clock.due_on.isoformat(), clock.state)
        for clock in case.deadlines
    }


def test_complaint_gets_reference_parties_events_and_clocks(registry: Session) -> None:
    with unit_of_work(registry) as session:
        case = create_case(session)
    assert case.reference == "2022-PRES/REC-ASTANA/0001"
    assert case.slug == "2022-pres/rec-astana-0001"
    assert days(case) == {
        # Sunday 20 November + 10: strict Tuesday 29, last day Wednesday 30.
        "commission-decision.appeal.filing": ("2022-11-29", "2022-11-30", "met"),
        # Received Monday 21 November + 3: strict Wednesday 23, last day Thursday 24.
        "commission-complaint.higher.review": ("2022-11-23", "2022-11-24", "running"),
    }
    assert [event.kind for event in case.events] == ["filed", "received", "registered", *["deadline-set"] * 2]
    assert [(party.role, party.kind) for party in case.parties] == [
        ("complainant", "observer"),
        ("respondent", "commission"),
    ]
    assert not case.is_late


def test_last_day_ends_at_midnight_of_the_body(registry: Session) -> None:
    with unit_of_work(registry) as session:
        clock = create_case(session).deadlines[-1]
    assert clock.zone == "Asia/Almaty"
    assert clock.due_at == dt.datetime(2022, 11, 24, 18, tzinfo=dt.UTC)  # 25 November 00:00 +06:00


def test_deadline_is_replayed_from_its_trace(registry: Session) -> None:
    with unit_of_work(registry) as session:
        case = create_case(session)
    book = lawbook()
    for clock in case.deadlines:
        again = law.replay(clock.trace, book.rules, book.calendar)
        assert (again.strict_on, again.due_on, again.due_at) == (clock.strict_on, clock.due_on, clock.due_at)
        assert clock.rule_hash == book.digests[clock.rule_id]


@pytest.mark.parametrize(
    ("filed", "late"),
    [
        ("2022-11-30T23:59", False),  # Wednesday, the last minute of the last day
        ("2022-12-01T00:00", True),  # Thursday
        ("2022-12-05T09:00", True),
    ],
)
def test_late_filing_is_registered_and_flagged(registry: Session, filed: str, late: bool) -> None:
    with unit_of_work(registry) as session:
        case = create_case(session, filed_at=filed, received_at="2022-12-05T10:00")
    assert case.is_late is late
    assert ("filed-late" in {event.kind for event in case.events}) is late
    assert case.deadlines


def test_clock_that_cannot_be_computed_does_not_stop_the_registration(registry: Session) -> None:
    with unit_of_work(registry) as session:
        case = create_case(session, contested_on="")
    assert [clock.role for clock in case.deadlines] == ["review"]
    [event] = [event for event in case.events if event.kind == "clock-not-computed"]
    assert event.data == {"rule": "commission-decision.appeal.filing", "code": "missing-fact"}


def test_complainant_is_sealed_and_every_look_is_recorded(registry: Session) -> None:
    with unit_of_work(registry) as session:
        case = create_case(session)
    sealed = registry.scalars(sa.select(Identity.sealed)).one()
    assert sealed
    assert "Сынақ".encode() not in sealed
    with unit_of_work(registry) as session:
        [person] = look(session, vault(), case, actor="user:7", reason="hearing").values()
    assert person.name == COMPLAINT["complainant_name"]
    row = registry.scalars(sa.select(AuditRow).order_by(AuditRow.seq.desc())).first()
    assert row is not None
    assert (row.actor, row.action, row.details) == ("user:7", "identity.looked-at", {"reason": "hearing"})


BAD_INPUT: list[tuple[dict[str, Any], str, str]] = [
    ({"election": "1999-pres"}, "election", "no election “1999-pres”"),
    ({"election": "2023-mazhilis"}, "election", "ran from its calling"),
    ({"body": "kz-rec-nowhere"}, "body", "no body"),
    ({"body": "kz-constitutional-court", "procedure": "constitutional-results"}, "body", "did not exist on"),
    ({"body": "kz-supreme-court"}, "procedure", "does not decide in this procedure"),
    ({"procedure": "by-magic"}, "procedure", "not known"),
    ({"contested_body": "kz-pec-nowhere"}, "contested_body", "no body"),
    ({"contested_on": "2022-11-22"}, "contested_on", "after the complaint was received"),
    ({"contested_on": "2019-06-09"}, "contested_on", "more than a year before"),
    ({"received_at": "2122-11-21T10:00"}, "received_at", "not a date"),
    ({"received_at": "2099-11-21T10:00"}, "received_at", "future"),
    ({"received_at": "2022-11-31T10:00"}, "received_at", "is not a date and time"),
    ({"filed_at": "2022-11-22T10:00"}, "filed_at", "Filed after it was received"),
    ({"text": " \n "}, "text", "Fill in this field"),
    ({"text": "а" * 100_001}, "text", "too long: 100001 characters"),
    ({"text": "\ud800"}, "text", "broken characters"),
    ({"text": ["а"]}, "text", "cannot be read"),
    ({"subject": "weather"}, "subject", "“weather” is not known"),
    ({"surprise": "x"}, "surprise", "not known"),
]


@pytest.mark.parametrize(("change", "field", "told"), BAD_INPUT)
def test_bad_input_is_told_at_its_field_and_nothing_is_saved(
    app: Flask, registry: Session, change: dict[str, Any], field: str, told: str
) -> None:
    with app.test_request_context("/?lang=en"), pytest.raises(InvalidInput) as refusal:  # noqa: SIM117
        with unit_of_work(registry) as session:
            create_case(session, **change)
    assert told in " ".join(refusal.value.errors[field])
    for model in (Case, CaseCounter, CaseDeadline, Event, Identity, Party, AuditRow):
        assert registry.scalar(sa.select(sa.func.count()).select_from(model)) == 0


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_everything_wrong_is_told_at_once(app: Flask, registry: Session, language: str) -> None:
    with app.test_request_context(f"/?lang={language}"), pytest.raises(InvalidInput) as refusal:
        create_case(registry, election="none", body="none", contested_body="none")
    assert set(refusal.value.errors) == {"election", "body", "contested_body"}


def test_control_characters_are_dropped_and_letters_composed(registry: Session) -> None:
    with unit_of_work(registry) as session:
        case = create_case(session, text="a\x00b\u202ec й\r\nd")
    assert case.text == "abc й\nd"


def test_import_key_makes_one_case_only(registry: Session) -> None:
    with unit_of_work(registry) as session:
        first = create_case(session, import_key="journal:1")
    with pytest.raises(DuplicateImport) as refusal, unit_of_work(registry) as session:
        create_case(session, import_key="journal:1")
    assert refusal.value.reference == first.reference
    assert registry.scalars(sa.select(CaseCounter.last_serial)).one() == 1


def test_failed_registration_gives_its_number_back(registry: Session) -> None:
    def fail_half_way() -> None:
        with unit_of_work(registry) as session:
            create_case(session)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_half_way()
    with unit_of_work(registry) as session:
        assert create_case(session).serial == 1


def test_references_have_no_gap_and_no_repetition_under_concurrency(app: Flask, registry: Session) -> None:
    registry.rollback()
    outcomes: Counter[str] = Counter()

    def register(number: int) -> None:
        with app.app_context():
            try:
                with unit_of_work() as session:
                    values = complaint_values()
                    register_complaint(session, lawbook(), vault(), values, actor=ACTOR)
                    if number % 3 == 0:
                        raise ZeroDivisionError
                outcomes["registered"] += 1
            except ZeroDivisionError:
                outcomes["failed"] += 1

    def register_five(first: int) -> None:
        for step in range(5):
            register(first * 5 + step)

    threads = [threading.Thread(target=register_five, args=(first,)) for first in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with app.app_context():
        serials = sorted(db.session.scalars(sa.select(Case.serial)))
    assert outcomes["failed"] == 7
    assert serials == list(range(1, 14))


def test_case_taken_over_without_a_day_of_receipt_claims_none(registry: Session) -> None:
    with unit_of_work(registry) as session:
        taken_over = Provenance(receipt_known=False, has_clocks=False)
        registered = register_complaint(
            session, lawbook(), vault(), complaint_values(), actor=ACTOR, provenance=taken_over
        )
    assert not registered.case.receipt_known
    assert [event.kind for event in registered.case.events] == ["registered"]
    assert registered.case.deadlines == []
