"""What is asked of the forum guide."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from casetracker.law.errors import ImpossibleFacts
from casetracker.law.facts import Confirmation, Facts, Override, day_of


@dataclass(frozen=True)
class Question:
    """A dispute as it is described to the guide.

    Attributes:
        contested: what is contested, a slug of ``Guide.contested``.
        against: whose act it is, a slug of ``Guide.against``.
        by: who contests it, a slug of ``Guide.complainants``.
        election: the kind of election, a slug of ``Guide.elections``.
        on: when the contested act happened; ``Choice.on`` says for each slug which day is meant (for a
            judgment it is the service of its copy).
        zone: IANA zone of the body whose act it is.
        filed_on: when the complaint is or was filed; None where nothing has been filed yet.
        election_day: voting day.
        results_on: the announcement of results.
        called_on: the day the election was called.
        overrides: dates set by the election's calendar plan, by rule id.
        confirmed: that the rules hold although the election was called after the last verified wording.
    """

    contested: str
    against: str
    by: str
    election: str
    on: date | datetime
    zone: str
    filed_on: date | datetime | None = None
    election_day: date | None = None
    results_on: date | datetime | None = None
    called_on: date | None = None
    overrides: Mapping[str, Override] = field(default_factory=dict)
    confirmed: Confirmation | None = None

    @property
    def filed_or_acted(self) -> date | datetime:
        """Return when it was filed; while nothing is filed, the day of the act stands for it."""
        return self.on if self.filed_on is None else self.filed_on

    def facts(self, event: date | datetime) -> Facts:
        """Return the facts of a clock that the event starts."""
        return Facts(
            event,
            self.zone,
            self.election_day,
            self.results_on,
            self.called_on,
            overrides=self.overrides,
            confirmed=self.confirmed,
        )

    def day(self, moment: date | datetime) -> date:
        """Return the civil date of a moment in the zone of the question."""
        return day_of(self.facts(moment).local(moment))

    def check_dates(self, *, may_precede: bool) -> None:
        """Refuse dates that cannot be.

        Args:
            may_precede: a complaint of this kind may be filed before the day that is asked for.

        Raises:
            UnknownZone, DateOutOfRange, ImpossibleFacts: as of ``Facts.check``; also for a complaint that
                was filed before the act it contests.
        """
        self.facts(self.on).check()
        self.facts(self.filed_or_acted).check()
        acted, filed = self.day(self.on), self.day(self.filed_or_acted)
        if filed < acted and not may_precede:
            raise ImpossibleFacts(
                fact="filed-on", value=filed.isoformat(), other="event", other_value=acted.isoformat()
            )
