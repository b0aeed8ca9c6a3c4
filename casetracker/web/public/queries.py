"""What the public pages read: the projection, the index and the register of bodies and elections."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from casetracker.publication.models import PublicCase, PublicDecision
from casetracker.publication.queries import newest_decisions, public_case
from casetracker.registry.models import Body, Election
from casetracker.registry.queries import body_by_id_or_code, current_election, list_elections
from casetracker.remembering import remembered
from casetracker.statistics.queries import Overview, counts, last_change
from casetracker.statistics.slices import Filters
from casetracker.web.public.addresses import IDENTIFIER

__all__ = [
    "Home",
    "Names",
    "body",
    "cases_of_slugs",
    "election",
    "every_name",
    "filter_names",
    "home",
    "names_of",
    "newest_codes",
    "public_case",
]

# A number without its election is sought in so many.
NEWEST_ELECTIONS = 12


@dataclass(frozen=True)
class Names:
    """Bodies and elections by id, for pages that name them."""

    bodies: Mapping[str, Body]
    elections: Mapping[str, Election]

    def body(self, body_id: str, language: str) -> str:
        """Return the name of a body; the id of one that is not in the register."""
        known = self.bodies.get(body_id)
        return known.name(language) if known else body_id

    def election(self, election_id: str, language: str) -> str:
        """Return the name of an election; the id of one that is not in the register."""
        known = self.elections.get(election_id)
        return known.name(language) if known else election_id


@dataclass(frozen=True)
class Home:
    """What the start page shows of the register: what is new, and an election in figures."""

    newest: Sequence[PublicDecision]
    names: Names
    election: Election | None
    figures: Overview


def home(session: Session, newest: int, now: dt.datetime) -> Home:
    """Return the decisions published last, and the election under way in figures, else the whole register."""
    decisions = newest_decisions(session, newest)
    cases = [decision.case for decision in decisions]
    names = names_of(session, [case.body_id for case in cases], [case.election_id for case in cases])
    election = current_election(session, now.date())
    counted = Filters(election=election.id if election else None)
    _changed_at, marks = last_change(session, now)

    def count() -> Overview:
        return Overview(counted, counts(session, counted, ("outcomes", "reasons", "timeliness"), now))

    return Home(decisions, names, election, remembered(("home", counted, marks), count))


def body(session: Session, body_id: str | None) -> Body | None:
    """Return a commission or court by id, or by the code that references use, in small letters."""
    return body_by_id_or_code(session, body_id) if body_id else None


def election(session: Session, election_id: str | None) -> Election | None:
    """Return an election by its id."""
    return session.get(Election, election_id) if election_id else None


def names_of(session: Session, body_ids: Iterable[str | None], election_ids: Iterable[str]) -> Names:
    """Return the bodies and elections of these ids; ids that nothing has are left out."""
    return Names(_by_id(session, Body, set(body_ids)), _by_id(session, Election, set(election_ids)))


def every_name(session: Session) -> Names:
    """Return all bodies and elections, for lists without pages."""
    bodies = {body.id: body for body in session.scalars(sa.select(Body))}
    return Names(bodies, {election.id: election for election in list_elections(session)})


def filter_names(session: Session, body_ids: Sequence[str]) -> Names:
    """Return what a search may be filtered by: every election, and those of the bodies that exist."""
    possible = {name for name in body_ids if IDENTIFIER.fullmatch(name)}
    elections = {election.id: election for election in list_elections(session)}
    return Names(_by_id(session, Body, possible), elections)


def newest_codes(session: Session) -> list[str]:
    """Return the codes of the elections that were held last, as addresses write them."""
    return [election.code.lower() for election in list_elections(session)[:NEWEST_ELECTIONS]]


def cases_of_slugs(session: Session, slugs: Sequence[str], limit: int) -> Sequence[tuple[str, str]]:
    """Return the reference and slug of the published cases among these slugs, in their order."""
    named = sa.select(PublicCase.slug, PublicCase.reference)
    rows = session.execute(named.where(PublicCase.slug.in_(slugs), PublicCase.state == "published"))
    references = {row.slug: row.reference for row in rows} if slugs else {}
    return [(references[slug], slug) for slug in slugs if slug in references][:limit]


def _by_id(session: Session, model: Any, ids: set[Any]) -> dict[str, Any]:
    wanted = ids - {None}
    if not wanted:
        return {}
    return {row.id: row for row in session.scalars(sa.select(model).where(model.id.in_(wanted)))}
