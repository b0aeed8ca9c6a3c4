"""``/rules`` and ``/deadlines/compute``: the law, and the time limits that follow from it."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from casetracker import db
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
from casetracker.law.facts import Override, Stay
from casetracker.law.telling import told_deadline
from casetracker.registry.models import Election
from casetracker.registry.plans import with_election, with_reason
from casetracker.runtime import lawbook

resource = Resource("law", __name__, description="The law as rules, and the time limits it gives (public).")

# Which of our fields a refusal of the law room is about, by the parameter that names it there.
FIELD_OF_FACT = {
    "event": "on",
    "event-time": "on",
    "election-day": "election_day",
    "results-on": "results_on",
    "called-on": "called_on",
    "stay-from": "stays",
    "stay-until": "stays",
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
    book, election = lawbook(), _election(values)
    facts = _facts(values)
    if election:
        facts = with_election(facts, election, book.digest)
    try:
        deadline = compute(book.rules.get(values["rule"]), facts, book.calendar)
    except LawError as error:
        refused = with_reason(error, election, book.digest) if election else error
        raise _not_computed(refused) from error
    return told_deadline(deadline, telling.language())


def _facts(values: dict[str, Any]) -> Facts:
    plan = values["override"]
    return Facts(
        event=values["on"],
        zone=values["zone"],
        election_day=values["election_day"],
        results_on=values["results_on"],
        called_on=values["called_on"],
        overrides={values["rule"]: Override(**plan)} if plan else {},
        stays=tuple(Stay(**stay) for stay in values["stays"]),
    )


def _election(values: dict[str, Any]) -> Election | None:
    """Return the election of the register that is named, and see that its voting day is the one given."""
    election_id = values["election"]
    if election_id is None:
        return None
    election = db.db.session.get(Election, election_id.lower())
    if election is None:
        sentence = _("There is no election “%(id)s”.", id=election_id)
        raise Problem("invalid-input", errors=[FieldError("election", sentence)])
    if values["election_day"] not in (None, election.voting_on):
        day = election.voting_on.isoformat()
        sentence = _("Voting day of this election is %(day)s. Leave it out or name no election.", day=day)
        raise Problem("invalid-input", errors=[FieldError("election_day", sentence)])
    return election


def _not_computed(refused: LawError) -> Problem:
    sentence = tell_error(refused, telling.language(), lawbook().rules)
    fact = str(refused.params.get("fact", ""))
    field = FIELD_OF_CODE.get(refused.code) or FIELD_OF_FACT.get(fact, "on")
    return Problem("not-computed", sentence, errors=[FieldError(field, sentence)], code=refused.code)
