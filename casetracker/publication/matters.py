"""Public matters: which published cases form a chain, and under which number it stands for good.

A chain is what public links connect. Its number goes with one of its cases, the anchor: where chains become
one, the older number stays and the others lead to it; where a chain falls apart, the number stays with the
anchor, unless that one is left alone while others still hang together. A number whose anchor is left alone
has ended, and comes back when the anchor is linked again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from casetracker import db
from casetracker.publication.models import PublicCase, PublicLink, PublicMatter, PublicMatterCase

Chain = Sequence[int]


def form_matters(session: Session, cases: Iterable[int]) -> None:
    """Give the chains of these public cases their numbers, after links of theirs came or went."""
    chains = chains_of(session, cases)
    everyone = [case for chain in chains for case in chain]
    places = session.scalars(
        sa.select(PublicMatterCase)
        .where(PublicMatterCase.public_case_id.in_(everyone))
        .execution_options(populate_existing=True)
    ).all()
    before = {place.public_case_id: place.matter_id for place in places}
    matters = _matters_of(session, everyone)
    for matter in matters:
        if _is_shown(matter):
            _move_anchor(matter, chains, before)
    for chain in chains:
        anchored = [matter for matter in matters if matter.anchor_id in chain]
        kept = _number(session, chain, anchored)
        _place(session, chain, kept)


def chains_of(session: Session, cases: Iterable[int]) -> list[Chain]:
    """Return the chains to which public cases belong, each with the case that was received first leading."""
    left, chains = set(cases), []
    while left:
        chain = _connected(session, min(left))
        left -= chain
        order = sa.select(PublicCase.id).where(PublicCase.id.in_(chain))
        chains.append(session.scalars(order.order_by(PublicCase.received_at, PublicCase.id)).all())
    return chains


def _connected(session: Session, case: int) -> set[int]:
    found, edge = {case}, {case}
    while edge:
        ends = sa.select(PublicLink.from_id, PublicLink.to_id)
        links = session.execute(ends.where(sa.or_(PublicLink.from_id.in_(edge), PublicLink.to_id.in_(edge))))
        edge = {end for link in links for end in link} - found
        found |= edge
    return found


def _matters_of(session: Session, cases: Sequence[int]) -> Sequence[PublicMatter]:
    """Return the matters, ended and merged ones too, that these cases are the anchors of."""
    wanted = sa.select(PublicMatter).where(PublicMatter.anchor_id.in_(cases)).order_by(PublicMatter.id)
    return session.scalars(wanted.execution_options(populate_existing=True)).all()


def _is_shown(matter: PublicMatter) -> bool:
    return matter.ended_at is None and matter.merged_into_id is None


def _move_anchor(matter: PublicMatter, chains: Sequence[Chain], before: Mapping[int, int]) -> None:
    """Let the number go with the larger part of its chain where its anchor is left alone."""
    if [matter.anchor_id] not in [list(chain) for chain in chains]:
        return
    parts = [[case for case in chain if before.get(case) == matter.id] for chain in chains if len(chain) > 1]
    largest = max(parts, key=len, default=[])
    if largest:
        matter.anchor_id = largest[0]


def _number(session: Session, chain: Chain, anchored: Sequence[PublicMatter]) -> PublicMatter | None:
    """Return the matter that a chain is; None for a case alone. The others lead to it, or have ended."""
    now = db.now()
    kept = None
    if len(chain) > 1:
        # Whoever has the address of a page that is shown should not be sent to one that had ended.
        kept = min(anchored, key=lambda it: (not _is_shown(it), it.id), default=None)
        if kept is None:
            kept = PublicMatter(anchor_id=chain[0], version=0, created_at=now, updated_at=now)
            session.add(kept)
        kept.merged_into_id = kept.ended_at = None
        kept.version, kept.updated_at = kept.version + 1, now
        session.flush()
    for matter in anchored:
        if matter is kept:
            continue
        target, ended_at = (kept.id, None) if kept else (None, matter.ended_at or now)
        if (matter.merged_into_id, matter.ended_at) != (target, ended_at):
            matter.merged_into_id, matter.ended_at = target, ended_at
            matter.version, matter.updated_at = matter.version + 1, now
    session.flush()
    return kept


def _place(session: Session, chain: Chain, matter: PublicMatter | None) -> None:
    """Write down to which matter the cases of a chain belong."""
    for case in chain:
        place = session.get(PublicMatterCase, case)
        if place is not None and matter is None:
            session.delete(place)
        elif place is not None and matter is not None:
            place.matter_id = matter.id
        elif matter is not None:
            session.add(PublicMatterCase(public_case_id=case, matter_id=matter.id))
    session.flush()
