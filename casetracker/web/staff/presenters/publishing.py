"""How far the publication of a case is, for its file: whose turn it is, and how long the public waits."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from casetracker.accounts.queries import names_by_ref
from casetracker.cases.models import Case, Decision
from casetracker.cases.statuses import DECIDED, OPEN
from casetracker.publication.models import PublicCase
from casetracker.publication.projecting import published_decision
from casetracker.publication.publications import OPEN as BEGUN
from casetracker.publication.publications import Publication
from casetracker.publication.queries import last_publications
from casetracker.web.rendering import fmt_date, fmt_datetime, label
from casetracker.web.staff.presenters.chain import decision_in_words

HOUR = 3600
# Nobody counts a longer delay in hours.
HOURS_TOLD = 72
Shown = dict[str, object]


def case_publication(session: Session, case: Case, public: PublicCase | None, now: dt.datetime) -> Shown:
    """Return what the case file says of its publication: of each decision, and whether there is anything."""
    last = last_publications(session, case)
    actors = {name for it in last.values() for name in (it.checked_by or "", it.published_by or "")}
    names = names_by_ref(session, actors)
    things: list[Decision | None] = [*case.decisions]
    if None in last or not things:
        things = [None, *things]
    items = [_item(case, it, last.get(it.id if it else None), public, names, now) for it in things]
    is_offered = bool(case.decisions or last or public) or case.status not in (*OPEN, DECIDED)
    is_begun = any(it.state in BEGUN for it in last.values())
    return {
        "items": [item for item in items if item["state"] or item["waiting"]],
        "is_offered": is_offered,
        # Else there is only a new version of what the public reads already.
        "is_waiting": is_begun or (is_offered and public is None) or any(item["waiting"] for item in items),
        "published": _published(public, case) if public and public.state == "published" else "",
    }


def _published(public: PublicCase, case: Case) -> str:
    day = public.published_at.astimezone(ZoneInfo(case.body.zone)).date()
    return _("Published on %(day)s", day=fmt_date(day))


def _item(
    case: Case,
    decision: Decision | None,
    publication: Publication | None,
    public: PublicCase | None,
    names: dict[str, str],
    now: dt.datetime,
) -> Shown:
    row = published_decision(public, decision) if public and decision else None
    is_public = public is not None and public.state == "published"
    is_shown = is_public and row is not None and row.withdrawn_at is None
    # What the system published for itself was prepared by nobody.
    state = publication.state if publication else "published" if is_shown else ""
    return {
        "part": decision.ordinal if decision else 0,
        "words": decision_in_words(decision) if decision else _("The complaint without a decision"),
        "state": state,
        "sentence": _sentence(case, publication, names) if publication else "",
        "waiting": waiting_sentence(decision if decision and row is None else None, now),
        "is_shown": is_shown,
        "withdrawn": _withdrawn(row.withdrawn_at, row.withdrawn_ground, case) if row and is_public else "",
    }


def _withdrawn(at: dt.datetime | None, ground: str | None, case: Case) -> str:
    if at is None:
        return ""
    return _(
        "Withdrawn on %(moment)s: %(ground)s.",
        moment=fmt_datetime(at, case.body.zone),
        ground=label("withdrawal-ground", ground or "other"),
    )


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


def _sentence(case: Case, publication: Publication, names: dict[str, str]) -> str:
    author = names.get(publication.checked_by or "", _("the system"))
    if publication.published_at:
        return _(
            "Prepared by %(author)s, published by %(publisher)s on %(moment)s.",
            author=author,
            publisher=names.get(publication.published_by or "", _("the system")),
            moment=fmt_datetime(publication.published_at, case.body.zone),
        )
    if publication.checked_at:
        return _(
            "Prepared by %(author)s on %(moment)s.",
            author=author,
            moment=fmt_datetime(publication.checked_at, case.body.zone),
        )
    return ""
