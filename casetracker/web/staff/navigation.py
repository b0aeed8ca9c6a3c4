"""The navigation of the staff side: the pages that this person may open."""

from __future__ import annotations

from typing import Any

from flask import Flask, request, url_for
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from casetracker.accounts import policy
from casetracker.cases.models import Case, Decision
from casetracker.web.auth.sessions import person
from casetracker.web.site_links import Link
from casetracker.web.staff.exports import export_url, may_export

ENTRIES: tuple[tuple[str, str, LazyString], ...] = (
    ("staff.my_day", policy.READ, _l("My day")),
    ("staff.new_case", policy.REGISTER, _l("Register a complaint")),
    ("staff.board", policy.READ, _l("Board")),
    ("staff.list_cases", policy.READ, _l("Cases")),
    ("staff.list_hand_overs", policy.REGISTER, _l("To be received")),
    ("staff.find_body", policy.READ, _l("Bodies")),
    ("staff.list_elections", policy.SEE_LAW, _l("Elections")),
    ("staff.show_law", policy.SEE_LAW, _l("The law in use")),
    ("staff.list_users", policy.SEE_USERS, _l("Users")),
    ("staff.list_imports", policy.IMPORT, _l("Import a journal")),
    ("staff.show_alerts", policy.SEE_MAIL, _l("Alerts")),
    ("staff.list_mails", policy.SEE_MAIL, _l("Outbox")),
    ("staff.find_person", policy.UNMASK, _l("Find a person")),
    ("staff.list_retention", policy.ERASE, _l("Keeping of names")),
    ("staff.show_audit", policy.AUDIT, _l("Audit")),
)
# Pages below these addresses belong to them.
SECTIONS = frozenset(
    {
        "staff.board",
        "staff.list_cases",
        "staff.list_elections",
        "staff.show_law",
        "staff.list_users",
        "staff.list_retention",
        "staff.list_imports",
        "staff.show_alerts",
    }
)


def staff_links() -> list[Link]:
    """Return the links of the pages that the person logged in may open."""
    return [_link(endpoint, str(text)) for endpoint, action, text in ENTRIES if policy.can(person(), action)]


def _link(endpoint: str, text: str) -> Link:
    href = url_for(endpoint)
    current = request.endpoint == endpoint
    # A case file belongs to the list of cases, but the intake form has a link of its own.
    inside = endpoint in SECTIONS and request.endpoint != "staff.new_case"
    return Link(href=href, text=text, current=current, active=inside and request.path.startswith(f"{href}/"))


def case_url(endpoint: str, case: Case, **more: Any) -> str:
    """Return the address of a page about a case, such as ``staff.show_case``."""
    election, slug = case.slug.split("/")
    return url_for(endpoint, election=election, slug=slug, **more)


def decision_url(endpoint: str, decision: Decision) -> str:
    """Return the address of a page about a decision, such as ``staff.serve``."""
    election, slug = decision.case.slug.split("/")
    return url_for(endpoint, election=election, slug=slug, decision=decision.id)


def hearing_url(endpoint: str, case: Case, hearing_id: int) -> str:
    """Return the address of a page about a hearing of a case, such as ``staff.move_hearing``."""
    election, slug = case.slug.split("/")
    return url_for(endpoint, election=election, slug=slug, hearing=hearing_id)


def party_url(endpoint: str, case: Case, number: int) -> str:
    """Return the address of a page about a party, such as ``staff.correct_case_party``."""
    election, slug = case.slug.split("/")
    return url_for(endpoint, election=election, slug=slug, party=number)


def document_url(endpoint: str, case: Case, document: int, **more: Any) -> str:
    """Return the address of a page about a document, such as ``staff.show_document``."""
    election, slug = case.slug.split("/")
    return url_for(endpoint, election=election, slug=slug, document=document, **more)


def party_service_url(decision: Decision, party_id: int) -> str:
    """Return the address of the page that records the service of a decision on one party."""
    election, slug = decision.case.slug.split("/")
    return url_for(
        "staff.serve_one_party", election=election, slug=slug, decision=decision.id, party=party_id
    )


def register(app: Flask) -> None:
    """Give the templates of the staff side what they call."""
    app.jinja_env.globals.update(
        staff_links=staff_links,
        person=person,
        case_url=case_url,
        export_url=export_url,
        may_export=may_export,
        decision_url=decision_url,
        document_url=document_url,
        hearing_url=hearing_url,
        party_service_url=party_service_url,
        party_url=party_url,
    )
