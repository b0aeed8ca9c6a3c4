"""Stored things as version 1 tells them: names, explanations and instants for the reader."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from flask_babel import get_locale

from casetracker.cases.clocks import clocks_of, moments_of
from casetracker.cases.models import Case
from casetracker.law import Edition, Rule, citations_in_words, explain, tell_error
from casetracker.lawbook import LawBook
from casetracker.publication.clocks import public_clocks
from casetracker.publication.matter_queries import Place
from casetracker.publication.measuring import timeliness_of
from casetracker.publication.models import PublicCase, PublicLink, PublicMatter
from casetracker.runtime import lawbook, settings
from casetracker.search.hits import FoundEntry
from casetracker.search.query import Query
from casetracker.search.snippets import best_snippet
from casetracker.search.texts import texts_of

API = "/api/v1"
DEFAULT_LANGUAGE = "kk"


class HasNames(Protocol):
    """A thing with a name in each language."""

    def name(self, language: str) -> str:
        """Return the name in a language."""
        ...


class Shown:
    """A stored thing with what is told of it besides: a schema finds the latter first."""

    def __init__(self, thing: Any, **told: Any) -> None:
        self._thing = thing
        self.__dict__.update(told)

    def __getattr__(self, name: str) -> Any:
        """Give what the thing itself holds."""
        return getattr(self._thing, name)


def language() -> str:
    """Return the language of this request: kk, ru or en."""
    locale = get_locale()
    return locale.language if locale else DEFAULT_LANGUAGE


def named(place: HasNames) -> Shown:
    """Return a body or an election with its names."""
    names = {code: place.name(code) for code in ("kk", "ru", "en")}
    return Shown(place, names=names, name=names[language()])


def public_case(case: PublicCase, place: Place | None) -> Shown:
    """Return a published case with its page, its place in a chain and its clocks explained."""
    url = f"{settings().base_url}/cases/{case.slug}"
    matter = place.matter.id if place else None
    return Shown(case, url=url, matter=matter, deadlines=[clock(stored) for stored in case.clocks])


def public_matter(
    matter: PublicMatter, cases: Sequence[PublicCase], links: Sequence[PublicLink]
) -> dict[str, Any]:
    """Return a chain of published cases: each with where it is told, and how they hang together."""
    references = {case.id: case.reference for case in cases}
    told = [
        {
            "kind": link.kind,
            "lower": references[link.from_id],
            "upper": references[link.to_id],
            "decision": link.decision_ordinal,
        }
        for link in links
    ]
    return {
        "number": matter.id,
        "url": f"{settings().base_url}/matters/{matter.id}",
        "election": cases[0].election_id,
        "cases": [_case_in_chain(case) for case in cases],
        "links": told,
        "created_at": matter.created_at,
        "updated_at": max([matter.updated_at, *(case.updated_at for case in cases)]),
        "version": matter.version,
    }


def _case_in_chain(case: PublicCase) -> dict[str, Any]:
    """Return a case; of one that was withdrawn only its reference, and why."""
    told: dict[str, Any] = {"reference": case.reference, "withdrawn_ground": case.withdrawn_ground}
    told["case"], told["url"] = f"{API}/cases/{case.slug}", f"{settings().base_url}/cases/{case.slug}"
    if case.state != "published":
        nothing = ("body", "status", "received_at", "outcome", "decided_at", "timeliness")
        return told | dict.fromkeys(nothing) | {"withdrawn_reason": case.withdrawn_reason}
    newest = case.newest_final
    return told | {
        "withdrawn_reason": None,
        "body": case.body_id,
        "status": case.status,
        "received_at": case.received_at,
        "outcome": newest.outcome if newest else None,
        "decided_at": newest.taken_at if newest else None,
        "timeliness": timeliness_of(case),
    }


def hit(entry: FoundEntry, query: Query) -> Shown:
    """Return what was found with the passage that shows why."""
    passage, spoken = best_snippet(texts_of(entry.case, entry.decision), query)
    return Shown(
        entry,
        url=f"{settings().base_url}/cases/{entry.slug}{_anchor(entry)}",
        case=f"{API}/cases/{entry.slug}",
        number=entry.decision.number if entry.decision else None,
        snippet_html=str(passage),
        snippet_language=spoken or entry.language,
    )


def _anchor(entry: FoundEntry) -> str:
    return f"#decision-{entry.ordinal}" if entry.decision else ""


def registered_case(case: Case, tracking_code: str | None) -> Shown:
    """Return a case as its registration answers; the code only to whoever registered it just now."""
    told: dict[str, Any] = {"tracking_code": tracking_code} if tracking_code else {}
    return Shown(
        case,
        url=f"{settings().base_url}/staff/cases/{case.slug}",
        deadlines=[clock(told) for told in public_clocks(case)],
        clock_problems=_clock_problems(lawbook(), case),
        **told,
    )


def clock(stored: Mapping[str, Any]) -> dict[str, Any]:
    """Return a clock with its explanation in the reader's language."""
    due_at = dt.datetime.fromisoformat(stored["due_at"]).astimezone(ZoneInfo(stored["zone"]))
    return {
        # A clock that was published before clocks could stand still names neither.
        "stayed_on": None,
        "remaining": None,
        "decision": None,
        "party": None,
        "party_role": None,
        **stored,
        "due_at": due_at.isoformat(),
        "citation": citations_in_words(stored["citations"], language()),
        "explanation": explain(stored["trace"], language()),
    }


def _clock_problems(book: LawBook, case: Case) -> list[dict[str, Any]]:
    """Tell which clocks were not computed at registration; the sentence is today's law book's."""
    noted = [event.data for event in case.events if event.kind == "clock-not-computed"]
    if not noted:
        return []
    clocks = clocks_of(book, case.procedure, moments_of(case))
    messages = {
        clock.rule_id: tell_error(clock.problem, language(), book.rules) for clock in clocks if clock.problem
    }
    return [{**data, "message": messages.get(data["rule"])} for data in noted]


def rule(found: Rule) -> Shown:
    """Return a rule of the law with its texts in the reader's language."""
    spoken = language()
    return Shown(
        found,
        name=found.names[spoken],
        clock_of=found.clock_of[spoken],
        forum=found.forum[spoken],
        standing=found.standing and found.standing[spoken],
        finality=found.finality and found.finality[spoken],
        notes=found.notes and found.notes[spoken],
        disputes=[{"id": dispute.id, "text": dispute.texts[spoken]} for dispute in found.disputes],
        editions=[_edition(edition) for edition in found.editions],
    )


def _edition(edition: Edition) -> Shown:
    citations = [citation.to_dict() for citation in edition.citations]
    stays = {
        ground: {"effect": it.effect, "citations": [citation.to_dict() for citation in it.citations]}
        for ground, it in edition.stays.items()
    }
    told = citations_in_words(citations, language())
    return Shown(edition, citations=citations, citation=told, stays=stays)
