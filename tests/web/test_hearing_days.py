"""The days under which public hearings stand: those of the place of each hearing."""

from __future__ import annotations

import datetime as dt

import pytest

from casetracker.publication.models import PublicHearing
from casetracker.web.public.presenters.hearings import days_of


@pytest.mark.parametrize(
    ("starts", "days"),
    [
        # Friday 18 November 2022: past midnight in Almaty (+06:00), still Thursday in Aktau (+05:00).
        (
            [("17T18:10", "Almaty"), ("17T18:30", "Aqtau"), ("17T19:30", "Almaty")],
            [("2022-11-17", 1), ("2022-11-18", 2)],
        ),
        (
            [("17T19:30", "Almaty"), ("17T18:30", "Aqtau"), ("17T18:10", "Almaty")],
            [("2022-11-18", 2), ("2022-11-17", 1)],
        ),
        ([], []),
    ],
    ids=["first first", "newest first", "none"],
)
def test_day_when_zones_are_days_apart_then_stands_once(
    starts: list[tuple[str, str]], days: list[tuple[str, int]]
) -> None:
    hearings = [
        PublicHearing(starts_at=dt.datetime.fromisoformat(f"2022-11-{at}+00:00"), zone=f"Asia/{zone}")
        for at, zone in starts
    ]
    assert [(day.isoformat(), len(those)) for day, those in days_of(hearings)] == days
