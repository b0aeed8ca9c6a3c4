"""What is counted: the filters, and the measures, each of which parts what it counts completely.

A count and the list behind it are the same condition, so they cannot tell different numbers.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from casetracker.labels import KINDS
from casetracker.lawbook import DEFAULT_ZONE
from casetracker.registry.models import Election
from casetracker.statistics.models import CaseFigures

Figures = CaseFigures
Condition = sa.ColumnElement[bool]

INADMISSIBLE = ("returned", "left-without-consideration")
GRANTED = ("satisfied", "partly-satisfied")
OTHERWISE_ENDED = ("withdrawn", "terminated", "forwarded", "explained", "not-shown")
PENDING = "pending"
# The region of bodies that are of none: the central commission, the highest courts.
COUNTRY = "country"
CAPITAL = ZoneInfo(DEFAULT_ZONE)


@dataclass(frozen=True)
class Filters:
    """What the cases that are counted have in common; None: anything."""

    election: str | None = None
    forum: str | None = None
    body_level: str | None = None
    region: str | None = None
    body: str | None = None
    subject: str | None = None
    complainant: str | None = None

    def given(self) -> dict[str, str]:
        """Return the filters that are set, by name."""
        told = {each.name: getattr(self, each.name) for each in fields(self)}
        return {name: value for name, value in told.items() if value is not None}

    def conditions(self) -> list[Condition]:
        """Return what the filters demand of the figures."""
        return [_is(name, value) for name, value in self.given().items()]

    def narrowed(self, name: str, value: str | None) -> Filters:
        """Return the same filters with one of them set, or taken away."""
        return replace(self, **{name: value})


COLUMNS: Mapping[str, Any] = {
    "election": Figures.election_id,
    "forum": Figures.forum,
    "body_level": Figures.body_level,
    "region": Figures.region,
    "body": Figures.body_id,
    "subject": Figures.subject,
    "complainant": Figures.complainant_kind,
}


def _is(name: str, value: str) -> Condition:
    column = COLUMNS[name]
    nowhere: Condition = column.is_(None)
    return nowhere if (name, value) == ("region", COUNTRY) else column == value


@dataclass(frozen=True)
class Measure:
    """A complete partition of some cases.

    Attributes:
        kind: which labels name the parts, in their order.
        part: the part to which a case belongs, at a moment.
        counted: which cases are counted.
        settled: which of them can be told at a moment; without it, all.
        keeps_order: whether parts without a case are shown too.
    """

    kind: str
    part: Callable[[dt.datetime], Any]
    counted: Condition
    keeps_order: bool = False
    settled: Callable[[dt.datetime], Condition] | None = None

    def counted_at(self, now: dt.datetime) -> Condition:
        """Return which cases are counted at a moment."""
        return sa.and_(self.counted, self.settled(now)) if self.settled else self.counted

    @property
    def values(self) -> list[str]:
        """Return every part, in its order."""
        return list(KINDS[self.kind])


@dataclass(frozen=True)
class Cell:
    """A number of a table: some parts of a measure; no parts: everything that it counts."""

    measure: str
    values: tuple[str, ...] = ()

    def conditions(self, now: dt.datetime) -> list[Condition]:
        """Return what a case must be to be counted in this number."""
        measure = MEASURES[self.measure]
        parts = [measure.part(now).in_(self.values)] if self.values else []
        return [measure.counted_at(now), *parts]


def _timeliness(now: dt.datetime) -> sa.ColumnElement[str]:
    is_pending = Figures.timeliness == PENDING
    return sa.case(
        (~is_pending, Figures.timeliness),
        (Figures.due_at.is_(None), "no-clock"),
        (Figures.due_at <= now, "overdue"),
        else_="within-limit",
    )


def _steps(column: Any, bounds: Mapping[str, int], last: str) -> sa.ColumnElement[str]:
    return sa.case(*((column <= most, name) for name, most in bounds.items()), else_=last)


def _three(column: Any, yes: str, no: str) -> sa.ColumnElement[str]:
    return sa.case((column.is_(True), yes), (column.is_(False), no), else_="unknown")


def _may_be_decided_before_voting(now: dt.datetime) -> Condition:
    return sa.and_(Figures.result == PENDING, capital_day(now) < _VOTING_ON)


def capital_day(now: dt.datetime) -> dt.date:
    """Return the day that it is where voting days are counted."""
    return now.astimezone(CAPITAL).date()


_SHOWN = Figures.shown.is_(True)
_DECIDED = sa.and_(_SHOWN, Figures.is_decided.is_(True))
_VOTING_ON = sa.select(Election.voting_on).where(Election.id == Figures.election_id).scalar_subquery()
_DAYS = {"0": 0, "1": 1, "2-3": 3, "4-5": 5, "6-10": 10, "11-30": 30}
_LAGS = {"0": 0, "1": 1, "2-3": 3, "4-7": 7, "8-30": 30}
# In the order of the page of statistics.
MEASURES: dict[str, Measure] = {
    "outcomes": Measure("result", lambda _now: Figures.result, _SHOWN),
    "grounds": Measure(
        "counted-ground",
        lambda _now: sa.func.coalesce(Figures.ground, "unnamed"),
        sa.and_(_SHOWN, Figures.result.in_(INADMISSIBLE)),
    ),
    "remedies": Measure(
        "remedy",
        lambda _now: sa.func.coalesce(Figures.remedy, "none"),
        sa.and_(_DECIDED, Figures.result.in_(GRANTED)),
    ),
    "timeliness": Measure("timeliness", _timeliness, _SHOWN, keeps_order=True),
    "duration": Measure(
        "duration",
        lambda _now: _steps(Figures.decided_days, _DAYS, "31+"),
        sa.and_(_DECIDED, Figures.decided_days.is_not(None)),
        keeps_order=True,
    ),
    "sessions": Measure(
        "session", lambda _now: _three(Figures.open_session, "open", "closed"), _DECIDED, keeps_order=True
    ),
    "reasons": Measure(
        "reasons", lambda _now: _three(Figures.reasoned, "reasoned", "unreasoned"), _DECIDED, keeps_order=True
    ),
    # What was withdrawn from publication since counts too: the measure must not forget how long it took.
    "publication": Measure(
        "publication-lag",
        lambda _now: _steps(Figures.lag_days, _LAGS, "31+"),
        Figures.lag_days.is_not(None),
        keeps_order=True,
    ),
    "filing": Measure(
        "filing-in-time",
        lambda _now: sa.case((Figures.is_late.is_(True), "late"), else_="not-late"),
        _SHOWN,
        keeps_order=True,
    ),
}
OF_OVERVIEW = tuple(MEASURES)
# What the page of standards asks besides.
FEW_DAYS = 5
MEASURES |= {
    "filing-limit": Measure(
        "limit-length",
        lambda _now: _steps(Figures.filing_days, {"short": FEW_DAYS}, "long"),
        sa.and_(_SHOWN, Figures.filing_days.is_not(None)),
    ),
    "review-limit": Measure(
        "limit-length",
        lambda _now: _steps(Figures.review_days, {"short": FEW_DAYS}, "long"),
        sa.and_(_SHOWN, Figures.review_days.is_not(None)),
    ),
    "contesting": Measure(
        "contesting",
        lambda _now: sa.case((Figures.can_be_contested.is_(True), "told"), else_="untold"),
        _DECIDED,
    ),
    "before-voting": Measure(
        "before-voting",
        lambda _now: sa.case(
            (Figures.decided_on < _VOTING_ON, "before"),
            (Figures.decided_on.is_not(None), "after"),
            else_="undecided",
        ),
        sa.and_(_SHOWN, Figures.received_on < _VOTING_ON),
        # What still can be decided in time has neither kept the point nor missed it.
        settled=lambda now: ~_may_be_decided_before_voting(now),
    ),
}
OF_STANDARDS = (
    *("filing-limit", "review-limit", "contesting", "before-voting", "outcomes", "timeliness", "duration"),
    *("grounds", "remedies", "sessions", "reasons", "publication", "filing"),
)
# By what the cases are laid side by side: a filter each, and the labels of its values, where it has any.
DIMENSIONS: dict[str, str | None] = {
    "forum": "forum",
    "body_level": "body-level",
    "region": None,
    "subject": "subject",
    "complainant": "party-kind",
    "election": None,
}
