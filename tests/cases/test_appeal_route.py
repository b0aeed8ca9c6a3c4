"""What is proposed for a decision to say of where it can be contested."""

from __future__ import annotations

import datetime as dt

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from casetracker.cases.appeal_route import proposed_route
from casetracker.db import unit_of_work
from casetracker.runtime import lawbook
from tests.builders.cases import create_case
from tests.builders.chains import COURT
from tests.builders.registry import ASTANA, create_registry

TAKEN = dt.datetime.fromisoformat("2022-11-23T15:00")  # Wednesday, local time in Astana
NOW = dt.datetime(2022, 11, 23, 12, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("body", "served_at", "language", "expected", "absent"),
    [
        # Ten days from the day it was taken, whether it was served or not.
        (ASTANA, None, "en", ["3 December 2022", "20(9)", "Central"], ["served"]),
        (ASTANA, None, "ru", ["3 декабря 2022", "статьи 20"], ["served"]),
        # Three days from the service of the copy: Friday 25 November.
        (COURT, None, "en", ["3 days", "served", "164"], ["November"]),
        (COURT, dt.datetime.fromisoformat("2022-11-25T10:00"), "en", ["28 November 2022", "164"], []),
    ],
)
@pytest.mark.parametrize("database_engine", ["sqlite"], indirect=True)
def test_route_is_told_with_its_last_day_as_soon_as_the_law_lets_it_be_known(
    app: Flask,
    session: Session,
    body: str,
    served_at: dt.datetime | None,
    language: str,
    expected: list[str],
    absent: list[str],
) -> None:
    procedure = "commission-complaint" if body == ASTANA else "election-claim"
    with app.test_request_context("/?lang=en"), unit_of_work(session):
        create_registry(session)
        case = create_case(session, body=body, procedure=procedure)
        text = proposed_route(session, lawbook(), case, TAKEN, served_at, language, NOW)
        assert case.decisions == []
    for words in expected:
        assert words in text, text
    for words in absent:
        assert words not in text, text
