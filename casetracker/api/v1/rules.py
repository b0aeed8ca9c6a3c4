"""``/rules`` and ``/deadlines/compute``: the law, and the time limits that follow from it."""

from __future__ import annotations

from typing import Any

from casetracker.api.blueprints import Resource
from casetracker.api.problems import FieldError, Problem
from casetracker.api.v1 import telling
from casetracker.api.v1.schemas.law import (
    ComputedDeadlineSchema,
    FactsSchema,
    RuleDetailsSchema,
    RuleListSchema,
)
from casetracker.law import Facts, LawError, UnknownRule, compute, tell_error
from casetracker.law.telling import told_deadline
from casetracker.runtime import lawbook

resource = Resource("law", __name__, description="The law as rules, and the time limits it gives (public).")

# Which of our fields a refusal of the law room is about, by the parameter that names it there.
FIELD_OF_FACT = {
    "event": "on",
    "event-time": "on",
    "election-day": "election_day",
    "results-on": "results_on",
    "called-on": "called_on",
}
FIELD_OF_CODE = {"unknown-rule": "rule", "unknown-zone": "zone"}


@resource.get("/rules")
@resource.response(200, RuleListSchema)
@resource.revalidated
@resource.problems()
def list_rules() -> Any:
    """List every rule that sets a time limit."""
    items = [telling.rule(found) for found in lawbook().rules]
    return {"total": len(items), "items": items}


@resource.get("/rules/<rule_id>")
@resource.response(200, RuleDetailsSchema)
@resource.revalidated
@resource.problems(404)
def show_rule(rule_id: str) -> Any:
    """Return a rule with every wording it had, each with its place in the law."""
    try:
        return telling.rule(lawbook().rules.get(rule_id))
    except UnknownRule as unknown:
        raise Problem("not-found", tell_error(unknown, telling.language())) from unknown


@resource.post("/deadlines/compute")
@resource.arguments(FactsSchema)
@resource.response(200, ComputedDeadlineSchema)
@resource.problems(400, 413, 415, 422)
def compute_deadline(values: dict[str, Any]) -> Any:
    """Compute a time limit and explain it. Nothing is stored."""
    facts = {name: values[name] for name in ("election_day", "results_on", "called_on")}
    try:
        rule = lawbook().rules.get(values["rule"])
        known = Facts(values["on"], values["zone"], **facts)
        deadline = compute(rule, known, lawbook().calendar)
    except LawError as refused:
        raise _not_computed(refused) from refused
    return told_deadline(deadline, telling.language())


def _not_computed(refused: LawError) -> Problem:
    sentence = tell_error(refused, telling.language())
    fact = str(refused.params.get("fact", ""))
    field = FIELD_OF_CODE.get(refused.code) or FIELD_OF_FACT.get(fact, "on")
    return Problem("not-computed", sentence, errors=[FieldError(field, sentence)], code=refused.code)
