"""What subscribers read: to what they subscribed, and each public change in one line with its link."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session, load_only

from casetracker import labels
from casetracker.alerts.subscriptions.changes import CHANGED, DECIDED, DECISION_WITHDRAWN, WITHDRAWN
from casetracker.alerts.subscriptions.models import Subscription, SubscriptionNotice
from casetracker.labels.searching import LABELLED_FILTERS, SEARCH_FILTERS
from casetracker.law.wording import date_in_words
from casetracker.lawbook import DEFAULT_ZONE
from casetracker.publication.models import PublicCase, PublicHearing
from casetracker.registry.models import Body, Election
from casetracker.registry.slugs import reference_of, slug_of

# The days of the list of hearings are those of the capital.
ZONE = ZoneInfo(DEFAULT_ZONE)
Line = dict[str, str]
PLACES: dict[str, Any] = {"election": Election, "body": Body}


def what_of(session: Session, subscription: Subscription, language: str) -> str:
    """Return to what somebody subscribed, in the current language."""
    if subscription.kind == "case":
        return _("Case %(reference)s", reference=reference_of(subscription.target))
    if subscription.kind == "body":
        body = session.get(Body, subscription.target)
        return body.name(language) if body else subscription.target
    return _search(session, subscription.asked, language)


def _search(session: Session, asked: Mapping[str, Any], language: str) -> str:
    words = str(asked.get("q", ""))
    parts = [_("Search “%(words)s”", words=words) if words else _("Search for everything that is published")]
    for name, values in sorted(asked.items()):
        if name in LABELLED_FILTERS:
            told = [labels.label(LABELLED_FILTERS[name], value) for value in values]
            parts += [f"{SEARCH_FILTERS[name]}: {value}" for value in told]
        elif name in PLACES:
            found = [session.get(PLACES[name], value) for value in values]
            parts += [place.name(language) for place in found if place is not None]
        elif name != "q":
            parts += [str(value) for value in values]
    return "; ".join(parts)


def address_of(subscription: Subscription) -> str:
    """Return the path of the page that somebody subscribed to."""
    if subscription.kind == "search":
        return "/search?" + urlencode(subscription.asked, doseq=True)
    return (
        f"/cases/{subscription.target}" if subscription.kind == "case" else f"/bodies/{subscription.target}"
    )


def lines_of(
    session: Session, subscription: Subscription, mail_key: str, language: str, base_url: str
) -> list[Line]:
    """Return what a mail tells, in the order of the changes, read from what is public now.

    Of a case that was withdrawn only that is told, whatever was to be told before.
    """
    wanted = sa.select(SubscriptionNotice).where(
        SubscriptionNotice.subscription_id == subscription.id, SubscriptionNotice.mail_key == mail_key
    )
    ordered = wanted.order_by(SubscriptionNotice.changed_at, SubscriptionNotice.id)
    notices = session.scalars(ordered).all()
    teller = _Teller(session, notices, language, base_url)
    # The same line twice tells nothing more.
    return list({line["text"]: line for line in teller.lines(notices)}.values())


class _Teller:
    def __init__(
        self, session: Session, notices: Sequence[SubscriptionNotice], language: str, base_url: str
    ) -> None:
        self.session, self.language, self.base_url = session, language, base_url
        slugs = {notice.slug for notice in notices}
        told = ("slug", "reference", "state", "subject", "body_id")
        cases = sa.select(PublicCase).where(PublicCase.slug.in_(slugs))
        cases = cases.options(load_only(*(getattr(PublicCase, name) for name in told)))
        self.cases = {case.slug: case for case in session.scalars(cases)}
        uids = {notice.hearing_uid for notice in notices if notice.hearing_uid}
        hearings = sa.select(PublicHearing).where(PublicHearing.uid.in_(uids))
        self.hearings = {hearing.uid: hearing for hearing in session.scalars(hearings)}

    def lines(self, notices: Sequence[SubscriptionNotice]) -> Iterator[Line]:
        for notice in notices:
            hearing = self.hearings.get(notice.hearing_uid or "")
            if hearing is not None:
                yield self._hearing(notice, hearing)
            elif notice.slug in self.cases:
                yield self._case(notice, self.cases[notice.slug])

    def _case(self, notice: SubscriptionNotice, case: PublicCase) -> Line:
        link = f"{self.base_url}/cases/{case.slug}"
        if case.state == WITHDRAWN:
            return {"text": f"{_change(WITHDRAWN)}: {case.reference}", "link": link}
        change = _change(self._kind_now(notice, case))
        body = self.session.get(Body, case.body_id)
        parts = [str(labels.label("subject", case.subject)), body.name(self.language) if body else ""]
        told = ", ".join(part for part in parts if part)
        return {"text": f"{change}: {case.reference} ({told})", "link": link}

    def _kind_now(self, notice: SubscriptionNotice, case: PublicCase) -> str:
        if notice.kind == WITHDRAWN:
            # Published again since: what was gone is there.
            return CHANGED
        told = [it for it in case.decisions if it.published_at == notice.changed_at]
        is_gone = notice.kind == DECIDED and told and all(it.withdrawn_at is not None for it in told)
        return DECISION_WITHDRAWN if is_gone else notice.kind

    def _hearing(self, notice: SubscriptionNotice, hearing: PublicHearing) -> Line:
        local = hearing.starts_at.astimezone(ZoneInfo(hearing.zone))
        at = f"{date_in_words(local.date(), self.language)}, {local:%H:%M} (UTC{local.isoformat()[-6:]})"
        place = ", ".join(part for part in (hearing.place, hearing.room) if part)
        reference = next(
            (case.reference for case in hearing.cases if slug_of(case.reference) == notice.slug), ""
        )
        day = hearing.starts_at.astimezone(ZONE).date()
        link = f"{self.base_url}/hearings?show=week&day={day.isoformat()}#{hearing.uid}"
        return {"text": f"{_change(notice.kind)}: {reference}, {at}, {place}", "link": link}


def _change(kind: str) -> str:
    return str(labels.label("public-change", kind))
