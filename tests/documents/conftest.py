"""A case to which documents belong."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from casetracker.cases.models import Case
from casetracker.db import unit_of_work
from tests.builders.cases import create_case
from tests.builders.registry import create_registry


@pytest.fixture
def case(session: Session) -> Case:
    with unit_of_work(session):
        create_registry(session)
        return create_case(session)
