"""The second pair of eyes: publish what somebody else prepared, or send it back with a remark.

There is no setting that lets one person do both. Where a body has one publisher only, who prepared the
redaction, a publisher of the body above publishes it: their scope reaches down.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from casetracker import db
from casetracker.accounts import policy
from casetracker.accounts.models import User
from casetracker.audit.actions import record
from casetracker.cases.errors import InvalidInput, StaleCase
from casetracker.cases.events import add_event
from casetracker.cases.identities import Person
from casetracker.documents.storage import Store
from casetracker.publication.actions import locked_page, private_of, project
from casetracker.publication.attaching import Redacted, store_redacted
from casetracker.publication.models import PublicCase
from casetracker.publication.preparing import check_texts, public_texts
from casetracker.publication.projecting import published_decision
from casetracker.publication.publications import Publication
from casetracker.registry.models import Body


@dataclass(frozen=True)
class Obstacle:
    """Why somebody may not be the second pair of eyes."""

    slug: str
    sentence: str


def obstacle_for(publication: Publication, actor: str) -> Obstacle | None:
    """Return why *actor* may not publish this; None when they may."""
    if actor in publication.authors:
        return Obstacle("author", _("You prepared this yourself. Somebody else must read and publish it."))
    decision = publication.decision
    if decision is not None and decision.recorded_by == actor:
        return Obstacle("recorder", _("You recorded this decision. Somebody else must read and publish it."))
    return None


def who_may_publish(session: Session, publication: Publication) -> list[User]:
    """Return the publishers of the body, or of the nearest body above, who may publish this."""
    place: Body | None = publication.case.body
    roles = [role for role, actions in policy.ALLOWED.items() if policy.PUBLISH in actions]
    while place is not None:
        statement = sa.select(User).where(
            User.body_id == place.id, User.role.in_(roles), User.is_enabled.is_(True)
        )
        users = session.scalars(statement.order_by(User.id)).unique()
        found = [user for user in users if obstacle_for(publication, user.ref) is None]
        if found:
            return found
        place = place.parent
    return []


def publish_prepared(
    session: Session,
    publication: Publication,
    people: Iterable[Person],
    *,
    actor: str,
    version: int | None,
    files: Sequence[Redacted] = (),
    store: Store | None = None,
) -> PublicCase:
    """Publish what another person prepared; the version before it becomes ``corrected``.

    Raises :class:`InvalidInput` when *actor* wrote in it or recorded the decision, or when something private
    stands in it, and :class:`StaleCase` when it or the public page was changed since. *files* are its
    documents, covered and proved by ``redacted_files``.
    """
    _check(publication, version)
    obstacle = obstacle_for(publication, actor)
    if obstacle:
        raise InvalidInput({"_schema": [obstacle.sentence]})
    case, private = publication.case, private_of(people)
    public = locked_page(session, case)
    check_texts(publication, private)
    if publication.base_version != (public.version if public else 0):
        _check_still_fits(session, publication, public)
    _supersede(session, publication)
    public = project(
        session,
        case,
        publication.decision,
        public_texts(publication),
        private,
        public,
        actor=actor,
        author=publication.checked_by,
        correction=publication.correction if public else None,
    )
    if publication.documents and store is None:
        raise StaleCase("documents were added since")
    if store is not None:
        store_redacted(session, store, publication, public, files, actor=actor)
    publication.state, publication.public_version = "published", public.version
    publication.published_at, publication.published_by = public.updated_at, actor
    session.flush()
    return public


def send_back(
    session: Session, publication: Publication, remark: str, *, actor: str, version: int | None
) -> None:
    """Give a publication back to its author with a remark."""
    _check(publication, version)
    now = db.now()
    publication.remarks = [*publication.remarks, {"at": now.isoformat(), "by": actor, "text": remark}]
    publication.state, publication.checked_at, publication.checked_by = "draft", None, None
    add_event(publication.case, "publication-returned", now, actor)
    session.flush()
    # The remark may name somebody, and nothing can be erased from the audit chain: it stays in the draft.
    details = {"publication": publication.id}
    record(session, actor=actor, action="publication.returned", thing=publication.case.ref, details=details)


def _check(publication: Publication, version: int | None) -> None:
    if publication.state != "checked" or (version is not None and version != publication.version):
        raise StaleCase("this publication was changed by somebody else since")


def _check_still_fits(session: Session, publication: Publication, public: PublicCase | None) -> None:
    """Raise :class:`StaleCase` when what it is about was published or withdrawn since it was begun.

    Another decision may have been: this one stands beside it, unless the common summary was changed.
    """
    decision = publication.decision
    row = published_decision(public, decision) if public and decision else None
    is_gone = row is not None and row.withdrawn_at is not None
    own = sa.exists().where(
        Publication.case_id == publication.case_id,
        Publication.decision_id.is_not_distinct_from(publication.decision_id),
        Publication.public_version > publication.base_version,
    )
    if public is None or public.state != "published" or is_gone or session.scalar(sa.select(own)):
        raise StaleCase("published by somebody else since")
    if public_texts(publication)["summary"] != public.summary:
        sentence = _(
            "The public text of the complaint was changed since, with another decision. Go on redacting "
            "this one, and bring the text in line with the public page."
        )
        raise InvalidInput({"summary": [sentence]})


def _supersede(session: Session, publication: Publication) -> None:
    earlier = sa.select(Publication).where(
        Publication.case_id == publication.case_id,
        Publication.decision_id.is_not_distinct_from(publication.decision_id),
        Publication.state == "published",
    )
    for before in session.scalars(earlier).unique():
        before.state = "corrected"
