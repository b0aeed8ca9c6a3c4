"""Published cases; the commit that follows puts them into the index."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from flask import Flask
from sqlalchemy.orm import Session

from casetracker.cases.identities import look
from casetracker.cases.inputs import read_input
from casetracker.cases.models import Case, Decision
from casetracker.db import unit_of_work
from casetracker.publication.actions import proposed_texts, publish
from casetracker.publication.inputs import PublicTextsSchema
from casetracker.publication.models import PublicCase
from tests.builders.cases import ACTOR, create_case, create_decision, vault


def publish_case(
    session: Session, case: Case, decision: Decision | None = None, **texts: str | None
) -> PublicCase:
    """Publish a case with the proposed texts, any of them replaced. Not committed."""
    people = list(look(session, vault(), case, actor=ACTOR, reason="test").values())
    proposed = proposed_texts(case, decision, people) | texts
    values = read_input(PublicTextsSchema(), proposed)
    return publish(session, case, decision, values, people, actor=ACTOR)


def create_public_case(
    session: Session,
    *,
    complaint: Mapping[str, Any] | None = None,
    decision: Mapping[str, Any] | None = None,
    **texts: str | None,
) -> PublicCase:
    """Register, decide and publish a case; the registry must be stored. Not committed."""
    case = create_case(session, **(complaint or {}))
    decided = create_decision(session, case, **(decision or {}))
    return publish_case(session, case, decided, **texts)


def withdraw(public: PublicCase, reason: str) -> None:
    """Leave the tombstone that a withdrawal leaves. Not committed."""
    public.state, public.withdrawn_reason = "withdrawn", reason


@contextmanager
def stored(app: Flask) -> Iterator[Session]:
    """Give a session whose work is committed, in an application context that ends with it.

    Requests made afterwards start from nothing, as in life: inside one application context they would
    share what Flask keeps there, the language chosen first among it.
    """
    with app.app_context(), unit_of_work() as session:
        yield session
