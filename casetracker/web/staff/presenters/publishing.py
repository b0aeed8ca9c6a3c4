"""How far the publication of a case is, for its file: whose turn it is, and how long the public waits."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from casetracker.accounts.queries import names_by_ref
from casetracker.cases.models import Case, Decision
from casetracker.publication.models import PublicCase
from casetracker.publication.projecting import published_decision
from casetracker.publication.publications import Publication
from casetracker.publication.queries import last_publication
from casetracker.web.rendering import fmt_datetime

HOUR = 3600
# Nobody counts a longer delay in hours.
HOURS_TOLD = 72


def case_publication(
    session: Session, case: Case, public: PublicCase | None, now: dt.datetime
) -> dict[str, object]:
    """Return what the case file says of its publication."""
    publication = last_publication(session, case)
    return {
        "state": publication.state if publication else "",
        "sentence": _sentence(session, case, publication) if publication else "",
        "waiting": waiting_sentence(unpublished(case, public), now),
    }


def unpublished(case: Case, public: PublicCase | None) -> Decision | None:
    """Return the newest decision when the public cannot read it."""
    if not case.final_decisions:
        return None
    newest = case.final_decisions[-1]
    if public is None:
        return newest
    return None if published_decision(public, newest) else newest


def waiting_sentence(decision: Decision | None, now: dt.datetime) -> str:
    """Say for how long a decision has not been published; '' when there is none."""
    if decision is None:
        return ""
    hours = int((now - decision.taken_at).total_seconds() // HOUR)
    if hours >= HOURS_TOLD:
        return ngettext(
            "The decision was taken %(num)s day ago and the public cannot read it yet.",
            "The decision was taken %(num)s days ago and the public cannot read it yet.",
            hours // 24,
        )
    return ngettext(
        "The decision was taken %(num)s hour ago and the public cannot read it yet.",
        "The decision was taken %(num)s hours ago and the public cannot read it yet.",
        max(hours, 0),
    )


def _sentence(session: Session, case: Case, publication: Publication) -> str:
    names = names_by_ref(session, {publication.checked_by or "", publication.published_by or ""})
    if publication.published_at:
        return _(
            "Prepared by %(author)s, published by %(publisher)s on %(moment)s.",
            author=names.get(publication.checked_by or "", _("the system")),
            publisher=names.get(publication.published_by or "", _("the system")),
            moment=fmt_datetime(publication.published_at, case.body.zone),
        )
    if publication.checked_at:
        return _(
            "Prepared by %(author)s on %(moment)s.",
            author=names.get(publication.checked_by or "", _("the system")),
            moment=fmt_datetime(publication.checked_at, case.body.zone),
        )
    return ""
