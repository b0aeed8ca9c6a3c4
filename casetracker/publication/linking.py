"""Links between cases become public by themselves, as soon as everything that they tell of is public.

A link is told when both cases are published, and the decision that a next instance contests as well: until
then it would show that there is something that nobody is told of yet. It goes when it is ended in the case
file. A case that is withdrawn keeps the links that were told of it, and gets no new ones.

What a unit of work changed is noted at each flush and followed just before the commit, in the same
transaction. Matters are formed from what is told here (``matters``), never from those of the case file.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from casetracker import db
from casetracker.cases.models import Case, CaseLink, Decision
from casetracker.publication.matters import form_matters
from casetracker.publication.models import PublicCase, PublicDecision, PublicLink

TOUCHED = "links_touched"
# Any number that nothing else locks: two who publish at once must see what the other has published.
FOLLOWING_LOCK = 7_305_118
AT_ONCE = 400
Key = tuple[str, int, int]
BELOW, ABOVE = aliased(PublicCase, name="below"), aliased(PublicCase, name="above")
LOWER, UPPER = aliased(Case, name="lower_case"), aliased(Case, name="upper_case")


def follow_cases(session: Session, cases: Collection[int]) -> int:
    """Bring public links and chains of these public cases up to date; return how many links came or went."""
    count, changed = tell_links(session, cases)
    if changed:
        form_matters(session, changed)
    return count


def tell_links(session: Session, cases: Collection[int]) -> tuple[int, set[int]]:
    """Tell the links of these public cases; return how many came or went, and of which cases.

    The chains of these must be formed anew (``matters``).
    """
    touched = sorted(cases)
    changed: set[int] = set()
    count = 0
    for start in range(0, len(touched), AT_ONCE):
        some = touched[start : start + AT_ONCE]
        known = {_key(link): link for link in session.scalars(_told(some))}
        wanted = _wanted(session, some, known)
        for key in known.keys() - wanted.keys():
            session.delete(known[key])
        for key in known.keys() & wanted.keys():
            known[key].decision_ordinal = wanted[key]
        for key in sorted(wanted.keys() - known.keys()):
            kind, lower, upper = key
            link = PublicLink(kind=kind, from_id=lower, to_id=upper, decision_ordinal=wanted[key])
            link.told_at = db.now()
            session.add(link)
        session.flush()
        different = known.keys() ^ wanted.keys()
        count += len(different)
        changed |= {case for _kind, *ends in different for case in ends}
    return count, changed


def _key(link: PublicLink) -> Key:
    return link.kind, link.from_id, link.to_id


def _told(cases: Collection[int]) -> sa.Select[PublicLink]:
    return sa.select(PublicLink).where(sa.or_(PublicLink.from_id.in_(cases), PublicLink.to_id.in_(cases)))


def _wanted(session: Session, cases: Collection[int], known: Mapping[Key, Any]) -> dict[Key, int | None]:
    """Return what may be told of the links that stand, each with the decision that it is about."""
    shown = sa.exists().where(
        PublicDecision.public_case_id == BELOW.id, PublicDecision.ordinal == Decision.ordinal
    )
    statement = (
        sa.select(CaseLink.kind, BELOW.id, ABOVE.id, Decision.ordinal, BELOW.state, ABOVE.state)
        .join(LOWER, LOWER.id == CaseLink.from_case_id)
        .join(UPPER, UPPER.id == CaseLink.to_case_id)
        .join(BELOW, BELOW.reference == LOWER.reference)
        .join(ABOVE, ABOVE.reference == UPPER.reference)
        .outerjoin(Decision, Decision.id == CaseLink.decision_id)
        .where(
            CaseLink.ended_at.is_(None),
            sa.or_(BELOW.id.in_(cases), ABOVE.id.in_(cases)),
            sa.or_(CaseLink.decision_id.is_(None), shown),
        )
    )
    wanted: dict[Key, int | None] = {}
    for kind, lower, upper, ordinal, *states in session.execute(statement):
        key = (kind, lower, upper)
        if key in known or states == ["published", "published"]:
            wanted[key] = ordinal
    return wanted


def _references(thing: object) -> Iterator[str]:
    """Return the references of the cases whose links may be others after a change of *thing*."""
    if isinstance(thing, CaseLink):
        yield from (thing.from_case.reference, thing.to_case.reference)
    elif isinstance(thing, PublicCase):
        if sa.inspect(thing).attrs.state.history.has_changes():
            yield thing.reference
    elif isinstance(thing, PublicDecision):
        yield thing.case.reference


def _note(session: Session, _context: Any) -> None:
    things = [*session.new, *(it for it in session.dirty if not isinstance(it, PublicDecision))]
    with session.no_autoflush:
        found = [reference for thing in things for reference in _references(thing)]
    if found:
        session.info.setdefault(TOUCHED, set()).update(found)


def _follow(session: Session) -> None:
    # The end of a savepoint is not the end of the unit of work.
    if session.in_nested_transaction():
        return
    session.flush()
    references = sorted(session.info.pop(TOUCHED, ()))
    if not references:
        return
    if session.get_bind().dialect.name == "postgresql":
        session.execute(sa.select(sa.func.pg_advisory_xact_lock(FOLLOWING_LOCK)))
    for start in range(0, len(references), AT_ONCE):
        some = references[start : start + AT_ONCE]
        wanted = sa.select(PublicCase.id).where(PublicCase.reference.in_(some))
        follow_cases(session, session.scalars(wanted).all())
    session.info.pop(TOUCHED, None)


def _forget(session: Session) -> None:
    if not session.in_nested_transaction():
        session.info.pop(TOUCHED, None)


def follow_links() -> None:
    """Let every session tell of the links that it changes (asked for once, at the start)."""
    for event, listener in (("after_flush", _note), ("before_commit", _follow), ("after_rollback", _forget)):
        if not sa.event.contains(Session, event, listener):
            sa.event.listen(Session, event, listener)
