"""Rules, calendars and facts that hypothesis invents: the laws of the engine hold for any of them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from casetracker.law import (
    Act,
    Calendar,
    Citation,
    Confirmation,
    Dispute,
    Edition,
    Facts,
    Override,
    Period,
    Proximity,
    Rule,
    Source,
    SpecialDay,
    Stay,
    StayEffect,
)
from casetracker.law.counting import Unit
from casetracker.law.rules import EVENTS, GROUNDS
from casetracker.lawbook import LawBook, load_lawbook
from config.settings import CONFIG_DIR

BOOK: LawBook = load_lawbook(CONFIG_DIR)
ZONES = BOOK.calendar.zones
FIRST, LAST = date(2021, 7, 1), date(2025, 6, 30)
TEXTS = {"kk": "сынақ", "ru": "проба", "en": "trial"}
SOURCE = Source("trial", "https://example.org", date(2026, 10, 30))
ACT = Act("trial-law", TEXTS, "https://example.org/trial-law")
CITATIONS = (Citation(ACT, "1(2)", date(2026, 10, 30), ACT.url),)
UNITS: tuple[Unit, ...] = ("day", "working-day", "month")

days = st.dates(FIRST, LAST)
zones = st.sampled_from(ZONES)
# Hypothesis takes bounds without zone and adds the zone itself.
instants = st.datetimes(
    datetime.fromisoformat("2021-07-02"), datetime.fromisoformat("2025-06-29"), timezones=st.just(UTC)
)


def special(day: date, kind: Any = "holiday") -> SpecialDay:
    """Return a day that differs from what its weekday says."""
    return SpecialDay(day, kind, TEXTS, SOURCE)


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    """A week with any days off but not seven, and holidays and worked days anywhere."""
    weekend = draw(st.frozensets(st.integers(1, 7), max_size=4))
    holidays = draw(st.sets(st.integers(0, 1500), max_size=12))
    worked = draw(st.sets(st.integers(0, 1500), max_size=6))
    listed = [special(FIRST + timedelta(days=offset)) for offset in holidays]
    listed += [special(FIRST + timedelta(days=offset), "worked") for offset in worked]
    bare = Calendar(2018, 2030, weekend=weekend, voting_days_worked=draw(st.booleans()))
    return bare.with_days(listed)


@st.composite
def editions(draw: st.DrawFn, *, direction: str | None = None) -> Edition:
    """Any edition that the rule files could hold, without proximity and stays."""
    towards = draw(st.sampled_from(("forward", "backward"))) if direction is None else direction
    units: st.SearchStrategy[Unit] = st.sampled_from(UNITS)
    conventions: dict[str, Any] = {"direction": towards, "day_zero": draw(DAY_ZERO)}
    if towards == "forward":
        conventions |= {"first_day": draw(st.sampled_from(("next", "event"))), "roll": draw(ROLL)}
    else:
        reading = draw(st.sampled_from(("clear", "plain")))
        other = "plain" if reading == "clear" else "clear"
        conventions |= {"reading": reading, "other_reading": draw(st.sampled_from((None, other)))}
    return Edition(
        valid_from=date(2016, 1, 1),
        valid_to=date(2026, 6, 30),
        citations=CITATIONS,
        period=Period(draw(st.integers(0, 40)), draw(units)),
        hour=draw(st.sampled_from(("24:00", "18:00", "00:00"))),
        **conventions,
    )


DAY_ZERO = st.sampled_from(("event", "next-working-day"))
ROLL = st.sampled_from(("never", "next-working-day"))
PROXIMITIES = st.none() | st.builds(
    Proximity,
    days_before=st.integers(0, 6),
    until=st.sampled_from(("voting-day", "results")),
    boundary_days=st.none() | st.integers(1, 7),
)
STAY_EFFECTS = st.dictionaries(
    st.sampled_from(GROUNDS),
    st.builds(StayEffect, st.sampled_from(("suspend", "terminate", "forward")), st.just(CITATIONS)),
    max_size=3,
)
DISPUTES = st.lists(
    st.builds(
        Dispute,
        st.sampled_from(("one", "two")),
        st.just(TEXTS),
        st.sampled_from(("always", "boundary-day", "near-voting", "last-day-off")),
    ),
    max_size=2,
)


def rule_of(edition: Edition, **values: Any) -> Rule:
    """Return a rule that has just this edition."""
    told = {"counted_from": "receipt", "mark": "verified"} | values
    return Rule(
        id="trial.rule", names=TEXTS, clock_of=TEXTS, forum=TEXTS, if_late="none", editions=(edition,), **told
    )


@st.composite
def whole_rules(draw: st.DrawFn) -> Rule:
    """A rule with everything that a rule may have, hours included."""
    edition = draw(editions() | hourly())
    changed: dict[str, Any] = {"proximity": draw(PROXIMITIES), "stays": draw(STAY_EFFECTS)}
    fields = {name: getattr(edition, name) for name in edition.__dataclass_fields__}
    return rule_of(
        Edition(**(fields | changed)),
        mark=draw(st.sampled_from(("verified", "inference", "disputed"))),
        counted_from=draw(st.sampled_from(EVENTS)),
        disputes=tuple(draw(DISPUTES)),
    )


@st.composite
def hourly(draw: st.DrawFn) -> Edition:
    """An edition whose period is in hours."""
    return Edition(
        valid_from=date(2016, 1, 1),
        valid_to=date(2026, 6, 30),
        citations=CITATIONS,
        period=Period(draw(st.integers(0, 200)), "hour"),
        direction=draw(st.sampled_from(("forward", "backward"))),
    )


def rows_of_stays(first: date, spread: int = 60) -> st.SearchStrategy[tuple[Stay, ...]]:
    """Stays that all ended, in any order, overlapping or not, beginning at *first* or later."""
    stay = st.builds(_stay, st.just(first), st.integers(0, spread), st.integers(0, spread), GROUND)
    return st.lists(stay, max_size=4).map(tuple)


GROUND = st.sampled_from(GROUNDS)


def _stay(first: date, begin: int, length: int, ground: str) -> Stay:
    begins = first + timedelta(days=begin)
    return Stay(begins, ground, "notice", begins + timedelta(days=length))


@st.composite
def sensible_facts(draw: st.DrawFn, rule_id: str = "trial.rule") -> Facts:
    """Facts that may be incomplete but do not contradict each other much."""
    event = draw(days | instants)
    day = event.date() if isinstance(event, datetime) else event
    voting = day + timedelta(days=draw(st.integers(-40, 60)))
    moment = st.integers(-5, 90).map(lambda offset: day + timedelta(days=offset))
    stay = st.builds(Stay, moment | instants, GROUND, st.just("notice"), st.none() | moment)
    plan = st.builds(Override, moment, st.just("plan"), st.sampled_from((None, "18:00", "24:00")))
    return Facts(
        event=event,
        zone=draw(zones),
        election_day=draw(st.none() | st.just(voting)),
        results_on=draw(st.none() | st.just(voting + timedelta(days=draw(st.integers(0, 5))))),
        called_on=draw(st.none() | st.just(voting - timedelta(days=60)) | st.just(date(2026, 7, 2))),
        overrides=draw(st.just({}) | st.fixed_dictionaries({rule_id: plan})),
        stays=tuple(draw(st.lists(stay, max_size=3))),
        confirmed=draw(st.none() | st.just(Confirmation(date(2026, 7, 10), "text of the law"))),
    )
