"""The facts a deadline is computed from, and how they are written to a trace and read back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from casetracker.law.counting import zone_of
from casetracker.law.errors import BadTrace, DateOutOfRange, ImpossibleFacts

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
    """

    event: date | datetime
    zone: str
    election_day: date | None = None
    results_on: date | datetime | None = None
    called_on: date | None = None
    overrides: Mapping[str, Override] = field(default_factory=dict)

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
            ImpossibleFacts: results or the call of the election lie on the wrong side of voting day.
        """
        zone_of(self.zone)
        self._check_range()
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

    def _check_range(self) -> None:
        named = {
            "event": self.event,
            "election-day": self.election_day,
            "results-on": self.results_on,
            "called-on": self.called_on,
        }
        for fact, moment in named.items():
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
        return {
            "rule": rule_id,
            "event": self.event.isoformat(),
            "zone": self.zone,
            "election_day": _iso(self.election_day),
            "results_on": _iso(self.results_on),
            "called_on": _iso(self.called_on),
            "override": override
            and {"on": override.on.isoformat(), "source": override.source, "hour": override.hour},
        }

    @classmethod
    def from_params(cls, params: Mapping[str, Any]) -> Facts:
        """Read back what ``to_params`` wrote.

        Raises:
            BadTrace: a value is missing.
        """
        try:
            plan = params["override"]
            override = plan and Override(date.fromisoformat(plan["on"]), plan["source"], plan["hour"])
            return cls(
                event=_moment(params["event"]),
                zone=params["zone"],
                election_day=_day(params["election_day"]),
                results_on=params["results_on"] and _moment(params["results_on"]),
                called_on=_day(params["called_on"]),
                overrides={params["rule"]: override} if override else {},
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
