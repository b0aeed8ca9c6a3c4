"""What cases wait for follows what is recorded of them, and is what it would be if it were found anew."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from casetracker.cases.awaiting import renew_clocks, renew_courts, renew_service
from casetracker.cases.inputs import PartyServiceSchema, read_input
from casetracker.cases.models import Awaited, Case, Decision, Party
from casetracker.cases.serving_parties import serve_party
from casetracker.db import now, unit_of_work
from casetracker.publication.unpublished import renew_unpublished
from casetracker.runtime import lawbook
from tests.builders.cases import create_case, create_decision
from tests.builders.elections import KURULTAI, create_unverified_election
from tests.builders.publication import publish_case
from tests.builders.registry import create_registry

SERVICE, PUBLICATION = "service 4-7", "publication 4-7"


@pytest.fixture
def decision(session: Session) -> Decision:
    with unit_of_work(session):
        create_registry(session)
    with unit_of_work(session):
        create_case(session)
        return create_decision(session, create_case(session, text="Басқа шағым."), number="4-7")


def waiting(session: Session) -> list[str]:
    """Return what is waited for; first make sure that it is the same when it is all found anew."""
    kept = _rows(session)
    for renew in (renew_service, renew_unpublished, renew_clocks, renew_courts):
        renew(session, sa.select(Case.id))
    assert _rows(session) == kept
    session.rollback()
    return [f"{what} {number}" if number else what for what, _case, number, _since in kept]


def _rows(session: Session) -> list[tuple[Any, ...]]:
    columns = (Awaited.what, Awaited.case_id, Decision.number, Awaited.since)
    found = sa.select(*columns).outerjoin(Decision, Decision.id == Awaited.decision_id)
    return [tuple(row) for row in session.execute(found.order_by(*columns[:3]))]


def serve(session: Session, decision: Decision, party: Party) -> None:
    values = read_input(PartyServiceSchema(), {"served_at": "2022-11-24T10:00", "how": "post"})
    with unit_of_work(session):
        serve_party(session, lawbook(), decision, party, values, actor="test")


def test_decision_waits_for_each_party_and_for_the_public(session: Session, decision: Decision) -> None:
    assert waiting(session) == [PUBLICATION, SERVICE]
    first, second = decision.case.parties
    serve(session, decision, first)
    assert waiting(session) == [PUBLICATION, SERVICE]
    serve(session, decision, second)
    assert waiting(session) == [PUBLICATION]
    with unit_of_work(session):
        third = Party(role="third-party", kind="other", organisation="Бақылаушылар")
        decision.case.parties.append(third)
    assert waiting(session) == [PUBLICATION, SERVICE]
    with unit_of_work(session):
        third.removed_at = now()
    assert waiting(session) == [PUBLICATION]
    with unit_of_work(session):
        publish_case(session, decision.case, decision)
    assert waiting(session) == []
    # A second decision is another one; its one day of service is that of the complainant only.
    with unit_of_work(session):
        ruling = Decision(case=decision.case, ordinal=2, kind="interim", ruling="interim-relief-refused")
        ruling.number, ruling.taken_at, ruling.served_at = "4-8", decision.taken_at, decision.taken_at
        ruling.operative, ruling.remedy, ruling.language = "O", "none", "kk"
        ruling.recorded_at, ruling.recorded_by = now(), "test"
        session.add(ruling)
    assert waiting(session) == ["publication 4-8", "service 4-8"]


def test_undone_work_leaves_what_was_waited_for(session: Session, decision: Decision) -> None:
    with unit_of_work(session):
        savepoint = session.begin_nested()
        publish_case(session, decision.case, decision)
        session.flush()
        savepoint.rollback()
    assert waiting(session) == [PUBLICATION, SERVICE]


def test_case_without_verified_law_lacks_a_clock(session: Session) -> None:
    with unit_of_work(session):
        create_registry(session)
        create_unverified_election(session)
    with unit_of_work(session):
        create_case(session, election=KURULTAI, contested_on="2026-08-09", received_at="2026-08-10T10:00")
    assert waiting(session) == ["clock", "law"]
