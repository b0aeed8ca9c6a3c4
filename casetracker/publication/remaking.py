"""Make public rows what the case file says now: in place, and nothing that a person approved is derived.

What only a person can judge stays as it was approved: texts (told again from what was approved, where that
can be told), provisions and the way to appeal, in which names were masked. Numbers, the moments of first
publication and tombstones are never touched.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session

from casetracker.cases.models import Case, Decision, Hearing
from casetracker.cases.parties import present
from casetracker.publication.approved import Approved, approved_of, covered_copies
from casetracker.publication.clocks import newest_change
from casetracker.publication.hearings import project_hearing
from casetracker.publication.linking import tell_links
from casetracker.publication.matters import chains_of, form_matters
from casetracker.publication.models import (
    PublicCase,
    PublicDecision,
    PublicDocument,
    PublicLink,
    PublicMatter,
    PublicMatterCase,
)
from casetracker.publication.projecting import COPIED_FROM_CASE, COPIED_FROM_DECISION, DECISION_TEXTS
from casetracker.publication.telling import tell


def remake_case(session: Session, public: PublicCase, case: Case) -> None:
    """Make the rows of a published case anew; of a withdrawn one nothing is touched."""
    if public.state != "published":
        return
    approved = approved_of(session, case)
    for name in COPIED_FROM_CASE:
        _put(public, name, getattr(case, name))
    _put(public, "slug", case.slug)
    for name in ("level", "region", "zone"):
        _put(public, "body_level" if name == "level" else name, getattr(case.body, name))
    kind = next((party.kind for party in present(case) if party.role == "complainant"), "other")
    _put(public, "complainant_kind", kind)
    summary = approved.summary()
    if summary is not None:
        _put(public, "summary", summary)
    by_ordinal = {decision.ordinal: decision for decision in case.decisions}
    for row in public.decisions:
        decision = by_ordinal.get(row.ordinal)
        if decision is not None and row.withdrawn_at is None:
            _remake_decision(row, decision, approved)
    _remake_documents(session, public.documents, approved)
    tell(public, case)
    public.clocks_at = newest_change(case) or public.clocks_at


def _remake_decision(row: PublicDecision, decision: Decision, approved: Approved) -> None:
    for name in COPIED_FROM_DECISION:
        _put(row, name, getattr(decision, name))
    _put(row, "reasoned", decision.is_reasoned)
    _put(row, "corrects_ordinal", decision.corrects.ordinal if decision.corrects else None)
    _put(row, "lag_seconds", max(0, int((row.published_at - decision.taken_at).total_seconds())))
    texts = approved.texts_of(decision)
    if texts is not None:
        for name in DECISION_TEXTS:
            _put(row, name, texts.get(name) or "")


def _remake_documents(session: Session, rows: Collection[PublicDocument], approved: Approved) -> None:
    told = approved.titles()
    for row in rows:
        if row.number not in told:
            continue
        title, ordinal, original = told[row.number]
        _put(row, "title", title)
        _put(row, "decision_ordinal", ordinal)
        copies = covered_copies(session, original)
        same = [copy for copy in copies if copy.sha256 == row.sha256] or copies
        # Which of several covered copies was approved, only its content could tell.
        if len(same) == 1:
            for name in ("sha256", "size", "language"):
                _put(row, name, getattr(same[0], name))


def remake_hearing(session: Session, hearing: Hearing) -> None:
    """Make the row of a hearing and of the cases that are heard in it anew."""
    public = project_hearing(session, hearing)
    next_one = sa.select(Hearing.uid).where(Hearing.follows_id == hearing.id).order_by(Hearing.id.desc())
    _put(public, "next_uid", session.scalar(next_one.limit(1)))
    session.flush()


def remake_links(session: Session, cases: Collection[int]) -> None:
    """Tell the links of these public cases anew, and let their chains be what links connect.

    A chain that is in order is left alone: forming it would make it another version.
    """
    _count, changed = tell_links(session, cases)
    chains = chains_of(session, _linked(session, cases) | changed)
    astray: set[int] = set()
    for chain in chains:
        matters, places = _matters_of(session, chain)
        if changed.intersection(chain) or _is_astray(chain, matters, places):
            _keep_numbers(chain, matters, places)
            # Parts of what was one chain are formed together, so that the number goes with the right one.
            astray |= {*chain, *(case for case, matter in places.items() if matter in matters)}
    session.flush()
    if astray:
        form_matters(session, astray)


def _linked(session: Session, cases: Collection[int]) -> set[int]:
    """Return those of the cases that have a link, a place in a chain, or a number that is shown."""
    anchors = sa.select(PublicMatter.anchor_id).where(
        PublicMatter.anchor_id.in_(cases),
        PublicMatter.ended_at.is_(None),
        PublicMatter.merged_into_id.is_(None),
    )
    columns = (PublicLink.from_id, PublicLink.to_id, PublicMatterCase.public_case_id)
    return set(session.scalars(sa.union(anchors, *(sa.select(it).where(it.in_(cases)) for it in columns))))


def _matters_of(session: Session, chain: Collection[int]) -> tuple[dict[int, PublicMatter], dict[int, int]]:
    """Return the matters that a chain stands under or keeps, and where their cases and those of it stand."""
    own = sa.select(PublicMatterCase.matter_id).where(PublicMatterCase.public_case_id.in_(chain))
    wanted = sa.or_(PublicMatter.id.in_(own), PublicMatter.anchor_id.in_(chain))
    matters = {it.id: it for it in session.scalars(sa.select(PublicMatter).where(wanted))}
    placed = sa.select(PublicMatterCase.public_case_id, PublicMatterCase.matter_id).where(
        sa.or_(PublicMatterCase.matter_id.in_(matters), PublicMatterCase.public_case_id.in_(chain))
    )
    return matters, {case: matter for case, matter in session.execute(placed)}


def _is_astray(
    chain: Collection[int], matters: Mapping[int, PublicMatter], places: Mapping[int, int]
) -> bool:
    """Tell whether a chain is not what stands under one number that is shown, its anchor among its cases."""
    shown = {it.id for it in matters.values() if it.ended_at is None and it.merged_into_id is None}
    numbers = {places.get(case) for case in chain}
    if len(chain) == 1:
        return numbers != {None} or bool(shown)
    number = numbers.pop()
    if numbers or number not in shown or number is None:
        return True
    members = {case for case, matter in places.items() if matter == number}
    return matters[number].anchor_id not in chain or members != set(chain)


def _keep_numbers(
    chain: Collection[int], matters: Mapping[int, PublicMatter], places: Mapping[int, int]
) -> None:
    """Give a number that lost its anchor back to the cases that stand under it: they must get no other."""
    for number in sorted(matters):
        matter = matters[number]
        members = [case for case in chain if places.get(case) == number]
        if members and matter.anchor_id not in chain and places.get(matter.anchor_id) != number:
            matter.anchor_id = members[0]


def _put(row: object, name: str, value: object) -> None:
    """Set what differs; what is the same is not written again."""
    if getattr(row, name) != value:
        setattr(row, name, value)
