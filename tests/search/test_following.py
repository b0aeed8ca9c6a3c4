"""Whoever publishes cannot forget the index; what was undone is not in it."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from casetracker.cases.identities import look
from casetracker.db import unit_of_work
from casetracker.publication.actions import proposed_texts, publish
from casetracker.publication.models import PublicCase
from casetracker.search.models import SearchEntry
from casetracker.search.queries import search
from casetracker.search.query import parse
from tests.builders.cases import create_case, create_decision, vault
from tests.builders.registry import create_registry


def publish_one(session: Session, **changes: str) -> PublicCase:
    case = create_case(session, **changes)
    decision = create_decision(session, case)
    people = list(look(session, vault(), case, actor="test", reason="test").values())
    return publish(session, case, decision, proposed_texts(case, decision, people), people, actor="test")


@pytest.fixture
def registry(session: Session) -> Session:
    with unit_of_work(session):
        create_registry(session)
    return session


def found(session: Session, words: str) -> list[str]:
    return [hit.case.reference for hit in search(session, parse(words)).hits]


def test_published_is_found_and_withdrawn_is_not(registry: Session) -> None:
    with unit_of_work(registry) as session:
        public = publish_one(session)
    assert found(registry, "байқаушылардың") == [public.reference]
    with unit_of_work(registry):
        public.state, public.withdrawn_reason = "withdrawn", "by order of a court"
    assert found(registry, "байқаушылардың") == []


def test_undone_publication_is_not_in_the_index(registry: Session) -> None:
    def fail_half_way() -> None:
        with unit_of_work(registry) as session:
            publish_one(session)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_half_way()
    # What was undone is forgotten with the request that failed; SQLite gives its numbers again.
    registry.expunge_all()

    def fail_in_a_savepoint(session: Session) -> None:
        with session.begin_nested():
            publish_one(session)
            raise ZeroDivisionError

    with unit_of_work(registry) as session:
        with pytest.raises(ZeroDivisionError):
            fail_in_a_savepoint(session)
        session.expunge_all()
        publish_one(session)
    assert registry.scalar(sa.select(sa.func.count()).select_from(SearchEntry)) == 1
