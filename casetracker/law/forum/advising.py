"""From a question to the bodies that decide, with standing, limits and what follows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from casetracker.law.calendar import Calendar
from casetracker.law.deadline import Deadline
from casetracker.law.engine import compute
from casetracker.law.errors import LawError, MissingFact, UnknownChoice, UnverifiedLaw
from casetracker.law.forum.advice import Advice, Assumption, FoundStanding, Limit, Note, Route, Timing
from casetracker.law.forum.guide import Choice, DeadEnd, Guide, NotePlan, RoutePlan
from casetracker.law.forum.question import Question
from casetracker.law.rules import Rule, RuleSet

COURTS = frozenset({"administrative-court", "district-court", "supreme-court"})
"""Courts that hear a dispute at first instance, and so beside a commission."""
FILED = frozenset({"receipt", "filing", "acceptance", "request-receipt"})
"""Events that a complaint itself brings about."""
FACT_OF_EVENT = {"results-announced": "results-on", "voting-day": "election-day", "calling": "called-on"}


def advise(question: Question, guide: Guide, rules: RuleSet, calendar: Calendar) -> Advice:
    """Return the routes by which the dispute can be brought, with their limits.

    A limit that cannot be computed is no reason to refuse: the route then holds the reason.

    Raises:
        UnknownChoice: a slug of the question is not one of the guide's.
        UnknownZone: the zone is not an IANA zone.
        DateOutOfRange: a date lies before 1900 or after 2199.
        ImpossibleFacts: two dates contradict each other.
    """
    choice = _chosen(question, guide)
    question.check_dates(may_precede="service" in choice.counts_as)
    search = _Search(question, guide, choice, rules, calendar, question.day(question.filed_or_acted))
    usual, instead = search.routes(instead=False), search.routes(instead=True)
    routes = tuple(route for route in usual if route.standing.found != "no")
    return Advice(
        question=question,
        guide=guide,
        rules=rules,
        choice=choice,
        routes=routes,
        closed=tuple(route for route in usual if route.standing.found == "no"),
        remains=() if routes else tuple(route for route in instead if route.standing.found != "no"),
        dead_end=None if routes else search.dead_end(),
        notes=search.notes(routes),
        unverified=search.is_unverified(routes),
        vouched=question.confirmed if search.is_after_verified_law() else None,
    )


def _chosen(question: Question, guide: Guide) -> Choice:
    asked: tuple[tuple[str, str, Mapping[str, object]], ...] = (
        ("contested", question.contested, guide.contested),
        ("against", question.against, guide.against),
        ("by", question.by, guide.complainants),
        ("election", question.election, guide.elections),
    )
    for fact, slug, allowed in asked:
        if slug not in allowed:
            raise UnknownChoice(fact=fact, chosen=slug, allowed=list(allowed))
    return guide.contested[question.contested]


@dataclass(frozen=True)
class _Search:
    """One question before the guide; ``day`` is the day of filing."""

    question: Question
    guide: Guide
    choice: Choice
    rules: RuleSet
    calendar: Calendar
    day: date

    def routes(self, *, instead: bool) -> tuple[Route, ...]:
        """Return the routes that fit, whoever may use them."""
        if not self.choice.makes_sense(self.question.against, self.question.election):
            return ()
        return tuple(
            self._route(plan)
            for plan in self.guide.routes
            if plan.instead is instead and plan.when.fits(self.question, self.day)
        )

    def dead_end(self) -> DeadEnd | None:
        """Return the first reason that fits; the last one where the parts of the question do not."""
        if not self.choice.makes_sense(self.question.against, self.question.election):
            return self.guide.dead_ends[-1] if self.guide.dead_ends else None
        fitting = (end for end in self.guide.dead_ends if end.when.fits(self.question, self.day))
        return next(fitting, None)

    def notes(self, routes: tuple[Route, ...]) -> tuple[Note, ...]:
        """Return the remarks that hold for this question and these open routes."""
        kinds = {body.kind for route in routes for body in route.bodies}
        shown = {
            "always": True,
            "with-routes": bool(routes),
            "without-routes": not routes,
            "parallel": "commission" in kinds and not kinds.isdisjoint(COURTS),
            "unverified": self.is_unverified(routes),
        }
        return tuple(
            self._note(plan)
            for plan in self.guide.notes
            if shown[plan.shown] and plan.when.fits(self.question, self.day)
        )

    def is_unverified(self, routes: tuple[Route, ...]) -> bool:
        """Say whether nothing vouches for the law of this question: no verified text, no confirmation."""
        after = self.question.confirmed is None and self.is_after_verified_law()
        return after or any(_is_unverified(route) for route in routes)

    def is_after_verified_law(self) -> bool:
        """Say whether the question is later than any rule of the country was verified for."""
        last = max((rule.verified_to for rule in self.rules), default=date.max)
        called_on = self.question.called_on
        return self.day > last or (called_on is not None and called_on > last)

    def _route(self, plan: RoutePlan) -> Route:
        standing = plan.standing
        filing = None if plan.filing is None else self._limit(plan.filing)
        return Route(
            id=plan.id,
            names=plan.names,
            bodies=tuple(
                body.seen_from(self.question.against)
                for body in plan.bodies
                if body.first <= self.day <= body.last
            ),
            procedure=plan.procedure,
            mark=plan.mark,
            standing=FoundStanding(
                standing.of(self.question.by, self.choice), standing.text, standing.citations
            ),
            filing=filing,
            timing=None if filing is None or filing.deadline is None else self._timing(filing.deadline),
            reviews=tuple(self._limit(rule_id) for rule_id in plan.reviews),
            after=tuple(step for step in plan.after if step.first <= self.day <= step.last),
            finality=plan.finality,
            remark=plan.remark,
            disputes=plan.disputes,
            citations=plan.citations,
        )

    def _note(self, plan: NotePlan) -> Note:
        has_limit = plan.rule is not None and self.question.election_day is not None
        limit = self._limit(plan.rule) if has_limit and plan.rule else None
        return Note(plan.slug, plan.text, plan.citations, plan.sources, limit, plan.shown)

    def _limit(self, rule_id: str) -> Limit:
        rule = self.rules.get(rule_id)
        try:
            facts = self.question.facts(self._event(rule))
            return Limit(rule, compute(rule, facts, self.calendar), None, self._assumed(rule))
        except LawError as problem:
            return Limit(rule, None, problem, ())

    def _event(self, rule: Rule) -> date | datetime:
        """Return what starts the clock, or say which fact is missing."""
        known: Mapping[str, date | datetime | None] = {
            **dict.fromkeys(self.choice.counts_as, self.question.on),
            **dict.fromkeys(FILED, self.question.filed_or_acted),
            "voting-day": self.question.election_day,
            "calling": self.question.called_on,
        }
        event = known.get(rule.counted_from)
        if rule.counted_from == "results-announced" and self.question.results_on is not None:
            event = self.question.results_on
        if event is None:
            fact = FACT_OF_EVENT.get(rule.counted_from, rule.counted_from)
            raise MissingFact(rule=rule.id, fact=fact)
        return event

    def _assumed(self, rule: Rule) -> tuple[Assumption, ...]:
        if rule.counted_from not in FILED:
            return ()
        assumed: list[Assumption] = ["filed-on-act-day"] if self.question.filed_on is None else []
        return (*assumed, "accepted-when-filed") if rule.counted_from == "acceptance" else tuple(assumed)

    def _timing(self, deadline: Deadline) -> Timing | None:
        filed = self.question.filed_on
        if filed is None:
            return None
        if isinstance(filed, datetime):
            at = self.question.facts(filed).local(filed)
            in_strict, in_due = at < deadline.strict_at, at < deadline.due_at
        else:
            in_strict, in_due = filed <= deadline.strict_on, filed <= deadline.due_on
        if in_strict:
            return "in-time"
        return "strict-passed" if in_due else "late"


def _is_unverified(route: Route) -> bool:
    limits = (*([route.filing] if route.filing else []), *route.reviews)
    return any(isinstance(limit.problem, UnverifiedLaw) for limit in limits)
