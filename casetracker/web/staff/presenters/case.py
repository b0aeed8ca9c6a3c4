"""A case file as its page shows it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from casetracker.accounts import policy
from casetracker.accounts.models import User
from casetracker.cases.identities import Person
from casetracker.cases.models import Case, Event, Party
from casetracker.lawbook import LawBook
from casetracker.web.rendering import UNKNOWN, fmt_date, label, language
from casetracker.web.staff.field_names import DECISION
from casetracker.web.staff.presenters.clocks import rule_name, stored_clock

Shown = dict[str, Any]

PARTS = tuple((part, DECISION[part]) for part in ("facts", "provisions", "application", "operative"))


def case_page(
    book: LawBook,
    case: Case,
    user: User,
    names: Mapping[str, str],
    people: Mapping[int, Person] | None,
    now: dt.datetime,
) -> Shown:
    """Return what the page of a case shows; *people* only when the person asked and gave a reason."""
    return {
        "case": case,
        "procedure": procedure_name(book, case.procedure),
        "clocks": [stored_clock(book, clock, now) for clock in case.deadlines],
        "events": [_event(book, case, event, names) for event in case.events],
        "parties": [_party(case, party, people) for party in case.parties],
        "has_identities": any(party.identity_id for party in case.parties),
        "unmasked": people is not None,
        "parts": PARTS,
        "may_unmask": policy.can(user, policy.UNMASK, case.body),
        "may_decide": case.status == "registered" and policy.can(user, policy.DECIDE, case.body),
        "may_publish": policy.can(user, policy.PUBLISH, case.body),
    }


def procedure_name(book: LawBook, slug: str) -> str:
    """Return the name of a procedure; the slug of one that the law book no longer has."""
    procedure = book.procedures.get(slug)
    return str(procedure.names[language()]) if procedure else slug


def _event(book: LawBook, case: Case, event: Event, names: Mapping[str, str]) -> Shown:
    return {
        "title": label("event", event.kind),
        "at": event.at,
        "recorded_at": event.recorded_at,
        "zone": case.body.zone,
        "by": names.get(event.actor, ""),
        "text": _told(book, event.data),
        "corrects": _("This entry corrects an earlier one.") if event.corrects_id else "",
    }


def _told(book: LawBook, data: Mapping[str, Any]) -> str:
    """Return what an event adds to its title, in words."""
    told = []
    if "rule" in data:
        told.append(rule_name(book, data["rule"]))
    if "due_on" in data:
        told.append(_("last day %(day)s", day=fmt_date(dt.date.fromisoformat(data["due_on"]))))
    if data.get("number"):
        told.append(_("No. %(number)s", number=data["number"]))
    told += [label(kind, data[kind]) for kind in ("channel", "outcome") if data.get(kind)]
    return ", ".join(told)


def _party(case: Case, party: Party, people: Mapping[int, Person] | None) -> Shown:
    person = (people or {}).get(party.id)
    return {
        "role": label("party-role", party.role),
        "kind": label("party-kind", party.kind),
        "organisation": party.organisation or _body_name(case, party),
        "is_masked": party.identity_id is not None and person is None,
        "name": (person.name or UNKNOWN) if person else "",
        "contact": (person.contact or UNKNOWN) if person else "",
    }


def _body_name(case: Case, party: Party) -> str:
    if case.contested_body and party.body_id == case.contested_body_id:
        return case.contested_body.name(language())
    return party.body_id or ""
