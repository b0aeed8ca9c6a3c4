"""From an address to the advice of the forum guide: what happened, in which election, on which day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from flask_babel import gettext as _

from casetracker.law import Facts, LawError, tell_error
from casetracker.law.forum import Advice, Choice, Question, advise
from casetracker.lawbook import DEFAULT_ZONE, LawBook
from casetracker.registry.models import Election
from casetracker.registry.plans import with_election
from casetracker.web.public.calculator.asking import Asked
from casetracker.web.public.calculator.computing import check_voting_day
from casetracker.web.rendering import label, language

FIELDS = (
    *("against", "by", "election", "kind", "on", "filed_on"),
    *("election_day", "results_on", "called_on", "zone"),
)
FIELD_OF_FACT = {
    "filed-on": "filed_on",
    "election-day": "election_day",
    "results-on": "results_on",
    "called-on": "called_on",
}


def read_question(
    asked: Asked, book: LawBook, choice: Choice, elections: Sequence[Election]
) -> Question | None:
    """Return the question to the guide; None when something is missing or wrong, noted at its field."""
    against = asked.one_of("against", choice.against)
    by = asked.one_of("by", book.forum.complainants)
    election = asked.election(elections)
    kind = _kind(asked, book, election)
    facts, filed_on = _facts(asked, choice), asked.moment("filed_on")
    if election and facts:
        check_voting_day(asked, "election_day", facts, election)
    if against is None:
        asked.demand("against", _("Choose whose decision or act it is."))
    if by is None:
        asked.demand("by", _("Choose who complains."))
    if asked.errors or facts is None or against is None or by is None or kind is None:
        return None
    return _question(
        choice,
        against,
        by,
        kind,
        with_election(facts, election, book.digest) if election else facts,
        filed_on,
    )


def advice_on(asked: Asked, book: LawBook, question: Question) -> Advice | None:
    """Return the advice; None when the law room refuses a fact, which is told at its field."""
    try:
        return advise(question, book.forum, book.rules, book.calendar)
    except LawError as refused:
        field = (
            "zone" if refused.code == "unknown-zone" else FIELD_OF_FACT.get(str(refused.params["fact"]), "on")
        )
        asked.fail(field, tell_error(refused, language(), book.rules))
        return None


def _kind(asked: Asked, book: LawBook, election: Election | None) -> str | None:
    kind = asked.one_of("kind", book.forum.elections)
    if election is None:
        if kind is None:
            asked.demand("kind", _("Choose the kind of election, or the election above."))
        return kind
    if kind not in (None, election.kind):
        asked.fail(
            "kind",
            _(
                "The chosen election is of another kind: %(kind)s.",
                kind=label("election-kind", election.kind),
            ),
        )
    return election.kind


def _facts(asked: Asked, choice: Choice) -> Facts | None:
    on = asked.moment("on")
    election_day, called_on = asked.day("election_day"), asked.day("called_on")
    results_on = asked.moment("results_on")
    if on is None:
        asked.demand("on", _("Give the date: %(event)s.", event=choice.on[language()]))
        return None
    zone = asked.text("zone") or DEFAULT_ZONE
    return Facts(on, zone, election_day=election_day, results_on=results_on, called_on=called_on)


def _question(
    choice: Choice, against: str, by: str, kind: str, facts: Facts, filed_on: dt.date | dt.datetime | None
) -> Question:
    return Question(
        contested=choice.slug,
        against=against,
        by=by,
        election=kind,
        on=facts.event,
        zone=facts.zone,
        filed_on=filed_on,
        election_day=facts.election_day,
        results_on=facts.results_on,
        called_on=facts.called_on,
        overrides=facts.overrides,
        confirmed=facts.confirmed,
    )
