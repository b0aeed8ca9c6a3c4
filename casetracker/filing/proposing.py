"""Where a complaint may go: what the forum guide says of what was typed, and the procedure before a body.

The guide proposes and the person decides: before any body that decides complaints at all, the nearest
procedure is found, and whether it was the right body is for the desk to say.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from casetracker import db
from casetracker.cases.competent import deciders
from casetracker.cases.inputs import read_input
from casetracker.cases.intake import LONGEST_AFTERMATH
from casetracker.cases.jurisdiction import SERVED, Brought, Flag
from casetracker.filing.inputs import WhatSchema, WhoseSchema
from casetracker.law.forum import Advice, Choice, Question, Route, advise
from casetracker.lawbook import DEFAULT_ZONE, LawBook
from casetracker.registry.errors import InvalidInput
from casetracker.registry.models import Body, Election
from casetracker.registry.plans import confirmation_of, plan_of
from casetracker.registry.queries import body_by_id_or_code

# Where the guide names no procedure for a body: what is brought before most of them.
FIRST_TRIED = ("violation-application", "commission-complaint", "election-claim")
Answers = Mapping[str, str]


@dataclass(frozen=True)
class Described:
    """What happened, as somebody described it, with everything that it names found."""

    election: Election
    choice: Choice
    against: str
    by: str
    on: dt.date
    contested_body: Body | None

    @property
    def zone(self) -> str:
        """Return the zone in which days are counted before a body is chosen."""
        return self.contested_body.zone if self.contested_body else DEFAULT_ZONE

    @property
    def is_service(self) -> bool:
        """Tell whether the day that was asked for is that of the service of a judgment."""
        return SERVED in self.choice.counts_as


def elections_under_way(session: Session) -> Sequence[Election]:
    """Return the elections that complaints can be filed about today, the latest voting day first."""
    today = _today()
    called = sa.func.coalesce(Election.called_on, Election.voting_on)
    wanted = sa.select(Election).where(
        Election.voting_on >= today - LONGEST_AFTERMATH, called <= today + LONGEST_AFTERMATH
    )
    found = session.scalars(wanted.order_by(Election.voting_on.desc(), Election.id)).all()
    return [it for it in found if (it.called_on or it.voting_on - LONGEST_AFTERMATH) <= today]


def _today() -> dt.date:
    return db.now().astimezone(ZoneInfo(DEFAULT_ZONE)).date()


def today_at(body: Body) -> dt.date:
    """Return the day that it is where a body is: whether it exists is judged by that."""
    return db.now().astimezone(ZoneInfo(body.zone)).date()


def described(session: Session, book: LawBook, answers: Answers) -> Described:
    """Return what happened, as the first two pages say. Raises :class:`InvalidInput`."""
    what, whose = _typed(WhatSchema, answers), _typed(WhoseSchema, answers)
    errors: dict[str, list[str]] = {}
    under_way = {it.id: it for it in elections_under_way(session)}
    election, choice = under_way.get(what["election"]), book.forum.contested.get(what["contested"])
    if election is None:
        errors["election"] = [
            _("Complaints about this election cannot be filed today. Choose one from the list.")
        ]
    if choice is None:
        errors["contested"] = [_("Choose what you want to contest.")]
    if election and choice and not choice.makes_sense(whose["against"], election.kind):
        errors["against"] = [_("Choose whose decision or act it is.")]
    if whose["by"] not in book.forum.complainants:
        errors["by"] = [_("Choose who complains.")]
    if whose["on"] > _today():
        errors["on"] = [_("This lies in the future. Enter when it really happened.")]
    body = body_by_id_or_code(session, whose["contested_body"]) if whose["contested_body"] else None
    if whose["contested_body"] and body is None:
        errors["contested_body"] = [_("Search for the body and choose it, or leave the field empty.")]
    if errors or election is None or choice is None:
        raise InvalidInput(errors)
    return Described(election, choice, whose["against"], whose["by"], whose["on"], body)


def _typed(schema: type[Any], answers: Answers) -> dict[str, Any]:
    fields = schema()
    return read_input(fields, {name: answers.get(name, "") for name in fields.fields})


def advice_on(book: LawBook, matter: Described) -> Advice:
    """Return what the guide says of a complaint that is filed now. Raises a ``LawError``."""
    election = matter.election
    question = Question(
        contested=matter.choice.slug,
        against=matter.against,
        by=matter.by,
        election=election.kind,
        on=matter.on,
        zone=matter.zone,
        filed_on=db.now(),
        election_day=election.voting_on,
        results_on=election.results_at or election.results_on,
        called_on=election.called_on,
        overrides=plan_of(election),
        confirmed=confirmation_of(election, book.digest),
    )
    return advise(question, book.forum, book.rules, book.calendar)


def proposals(
    session: Session, book: LawBook, advice: Advice, matter: Described, fallback: Body
) -> list[tuple[Route, Body]]:
    """Return the bodies of the register that the guide names, each with its way, the open ways first.

    *fallback* stands for the body that nobody named. What cannot receive the complaint in this register is
    told by the guide's own words only.
    """
    now = db.now()
    matter_before = Brought(
        procedure="",
        subject="",
        by=matter.by,
        election=matter.election,
        body=matter.contested_body or fallback,
        contested_body=matter.contested_body,
        contested_on=matter.on,
        filed_at=now,
    )
    found: dict[str, tuple[Route, Body]] = {}
    for route in (*advice.routes, *advice.remains, *advice.closed):
        for body in deciders(session, route, matter_before):
            if procedure_before(book, body, matter.election, route.procedure):
                found.setdefault(body.id, (route, body))
    return list(found.values())


def procedure_before(book: LawBook, body: Body, election: Election, proposed: str | None) -> str | None:
    """Return the procedure in which a body receives a complaint: the proposed one if it fits, or another.

    None for a body that decides no complaints in this kind of election.
    """
    level = body.level if body.kind == "commission" else None
    known = (slug for slug in (proposed, *FIRST_TRIED, *book.procedures) if slug in book.procedures)
    for slug in known:
        procedure = book.procedures[slug or ""]
        if procedure.accepts(body.kind, level) and procedure.fits_election(election.kind):
            return slug
    return None


def procedure_of(session: Session, book: LawBook, matter: Described, body: Body) -> str | None:
    """Return the procedure in which a complaint goes to a body: by the guide where it names such bodies."""
    advice = advice_on(book, matter)
    proposed = [route.procedure for route in _routes_to(body, advice)]
    fits = (procedure_before(book, body, matter.election, slug) for slug in proposed if slug)
    return next((slug for slug in fits if slug in proposed), None) or procedure_before(
        book, body, matter.election, None
    )


def flags_by_the_way(book: LawBook, matter: Described, body: Body) -> tuple[Flag, ...]:
    """Return what the guide says of a complaint to *body* when nobody named whose act it is, only its level.

    Raises a ``LawError``.
    """
    advice = advice_on(book, matter)
    ways = _routes_to(body, advice)
    followed = next(iter((*ways, *advice.routes, *advice.closed)), None)
    if followed is None:
        return ("no-route",)
    flags: list[Flag] = [] if ways else ["wrong-forum"]
    if followed.standing.found != "yes":
        flags.append("no-standing" if followed.standing.found == "no" else "standing-unclear")
    if followed.timing == "late" or followed.timing == "strict-passed":
        flags.append(followed.timing)
    return tuple(flags)


def _routes_to(body: Body, advice: Advice) -> list[Route]:
    """Return the ways on which such a body decides, the open ones first."""
    return [
        route
        for route in (*advice.routes, *advice.remains, *advice.closed)
        if any(
            meant.kind == body.kind and (not meant.levels or body.level in meant.levels)
            for meant in route.bodies
        )
    ]
