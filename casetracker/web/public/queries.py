"""What the public pages read: the projection, the index and the register of bodies and elections."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from casetracker.publication.models import PublicCase, PublicDecision
from casetracker.publication.queries import newest_decisions, public_case
from casetracker.registry.models import Body, Election
from casetracker.registry.queries import body_by_id_or_code, list_elections
from casetracker.web.public.addresses import IDENTIFIER

__all__ = [
    "Figures",
    "Home",
    "Names",
    "body",
    "election",
    "filter_names",
    "home",
    "names_of",
    "public_case",
    "register_figures",
]


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
class Figures:
    """The register in figures: published cases and decisions; reasoned ones; decided within the limit.

    ``with_text`` counts the decisions whose text is known, ``reasoned`` those of them that give reasons.

    ``timed`` counts the cases whose limit to decide has ended by a decision, ``in_time`` those of them
    in which every such limit was met.
    """

    cases: int
    decisions: int
    with_text: int
    reasoned: int
    timed: int
    in_time: int


@dataclass(frozen=True)
class Home:
    """What the start page shows of the register."""

    newest: Sequence[PublicDecision]
    names: Names
    figures: Figures


def home(session: Session, newest: int) -> Home:
    """Return the figures and the decisions published last."""
    decisions = newest_decisions(session, newest)
    cases = [decision.case for decision in decisions]
    names = names_of(session, [case.body_id for case in cases], [case.election_id for case in cases])
    return Home(decisions, names, register_figures(session))


def body(session: Session, body_id: str | None) -> Body | None:
    """Return a commission or court by id, or by the code that references use, in small letters."""
    return body_by_id_or_code(session, body_id) if body_id else None


def election(session: Session, election_id: str | None) -> Election | None:
    """Return an election by its id."""
    return session.get(Election, election_id) if election_id else None


def names_of(session: Session, body_ids: Iterable[str | None], election_ids: Iterable[str]) -> Names:
    """Return the bodies and elections of these ids; ids that nothing has are left out."""
    return Names(_by_id(session, Body, set(body_ids)), _by_id(session, Election, set(election_ids)))


def filter_names(session: Session, body_ids: Sequence[str]) -> Names:
    """Return what a search may be filtered by: every election, and those of the bodies that exist."""
    possible = {name for name in body_ids if IDENTIFIER.fullmatch(name)}
    elections = {election.id: election for election in list_elections(session)}
    return Names(_by_id(session, Body, possible), elections)


def _by_id(session: Session, model: Any, ids: set[Any]) -> dict[str, Any]:
    wanted = ids - {None}
    if not wanted:
        return {}
    return {row.id: row for row in session.scalars(sa.select(model).where(model.id.in_(wanted)))}


def register_figures(session: Session) -> Figures:
    """Count what is published; withdrawn cases are not."""
    published = PublicCase.state == "published"
    reasoned = sa.func.count(sa.case((PublicDecision.reasoned.is_(True), 1)))
    cases = session.scalar(sa.select(sa.func.count(PublicCase.id)).where(published)) or 0
    known = sa.func.count(PublicDecision.reasoned)
    counted = sa.select(sa.func.count(PublicDecision.id), known, reasoned).join(PublicDecision.case)
    shown = (PublicDecision.kind == "final", PublicDecision.withdrawn_at.is_(None))
    decisions, with_text, with_reasons = session.execute(counted.where(published, *shown)).one()
    timed, in_time = session.execute(_timeliness(session.get_bind().dialect.name)).one()
    return Figures(cases, decisions, with_text, with_reasons, timed, in_time)


def _timeliness(dialect: str) -> sa.Select[int, int]:
    """How many published cases had a limit to decide that ended, and how many met every one of them."""
    clock, role, state = _clock_parts(dialect)
    missed = sa.func.sum(sa.case((state == "missed", 1), else_=0)).label("missed")
    ended = (
        sa.select(PublicCase.id, missed)
        .select_from(sa.join(PublicCase, clock, sa.true()))
        .where(PublicCase.state == "published", role == "review", state.in_(("met", "missed")))
        .group_by(PublicCase.id)
        .subquery()
    )
    in_time = sa.func.count(sa.case((ended.c.missed == 0, 1)))
    return sa.select(sa.func.count(), in_time).select_from(ended)


def _clock_parts(dialect: str) -> tuple[Any, Any, Any]:
    """The clocks of a projected case as rows, with their role and state: each database has its own JSON."""
    if dialect == "postgresql":
        elements = sa.func.json_array_elements(PublicCase.clocks)
        rows = elements.table_valued(sa.column("value", sa.JSON)).render_derived()
        value = rows.c.value
        return rows, value["role"].as_string(), value["state"].as_string()
    rows = sa.func.json_each(PublicCase.clocks).table_valued(sa.column("value", sa.Text))
    value = rows.c.value
    return rows, sa.func.json_extract(value, "$.role"), sa.func.json_extract(value, "$.state")
