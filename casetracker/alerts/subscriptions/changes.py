"""What changed in the public projection, and whom it concerns: nothing of the case file is read here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, load_only, selectinload

from casetracker.publication.models import PublicCase, PublicDecision, PublicHearing
from casetracker.registry.slugs import slug_of
from casetracker.search.queries import FACETS, matching_cases
from casetracker.search.query import parse

PUBLISHED, DECIDED, CORRECTED, CHANGED, WITHDRAWN, DECISION_WITHDRAWN = (
    "published",
    "decision-published",
    "corrected",
    "changed",
    "withdrawn",
    "decision-withdrawn",
)
TOMBSTONES = (WITHDRAWN, DECISION_WITHDRAWN)
HEARING_SET, HEARING_MOVED, HEARING_CANCELLED, HEARING_RESULT = (
    "hearing-set",
    "hearing-moved",
    "hearing-cancelled",
    "hearing-result",
)
NEEDED = ("slug", "state", "body_id", "updated_at", "published_at", "corrections")


@dataclass(frozen=True)
class Change:
    """One public change of a case, or of a hearing in which it is heard.

    Attributes:
        key: what makes it the same change, however often it is looked at.
        case_id: the row of the published case; None for a hearing.
    """

    key: str
    kind: str
    at: dt.datetime
    slug: str
    body_id: str
    case_id: int | None = None
    hearing_uid: str | None = None


def changes_since(session: Session, since: dt.datetime) -> list[Change]:
    """Return what changed in public after *since*, the oldest first."""
    cases = session.scalars(
        sa.select(PublicCase)
        .where(PublicCase.updated_at > since)
        # After a long sleep there are many: the texts of none of them are needed.
        .options(
            load_only(*(getattr(PublicCase, name) for name in NEEDED)),
            selectinload(PublicCase.decisions).load_only(
                PublicDecision.published_at, PublicDecision.withdrawn_at
            ),
        )
    )
    hearings = session.scalars(
        sa.select(PublicHearing)
        .where(PublicHearing.updated_at > since)
        .options(selectinload(PublicHearing.cases))
    )
    found = [_of_case(case) for case in cases]
    found += [change for hearing in hearings for change in _of_hearing(hearing)]
    return sorted(found, key=lambda change: (change.at, change.key))


def _of_case(case: PublicCase) -> Change:
    at = case.updated_at
    key = f"case:{case.slug}:{case.state}:{at.isoformat()}"
    return Change(key, _kind(case), at, case.slug, case.body_id, case_id=case.id)


def _kind(case: PublicCase) -> str:
    at = case.updated_at
    if case.state == WITHDRAWN:
        return WITHDRAWN
    if case.published_at == at:
        return PUBLISHED
    if any(decision.withdrawn_at == at for decision in case.decisions):
        return DECISION_WITHDRAWN
    if any(decision.published_at == at for decision in case.decisions):
        return DECIDED
    is_corrected = any(told["at"] == at.isoformat() for told in case.corrections)
    return CORRECTED if is_corrected else CHANGED


def _of_hearing(hearing: PublicHearing) -> Iterable[Change]:
    for case in hearing.cases:
        slug = slug_of(case.reference)
        key = f"hearing:{hearing.uid}:{hearing.sequence}:{hearing.result or ''}:{slug}"
        yield Change(
            key, _kind_of_hearing(hearing), hearing.updated_at, slug, hearing.body_id, hearing_uid=hearing.uid
        )


def _kind_of_hearing(hearing: PublicHearing) -> str:
    if hearing.result is None:
        return HEARING_MOVED if hearing.sequence else HEARING_SET
    return HEARING_CANCELLED if hearing.result == "cancelled" else HEARING_RESULT


def found_by(session: Session, asked: Mapping[str, Any], changes: Sequence[Change]) -> list[Change]:
    """Return the changes of cases that a search finds now: the index holds only what is published."""
    ids = {change.case_id for change in changes if change.case_id is not None}
    filters = {name: list(asked[name]) for name in FACETS if asked.get(name)}
    matching = matching_cases(session, parse(str(asked.get("q", ""))), filters, ids)
    return [change for change in changes if change.case_id in matching]
