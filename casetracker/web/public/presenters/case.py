"""The page of a case: one story from what was asked to how it ended."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from flask import url_for
from flask_babel import gettext as _

from casetracker.labels.within import within_a_sentence
from casetracker.lawbook import LawBook
from casetracker.publication.citing import case_identifier, decision_identifier
from casetracker.publication.models import PublicCase, PublicDocument
from casetracker.web.public.presenters.clocks import clock_card, is_overdue
from casetracker.web.public.presenters.decisions import cited_name, shown_decisions
from casetracker.web.public.presenters.linked_data import case_data, summary_of
from casetracker.web.public.queries import Names
from casetracker.web.rendering import fmt_date, fmt_datetime, fmt_number, label, language

Shown = dict[str, Any]


def case_page(book: LawBook, case: PublicCase, names: Names, base_url: str, now: dt.datetime) -> Shown:
    """Return what the page of a published case shows."""
    return {
        "case": case,
        "title": label("subject", case.subject),
        "standing": standing_of(case),
        "about": _about(book, case, names),
        "clocks": [clock_card(book, clock, now) for clock in case.clocks],
        "events": _events(case, names),
        "newest": case.newest_final,
        "decisions": shown_decisions(case),
        "documents": [_document(document) for document in case.documents],
        "corrections": [_correction(told, case.zone) for told in case.corrections],
        "cite": _citation(case, names),
        "identifier": decision_identifier(newest) if (newest := case.newest_final) else case_identifier(case),
        "address": base_url + case_path(case.slug),
        "summary": summary_of(case),
        "data": case_data(case, names),
    }


def _document(document: PublicDocument) -> Shown:
    election, name = document.case.slug.split("/")
    kilobytes = -(-document.size // 1024)
    return {
        "href": url_for("public.download_document", election=election, name=name, number=document.number),
        "title": document.title,
        "language": document.language,
        "facts": _("PDF, %(size)s KB, pages: %(pages)d", size=fmt_number(kilobytes), pages=document.pages),
    }


def _correction(told: Shown, zone: str) -> str:
    """Say when a new version was published, why, and which texts changed."""
    at = fmt_datetime(dt.datetime.fromisoformat(told["at"]), zone)
    reason = label("correction-reason", told["reason"])
    parts = [label("public-text", name) for name in told["parts"]]
    if not parts:
        return _("%(moment)s: %(reason)s.", moment=at, reason=reason)
    return _("%(moment)s: %(reason)s. Changed: %(parts)s.", moment=at, reason=reason, parts=", ".join(parts))


def case_path(slug: str) -> str:
    """Return the permanent path of a case's page."""
    election, name = slug.split("/")
    return url_for("public.show_case", election=election, name=name)


def marks(case: PublicCase, names: Names, now: dt.datetime) -> tuple[object, ...]:
    """Return everything that the page of a case depends on, besides the release and the law book."""
    told = sorted(body.name(language()) for body in names.bodies.values())
    told += sorted(election.name(language()) for election in names.elections.values())
    passed = [is_overdue(clock, now) for clock in case.clocks]
    return (case.slug, case.version, case.updated_at.isoformat(), language(), *passed, *told)


def changed_at(case: PublicCase, now: dt.datetime) -> dt.datetime:
    """Return when the page last changed: a limit that passes changes it too."""
    passed = [dt.datetime.fromisoformat(c["due_at"]) for c in case.clocks if is_overdue(c, now)]
    return max([case.updated_at, *passed])


def lasts_until(case: PublicCase, now: dt.datetime) -> dt.datetime | None:
    """Return when the next limit passes, which changes the page by itself; None: none is ahead."""
    ends = (
        dt.datetime.fromisoformat(clock["due_at"]) for clock in case.clocks if clock["state"] == "running"
    )
    return min((end for end in ends if end > now), default=None)


def standing_of(case: PublicCase) -> list[str]:
    """Say where a case stands: how it was decided, and whether that and its filing were in time."""
    told = [_stage(case)]
    ended = {clock["state"] for clock in case.clocks if clock["role"] == "review"}
    if "missed" in ended:
        told.append(_("It was decided after the time limit had passed."))
    elif "met" in ended:
        told.append(_("It was decided within the time limit."))
    if case.is_late:
        told.append(_("The complaint was filed after its time limit and was registered all the same."))
    return told


def _stage(case: PublicCase) -> str:
    newest = case.newest_final
    if newest is None or newest.outcome is None:
        return _("No decision is published yet.")
    return _(
        "Decided on %(day)s, outcome: %(outcome)s.",
        day=fmt_date(newest.taken_at.astimezone(ZoneInfo(case.zone)).date()),
        outcome=within_a_sentence(label("outcome", newest.outcome)),
    )


def _about(book: LawBook, case: PublicCase, names: Names) -> list[Shown]:
    procedure = book.procedures.get(case.procedure)
    return [
        _row(_("Complainant"), label("party-kind", case.complainant_kind)),
        _row(_("Submitted to"), names.body(case.body_id, language()), _body_address(case.body_id, names)),
        _row(_("Contested"), label("contested-kind", case.contested_kind)),
        *_contested(case, names),
        _row(_("Procedure"), procedure.names[language()] if procedure else case.procedure),
        _row(_("Election"), names.election(case.election_id, language()), _election_address(case, names)),
        _row(_("Received"), _receipt(case)),
        _row(_("Language of the complaint"), label("language", case.language)),
    ]


def _receipt(case: PublicCase) -> str:
    if case.receipt_known:
        return fmt_datetime(case.received_at, case.zone)
    day = case.received_at.astimezone(ZoneInfo(case.zone)).date()
    return _("Not known; first mentioned in the sources on %(day)s", day=fmt_date(day))


def _contested(case: PublicCase, names: Names) -> list[Shown]:
    rows = []
    if case.contested_body_id:
        name = names.body(case.contested_body_id, language())
        rows.append(_row(_("Whose act it was"), name, _body_address(case.contested_body_id, names)))
    if case.contested_number:
        rows.append(_row(_("Its number"), case.contested_number))
    if case.contested_on:
        rows.append(_row(_("Its date"), fmt_date(case.contested_on)))
    return rows


def _row(key: str, text: str, href: str | None = None) -> Shown:
    return {"key": key, "text": text, "href": href}


def _body_address(body_id: str, names: Names) -> str | None:
    return url_for("public.show_body", body_id=body_id) if body_id in names.bodies else None


def _election_address(case: PublicCase, names: Names) -> str | None:
    known = case.election_id in names.elections
    return url_for("public.show_election", election_id=case.election_id) if known else None


def _events(case: PublicCase, names: Names) -> list[Shown]:
    told: list[Shown] = []
    if case.contested_on:
        by = names.body(case.contested_body_id, language()) if case.contested_body_id else ""
        told.append({"title": label("event", "contested-act"), "on": case.contested_on, "by": by})
    for event in sorted(case.timeline, key=lambda each: dt.datetime.fromisoformat(each["at"])):
        at = dt.datetime.fromisoformat(event["at"])
        told.append({"title": label("event", event["kind"]), "at": at, "zone": case.zone})
    return told


def _citation(case: PublicCase, names: Names) -> str:
    told = [names.body(case.body_id, language()), case.reference]
    newest = case.newest_final
    if newest is not None:
        told.append(cited_name(newest))
    told.append(_("version %(version)s", version=case.version))
    return ", ".join(told)
