"""The facts a deadline is computed from, and how they are written to a trace and read back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from casetracker.law.counting import zone_of
from casetracker.law.errors import BadTrace, DateOutOfRange, ImpossibleFacts, UnknownChoice
from casetracker.law.rules import GROUNDS

HOUR = re.compile(r"([01]\d|2[0-3]):[0-5]\d|24:00")
"""A local wall-clock hour; ``24:00`` is the end of the day."""
EARLIEST = date(1900, 1, 1)
LATEST = date(2199, 12, 31)
"""Dates beyond these are slips, and near the end of time date arithmetic fails."""


@dataclass(frozen=True)
class Override:
    """A date that a commission's calendar plan sets for one election: it prevails, its source is shown."""

    on: date
    source: str
    hour: str | None = None


@dataclass(frozen=True)
class Stay:
    """An interval in which the proceedings stood still.

    Attributes:
        from_on: when they were stayed: a civil date, or a moment read as ``Facts.event`` is.
        ground: one of ``rules.GROUNDS``; what it does to a clock belongs to the rule.
        source: the document that says so.
        until: when they were resumed, that day counted again; None while they stand still.
    """

    from_on: date | datetime
    ground: str
    source: str
    until: date | datetime | None = None


@dataclass(frozen=True)
class Confirmation:
    """An administrator's statement that the rules hold for an election called after the verified law.

    ``on`` is the day it was made, ``source`` the text of the law that was compared.
    """

    on: date
    source: str


@dataclass(frozen=True)
class Facts:
    """What is known of one clock.

    Attributes:
        event: what starts (or, backward, ends) the clock: a civil date, an aware instant, or a wall-clock
            time without zone that is read in ``zone``.
        zone: IANA zone of the body that counts.
        election_day: voting day, a civil date.
        results_on: the announcement of results, a civil date or an instant.
        called_on: the day the election was called.
        overrides: dates set by the election's calendar plan, by rule id.
        stays: when the proceedings stood still.
        confirmed: that the rules hold although the election was called after the last verified edition.
    """

    event: date | datetime
    zone: str
    election_day: date | None = None
    results_on: date | datetime | None = None
    called_on: date | None = None
    overrides: Mapping[str, Override] = field(default_factory=dict)
    stays: tuple[Stay, ...] = ()
    confirmed: Confirmation | None = None

    def local(self, moment: date | datetime) -> date | datetime:
        """Return an instant in the body's own zone; a civil date stays one."""
        if not isinstance(moment, datetime):
            return moment
        zone = zone_of(self.zone)
        return moment.replace(tzinfo=zone) if moment.tzinfo is None else moment.astimezone(zone)

    def check(self) -> None:
        """Refuse facts that contradict each other.

        Raises:
            UnknownZone: the zone is not an IANA zone.
            DateOutOfRange: a date lies before 1900 or after 2199.
            ImpossibleFacts: results or the call of the election lie on the wrong side of voting day, or a
                stay ends before it begins.
            UnknownChoice: the ground of a stay is not one of ``GROUNDS``, or a plan's hour is no hour.
        """
        zone_of(self.zone)
        self._check_range()
        for stay in self.stays:
            self._check_stay(stay)
        for plan in self.overrides.values():
            if plan.hour is not None and not HOUR.fullmatch(plan.hour):
                raise UnknownChoice(fact="plan-hour", chosen=plan.hour, allowed=["00:00 – 23:59", "24:00"])
        if self.election_day is None:
            return
        if self.results_on is not None and day_of(self.local(self.results_on)) < self.election_day:
            raise ImpossibleFacts(
                fact="results-on",
                value=day_of(self.results_on).isoformat(),
                other="election-day",
                other_value=self.election_day.isoformat(),
            )
        if self.called_on is not None and self.called_on > self.election_day:
            raise ImpossibleFacts(
                fact="called-on",
                value=self.called_on.isoformat(),
                other="election-day",
                other_value=self.election_day.isoformat(),
            )

    def _check_stay(self, stay: Stay) -> None:
        if stay.ground not in GROUNDS:
            raise UnknownChoice(fact="ground", chosen=stay.ground, allowed=list(GROUNDS))
        begins, ends = (None if it is None else self.local(it) for it in (stay.from_on, stay.until))
        if begins is None or ends is None:
            return
        if isinstance(begins, datetime) and isinstance(ends, datetime):
            backwards = ends < begins
        else:
            backwards = day_of(ends) < day_of(begins)
        if backwards:
            raise ImpossibleFacts(
                fact="stay-until",
                value=day_of(ends).isoformat(),
                other="stay-from",
                other_value=day_of(begins).isoformat(),
            )

    def _check_range(self) -> None:
        named = [
            ("event", self.event),
            ("election-day", self.election_day),
            ("results-on", self.results_on),
            ("called-on", self.called_on),
            *(("plan", plan.on) for plan in self.overrides.values()),
            *(("stay-from", stay.from_on) for stay in self.stays),
            *(("stay-until", stay.until) for stay in self.stays),
        ]
        for fact, moment in named:
            if moment is not None and not EARLIEST <= day_of(moment) <= LATEST:
                raise DateOutOfRange(
                    fact=fact,
                    value=day_of(moment).isoformat(),
                    first=EARLIEST.isoformat(),
                    last=LATEST.isoformat(),
                )

    def to_params(self, rule_id: str) -> dict[str, Any]:
        """Return JSON-able values from which ``from_params`` makes equal facts."""
        override = self.overrides.get(rule_id)
        params: dict[str, Any] = {
            "rule": rule_id,
            "event": self.event.isoformat(),
            "zone": self.zone,
            "election_day": _iso(self.election_day),
            "results_on": _iso(self.results_on),
            "called_on": _iso(self.called_on),
            "override": override
            and {"on": override.on.isoformat(), "source": override.source, "hour": override.hour},
        }
        # Most clocks never stand still; their stored traces need not say so.
        if self.stays:
            params["stays"] = [
                {"from": _iso(it.from_on), "ground": it.ground, "source": it.source, "until": _iso(it.until)}
                for it in self.stays
            ]
        if self.confirmed:
            params["confirmed"] = {"on": self.confirmed.on.isoformat(), "source": self.confirmed.source}
        return params

    @classmethod
    def from_params(cls, params: Mapping[str, Any]) -> Facts:
        """Read back what ``to_params`` wrote.

        Raises:
            BadTrace: a value is missing.
        """
        try:
            plan, confirmed = params["override"], params.get("confirmed")
            override = plan and Override(date.fromisoformat(plan["on"]), plan["source"], plan["hour"])
            return cls(
                event=_moment(params["event"]),
                zone=params["zone"],
                election_day=_day(params["election_day"]),
                results_on=params["results_on"] and _moment(params["results_on"]),
                called_on=_day(params["called_on"]),
                overrides={params["rule"]: override} if override else {},
                stays=tuple(_stay(stay) for stay in params.get("stays", ())),
                confirmed=confirmed
                and Confirmation(date.fromisoformat(confirmed["on"]), confirmed["source"]),
            )
        except KeyError as missing:
            raise BadTrace(missing=str(missing.args[0])) from missing


def day_of(moment: date | datetime) -> date:
    """Return the civil date of a moment that is already local."""
    return moment.date() if isinstance(moment, datetime) else moment


def _iso(moment: date | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _moment(text: str) -> date | datetime:
    return date.fromisoformat(text) if len(text) == len("2022-11-20") else datetime.fromisoformat(text)


def _stay(params: Mapping[str, Any]) -> Stay:
    until = params["until"]
    return Stay(_moment(params["from"]), params["ground"], params["source"], until and _moment(until))
