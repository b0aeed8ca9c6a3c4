"""The entries of the forum guide: what may be contested, bodies, steps, routes, notes, dead ends."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from casetracker.law import Procedure
from casetracker.law.forum import (
    Choice,
    DeadEnd,
    ForumBody,
    NextStep,
    NotePlan,
    RoutePlan,
    StandingPlan,
    When,
)
from casetracker.law.forum.advising import FACT_OF_EVENT, FILED
from casetracker.law.forum.guide import HIGHER, Shown
from casetracker.law.procedures import COMMISSION_LEVELS
from casetracker.law.rules import EVENTS, Mark
from casetracker.lawbook.forum.reader import Reader, first_and_last
from casetracker.lawbook.shape import (
    WrongEntryError,
    check_keys,
    choices,
    each,
    inside,
    one_of,
    three_texts,
    truth,
    web_address,
)

MARKS = ("verified", "inference", "disputed")
SHOWN = ("always", "with-routes", "without-routes", "parallel", "unverified")
COURTS = ("administrative-court", "district-court", "appeal-court", "supreme-court", "cassation-court")
FORUM_KINDS = ("commission", *COURTS, "constitutional", "prosecutor", "law-enforcement", "public-body")
"""Kinds of body that decide; some of them are in no register, so that no case can be registered there."""
ROUTE_KEYS = ("names", "when", "bodies", "standing", "cite")
OPTIONAL_ROUTE_KEYS = (
    *("procedure", "filing", "review", "instead", "mark"),
    *("after", "finality", "remark", "disputes"),
)


def read_group(_slug: str, entry: Any, _read_on: object) -> tuple[str, ...]:
    """Return the members of a group; whether they exist is seen where the group is used."""
    return tuple(str(member) for _key, member in each(entry, ""))


def read_choice(read: Reader, slug: str, entry: Any, _read_on: object) -> Choice:
    """Return one thing that may be contested."""
    check_keys(entry, ("names", "day", "counts_as", "against"), ("elections", "of_another"))
    return Choice(
        slug=slug,
        names=three_texts(entry["names"], "names"),
        on=read.text(entry["day"], "day"),
        counts_as=choices(entry["counts_as"], EVENTS, "counts_as"),
        against=read.slugs(entry["against"], read.against, "against"),
        elections=read.slugs(entry.get("elections", []), read.elections, "elections"),
        of_another=truth(entry.get("of_another", False), "of_another"),
    )


def read_body(read: Reader, _slug: str, entry: Any, _read_on: object) -> ForumBody:
    """Return one kind of body that decides."""
    check_keys(entry, ("kind", "names"), ("levels", "from", "to"))
    levels = choices(entry.get("levels", []), (*COMMISSION_LEVELS, HIGHER), "levels")
    kind = one_of(entry["kind"], FORUM_KINDS, "kind")
    if (kind == "commission") != bool(levels):
        raise WrongEntryError("a commission must have levels, and nothing else may.", at=("levels",))
    if HIGHER in levels and len(levels) > 1:
        raise WrongEntryError(f"holds '{HIGHER}', which stands alone.", "levels")
    return ForumBody(kind, levels, read.text(entry["names"], "names"), *first_and_last(entry))


def read_step(read: Reader, slug: str, entry: Any, read_on: object) -> NextStep:
    """Return one thing that may follow after a decision."""
    check_keys(entry, ("text", "forum", "cite"), ("rule", "finality", "from", "to"))
    first, last = first_and_last(entry)
    return NextStep(
        slug=slug,
        text=read.text(entry["text"], "text"),
        forum=read.text(entry["forum"], "forum"),
        citations=read.cited(entry, read_on),
        rule=read.rule(entry["rule"], "rule") if "rule" in entry else None,
        finality=read.text_or_none(entry, "finality"),
        first=first,
        last=last,
    )


def read_route(read: Reader, slug: str, entry: Any, read_on: object) -> RoutePlan:
    """Return one route; its limits are those of its procedure unless it names its own."""
    check_keys(entry, ROUTE_KEYS, OPTIONAL_ROUTE_KEYS)
    procedure = _procedure(read, entry)
    filing, reviews = _limits(read, entry, procedure)
    bodies = each(entry["bodies"], "bodies")
    after = each(entry.get("after", []), "after")
    route = RoutePlan(
        id=slug,
        names=three_texts(entry["names"], "names"),
        when=_when(read, entry["when"]),
        bodies=tuple(read.bodies[one_of(name, read.bodies, key)] for key, name in bodies),
        standing=_standing(read, entry["standing"], read_on),
        citations=read.cited(entry, read_on),
        procedure=None if procedure is None else procedure.slug,
        filing=filing,
        reviews=reviews,
        instead=truth(entry.get("instead", False), "instead"),
        mark=cast(Mark, one_of(entry.get("mark", "verified"), MARKS, "mark")),
        after=tuple(read.steps[one_of(name, read.steps, key)] for key, name in after),
        finality=read.text_or_none(entry, "finality"),
        remark=read.text_or_none(entry, "remark"),
        disputes=read.shared.disputes_of(entry),
    )
    _check_clocks(read, route)
    if procedure is not None:
        _check_procedure(route, procedure)
    return route


def read_note(read: Reader, slug: str, entry: Any, read_on: object) -> NotePlan:
    """Return one remark beside the routes."""
    check_keys(entry, ("when", "text"), ("cite", "sources", "shown", "rule"))
    return NotePlan(
        slug=slug,
        when=_when(read, entry["when"]),
        text=read.text(entry["text"], "text"),
        citations=read.cited(entry, read_on),
        sources=tuple(web_address(url, key) for key, url in each(entry.get("sources", []), "sources")),
        shown=cast(Shown, one_of(entry.get("shown", "always"), SHOWN, "shown")),
        rule=read.rule(entry["rule"], "rule") if "rule" in entry else None,
    )


def read_dead_end(read: Reader, slug: str, entry: Any, read_on: object) -> DeadEnd:
    """Return one reason for there being no route."""
    check_keys(entry, ("when", "text"), ("cite",))
    text = read.text(entry["text"], "text")
    return DeadEnd(slug, _when(read, entry["when"]), text, read.cited(entry, read_on))


def _when(read: Reader, entry: object) -> When:
    with inside("when"):
        given = check_keys(entry, (), ("contested", "against", "by", "elections", "from", "to"))
        first, last = first_and_last(given)
        return When(
            contested=frozenset(read.slugs(given.get("contested", []), read.contested, "contested")),
            against=frozenset(read.slugs(given.get("against", []), read.against, "against")),
            by=frozenset(read.slugs(given.get("by", []), read.complainants, "by")),
            elections=frozenset(read.slugs(given.get("elections", []), read.elections, "elections")),
            first=first,
            last=last,
        )


def _standing(read: Reader, entry: object, read_on: object) -> StandingPlan:
    with inside("standing"):
        given = check_keys(entry, ("text", "has", "cite"), ("unclear", "own_case"))
        has = frozenset(read.slugs(given["has"], read.complainants, "has"))
        unclear = frozenset(read.slugs(given.get("unclear", []), read.complainants, "unclear"))
        if has & unclear:
            raise WrongEntryError(f"names {', '.join(sorted(has & unclear))}, as 'has' does.", "unclear")
        return StandingPlan(
            text=read.text(given["text"], "text"),
            citations=read.cited(given, read_on),
            has=has,
            unclear=unclear,
            own_case=truth(given.get("own_case", False), "own_case"),
        )


def _procedure(read: Reader, entry: Mapping[str, Any]) -> Procedure | None:
    if "procedure" not in entry:
        return None
    return read.procedures[one_of(entry["procedure"], read.procedures, "procedure")]


def _limits(
    read: Reader, entry: Mapping[str, Any], procedure: Procedure | None
) -> tuple[str | None, tuple[str, ...]]:
    """Return the rules of filing and review."""
    filing = procedure.filing_rule if procedure else None
    reviews = procedure.review_rules if procedure else ()
    if "filing" in entry:
        filing = read.rule(entry["filing"], "filing")
    if "review" in entry:
        reviews = tuple(read.rule(rule_id, key) for key, rule_id in each(entry["review"], "review"))
    return filing, reviews


def _check_clocks(read: Reader, route: RoutePlan) -> None:
    """Refuse a route whose clocks start with something that nobody is asked for."""
    if not route.when.contested:
        raise WrongEntryError("must say what is contested.", "when")
    for slug in sorted(route.when.contested):
        known = {*FILED, *FACT_OF_EVENT, *read.contested[slug].counts_as}
        for rule_id in (*([route.filing] if route.filing else []), *route.reviews):
            event = read.rules[rule_id].counted_from
            if event not in known:
                raise WrongEntryError(
                    f"'{rule_id}' is counted from '{event}', which '{slug}' does not ask for."
                )


def _check_procedure(route: RoutePlan, procedure: Procedure) -> None:
    """Refuse a procedure that the bodies of the route do not have, or that its elections do not know."""
    for body in route.bodies:
        levels = COMMISSION_LEVELS[:-1] if HIGHER in body.levels else body.levels
        if not all(procedure.accepts(body.kind, level) for level in levels or (None,)):
            problem = f"lead to '{body.kind}', which '{procedure.slug}' does not name as a receiver."
            raise WrongEntryError(problem, "bodies")
    if procedure.elections and not (
        route.when.elections and route.when.elections <= set(procedure.elections)
    ):
        problem = f"must be among those of '{procedure.slug}': {', '.join(procedure.elections)}."
        raise WrongEntryError(problem, "when.elections")
