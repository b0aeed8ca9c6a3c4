"""A case file as its page shows it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from casetracker.accounts import policy
from casetracker.accounts.models import User
from casetracker.cases.identities import Person
from casetracker.cases.models import Case
from casetracker.cases.parallel import COMMISSION
from casetracker.cases.statuses import OPEN, STEPS, is_possible
from casetracker.cases.staying import open_stay
from casetracker.lawbook import LawBook
from casetracker.web.decision_law import shown_ground, shown_provisions
from casetracker.web.rendering import label, language
from casetracker.web.staff.chain_fields import FIELDS
from casetracker.web.staff.field_names import DECISION
from casetracker.web.staff.presenters.case_clocks import case_clocks
from casetracker.web.staff.presenters.events import shown_events
from casetracker.web.staff.presenters.hearings import case_hearings
from casetracker.web.staff.presenters.parties import shown_parties
from casetracker.web.staff.presenters.services import service_in_words, shown_services

Shown = dict[str, Any]
Step = tuple[str, str]

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
        "clocks": case_clocks(book, case, now),
        "events": shown_events(book, case, names),
        **shown_parties(case, user, people),
        "parts": PARTS,
        "may_assign": policy.can(user, policy.ASSIGN, case.body),
        "may_decide": is_possible(case, "decide") and policy.can(user, policy.DECIDE, case.body),
        "may_publish": policy.can(user, policy.PUBLISH, case.body),
        "may_prepare": policy.can(user, policy.PREPARE, case.body),
        "may_record": policy.can(user, policy.DECIDE, case.body),
        "stay": open_stay(case),
        "hearings": case_hearings(case, user),
        "services": {decision.id: shown_services(book, decision) for decision in case.decisions},
        "served": {decision.id: service_in_words(decision) for decision in case.decisions},
        "decided_on_ground": {decision.id: shown_ground(decision) for decision in case.decisions},
        "relied_on": {decision.id: shown_provisions(decision.cited) for decision in case.decisions},
        "steps": steps(case, user),
    }


def steps(case: Case, user: User) -> list[Step]:
    """Return what this person may record of the case now, besides its decision."""
    may_stay = policy.can(user, policy.STAY, case.body)
    found = []
    if case.status in OPEN and policy.can(user, policy.HEAR, case.body):
        found.append(("staff.set_hearing", _("Set a hearing")))
    if may_stay and is_possible(case, "resume"):
        found.append(("staff.resume", _("Resume or end the case")))
    if may_stay and is_possible(case, "stay"):
        found.append(("staff.stay", _("Stay the case")))
        if case.body.kind == COMMISSION:
            found.append(("staff.await_court", _("A court has the same matter")))
    if policy.can(user, policy.CORRECT, case.body):
        found.append(("staff.correct", _("Correct the facts")))
    return found + [
        (f"staff.{slug.replace('-', '_')}", label("step", slug))
        for slug in FIELDS
        if is_possible(case, slug) and policy.can(user, STEPS[slug].action, case.body)
    ]


def procedure_name(book: LawBook, slug: str) -> str:
    """Return the name of a procedure; the slug of one that the law book no longer has."""
    procedure = book.procedures.get(slug)
    return str(procedure.names[language()]) if procedure else slug
