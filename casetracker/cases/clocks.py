"""The clocks of a case: what starts them, what ends them, and the explanation that stays with them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from casetracker import law
from casetracker.lawbook import LawBook
from casetracker.registry.models import Body, Election
from casetracker.registry.plans import plan_of


@dataclass(frozen=True)
class Clock:
    """A rule applied to a complaint: its deadline, or why there is none."""

    role: str
    rule_id: str
    deadline: law.Deadline | None
    problem: law.LawError | None


@dataclass(frozen=True)
class Moments:
    """The facts that clocks of a case hang on; dates and instants by the law's event slugs."""

    election: Election
    body: Body
    received_at: dt.datetime
    filed_at: dt.datetime
    contested_on: dt.date | None

    def event(self, slug: str) -> dt.date | dt.datetime | None:
        """Return when the event of a slug happened, or None when that is not known."""
        local = ZoneInfo(self.body.zone)
        known: Mapping[str, dt.date | dt.datetime | None] = {
            "receipt": self.received_at.astimezone(local),
            "filing": self.filed_at.astimezone(local),
            "contested-act": self.contested_on,
            "refusal": self.contested_on,
            "voting-day": self.election.voting_on,
            "calling": self.election.called_on,
            "results-announced": self.election.results_at or self.election.results_on,
        }
        return known.get(slug)


def clocks_of(book: LawBook, procedure: str, moments: Moments) -> list[Clock]:
    """Return every clock of a procedure: the complainant's own limit first, then the body's."""
    chosen = book.procedures[procedure]
    roles = [("filing", chosen.filing_rule)] if chosen.filing_rule else []
    roles += [("review", rule_id) for rule_id in chosen.review_rules]
    return [_clock(book, role, str(rule_id), moments) for role, rule_id in roles]


def _clock(book: LawBook, role: str, rule_id: str, moments: Moments) -> Clock:
    try:
        rule = book.rules.get(rule_id)
        event = moments.event(rule.counted_from)
        if event is None:
            raise law.MissingFact(rule=rule_id, fact=rule.counted_from)
        return Clock(role, rule_id, law.compute(rule, _facts(moments, event), book.calendar), None)
    except law.LawError as problem:
        return Clock(role, rule_id, None, problem)


def _facts(moments: Moments, event: dt.date | dt.datetime) -> law.Facts:
    election = moments.election
    return law.Facts(
        event=event,
        zone=moments.body.zone,
        election_day=election.voting_on,
        results_on=election.results_at or election.results_on,
        called_on=election.called_on,
        overrides=plan_of(election),
    )
