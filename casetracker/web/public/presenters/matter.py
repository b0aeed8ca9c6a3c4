"""The page of a matter: the chain of published cases about one thing, and what became of each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from flask import url_for
from flask_babel import gettext as _

from casetracker.publication.matter_queries import Place
from casetracker.publication.measuring import PENDING, due_at_of, timeliness_of
from casetracker.publication.models import PublicCase, PublicHearing, PublicLink, PublicMatter
from casetracker.web.chains import Tie, draw
from casetracker.web.public.presenters.case import case_path, changed_at, marks, standing_of
from casetracker.web.public.presenters.decisions import decision_path, name_of
from casetracker.web.public.presenters.linked_data import matter_address, matter_data
from casetracker.web.public.queries import Names
from casetracker.web.rendering import fmt_date, fmt_datetime, label, language

Shown = dict[str, Any]


@dataclass(frozen=True)
class Chain:
    """A matter with everything that its page tells.

    Attributes:
        cases: those that were received first leading; of withdrawn ones only the tombstone is told.
        hearings: the next hearing of each case that has one ahead, by its reference.
    """

    matter: PublicMatter
    cases: Sequence[PublicCase]
    links: Sequence[PublicLink]
    hearings: Mapping[str, PublicHearing]
    names: Names

    @property
    def published(self) -> list[PublicCase]:
        """Return the cases that are shown."""
        return [case for case in self.cases if case.state == "published"]


def matter_page(chain: Chain, now: dt.datetime) -> Shown:
    """Return what the page shows; one of its cases is published."""
    first, number = chain.published[0], chain.matter.id
    spoken = language()
    return {
        "number": number,
        "title": label("subject", first.subject),
        "election": chain.names.election(first.election_id, spoken),
        "election_href": _election_href(first, chain.names),
        "tree": matter_tree(chain, now),
        "count": len(chain.cases),
        "cite": _citation(chain),
        "address": matter_address(number),
        "version": chain.matter.version,
        "changed": fmt_datetime(last_change(chain, now), first.zone),
        "data": matter_data(chain.matter, chain.published, chain.names),
    }


def matter_tree(chain: Chain, now: dt.datetime) -> list[Shown]:
    """Return the cases as a tree: what follows from a case hangs below it."""
    by_id = {case.id: case for case in chain.cases}
    ties = [Tie(link.kind, link.from_id, link.to_id) for link in chain.links]
    references = {case.id: case.reference for case in chain.cases}
    return draw(references, ties, lambda case: _told(by_id[case], chain, now))


def matter_marks(chain: Chain, now: dt.datetime) -> list[object]:
    """Return everything that the page depends on, besides the release and the law book."""
    told: list[object] = [chain.matter.id, chain.matter.version]
    for case in chain.cases:
        told += marks(case, chain.names, now)
    told += [(it.uid, it.updated_at.isoformat()) for it in chain.hearings.values()]
    return [*told, [(link.kind, link.from_id, link.to_id) for link in chain.links]]


def last_change(chain: Chain, now: dt.datetime) -> dt.datetime:
    """Return when the page last changed."""
    hearings = [hearing.updated_at for hearing in chain.hearings.values()]
    return max([chain.matter.updated_at, *(changed_at(case, now) for case in chain.cases), *hearings])


def place_shown(place: Place | None) -> Shown | None:
    """Return how the page of a case or of a decision leads to its chain."""
    if place is None:
        return None
    return {"href": url_for("public.show_matter", number=place.matter.id), "count": place.count}


def place_marks(place: Place | None) -> tuple[object, ...]:
    """Return what a page that leads to a chain depends on."""
    return ("in no chain",) if place is None else (place.matter.id, place.count)


def _told(case: PublicCase, chain: Chain, now: dt.datetime) -> Shown:
    if case.state != "published":
        return _tombstone(case)
    told: Shown = {
        "reference": case.reference,
        "href": case_path(case.slug),
        "withdrawn": [],
        "body": chain.names.body(case.body_id, language()),
        "status": label("status", case.status),
        "sentences": [_("Received: %(moment)s", moment=_receipt(case)), *standing_of(case)],
        "decision": None,
        "timeliness": _pending(case, now),
    }
    newest = case.newest_final
    if newest is not None:
        told["decision"] = {"href": decision_path(newest), "name": name_of(newest), "outcome": newest.outcome}
    hearing = chain.hearings.get(case.reference)
    if hearing is not None:
        moment = fmt_datetime(hearing.starts_at, hearing.zone)
        told["sentences"].append(_("Next hearing: %(moment)s", moment=moment))
    return told


def _tombstone(case: PublicCase) -> Shown:
    """Return the place of a withdrawn case: its reference, and why nothing else is told."""
    reasons = [label("withdrawal-ground", case.withdrawn_ground)] if case.withdrawn_ground else []
    if case.withdrawn_reason:
        reasons.append(case.withdrawn_reason)
    return {
        "reference": case.reference,
        "href": case_path(case.slug),
        "withdrawn": reasons or [_("No reason was recorded.")],
    }


def _receipt(case: PublicCase) -> str:
    day = case.received_at.astimezone(ZoneInfo(case.zone)).date()
    if case.receipt_known:
        return fmt_date(day)
    return _("Not known; first mentioned in the sources on %(day)s", day=fmt_date(day))


def _pending(case: PublicCase, now: dt.datetime) -> str:
    """Return how a case that is not decided stands with its time limit; '' for one that is."""
    if timeliness_of(case) != PENDING:
        return ""
    due_at = due_at_of(case)
    if due_at is None:
        return label("timeliness", "no-clock")
    return label("timeliness", "overdue" if due_at <= now else "within-limit")


def _election_href(case: PublicCase, names: Names) -> str | None:
    known = case.election_id in names.elections
    return url_for("public.show_election", election_id=case.election_id) if known else None


def _citation(chain: Chain) -> str:
    matter = _("Chain of cases No. %(number)s", number=chain.matter.id)
    references = [case.reference for case in chain.cases]
    return ", ".join([matter, *references, _("version %(version)s", version=chain.matter.version)])
