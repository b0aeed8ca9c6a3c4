"""``/forum``: where a dispute can be taken, by whom, until when."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from casetracker import db
from casetracker.api.blueprints import Resource
from casetracker.api.problems import FieldError, Problem
from casetracker.api.v1 import telling
from casetracker.api.v1.schemas.forum import AdviceSchema, ForumChoicesSchema, ForumQuestionSchema
from casetracker.law import Facts, LawError, tell_error
from casetracker.law.forum import Question, advise, told_advice, told_choices
from casetracker.registry.models import Election
from casetracker.registry.plans import with_election
from casetracker.runtime import lawbook

resource = Resource("forum", __name__, description="Where a dispute can be taken (public).")

# Which of our fields a refusal is about, by the name that the law room has for it.
FIELD_OF_FACT = {
    "event": "on",
    "filed-on": "filed_on",
    "election-day": "election_day",
    "results-on": "results_on",
    "called-on": "called_on",
    "election": "election_kind",
}
DATES = ("election_day", "results_on", "called_on")


@resource.get("/forum")
@resource.response(200, ForumChoicesSchema)
@resource.revalidated
@resource.problems()
def list_choices() -> Any:
    """List what can be asked: what is contested, against whom, by whom, in which kind of election."""
    return told_choices(lawbook().forum, telling.language())


@resource.post("/forum")
@resource.arguments(ForumQuestionSchema)
@resource.response(200, AdviceSchema)
@resource.problems(400, 413, 415, 422)
def advise_on_forum(values: dict[str, Any]) -> Any:
    """Tell where a dispute can be taken: bodies, standing, limits, what follows. Nothing is stored."""
    book = lawbook()
    question = _question(values)
    try:
        advice = advise(question, book.forum, book.rules, book.calendar)
    except LawError as refused:
        raise _refused(refused) from refused
    return told_advice(advice, telling.language())


def _question(values: dict[str, Any]) -> Question:
    election = _election(values)
    facts = Facts(values["on"], values["zone"], **{name: values[name] for name in DATES})
    if election is not None:
        facts = with_election(facts, election, lawbook().digest)
    return Question(
        contested=values["contested"],
        against=values["against"],
        by=values["by"],
        election=values["election_kind"] or (election.kind if election else ""),
        on=values["on"],
        zone=values["zone"],
        filed_on=values["filed_on"],
        election_day=facts.election_day,
        results_on=facts.results_on,
        called_on=facts.called_on,
        overrides=facts.overrides,
        confirmed=facts.confirmed,
    )


def _election(values: dict[str, Any]) -> Election | None:
    """Return the election of the register that is named, and see that it is the one described."""
    if values["election"] is None:
        if values["election_kind"] is None:
            raise _wrong("election_kind", _("Fill in this field."))
        return None
    election = db.db.session.get(Election, values["election"].lower())
    if election is None:
        raise _wrong("election", _("There is no election “%(id)s”.", id=values["election"]))
    if values["election_kind"] not in (None, election.kind):
        sentence = _("This election is of the kind “%(kind)s”. Leave the kind out.", kind=election.kind)
        raise _wrong("election_kind", sentence)
    if values["election_day"] not in (None, election.voting_on):
        day = election.voting_on.isoformat()
        sentence = _("Voting day of this election is %(day)s. Leave it out or name no election.", day=day)
        raise _wrong("election_day", sentence)
    return election


def _wrong(field: str, sentence: str) -> Problem:
    return Problem("invalid-input", errors=[FieldError(field, sentence)])


def _refused(refused: LawError) -> Problem:
    sentence = tell_error(refused, telling.language(), lawbook().rules)
    fact = str(refused.params.get("fact", ""))
    field = "zone" if refused.code == "unknown-zone" else FIELD_OF_FACT.get(fact, fact or "on")
    return Problem("invalid-input", sentence, errors=[FieldError(field, sentence)], code=refused.code)
