"""A complaint while it is being entered: what was typed, which bodies were meant, what is still wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from casetracker import db
from casetracker.accounts import policy
from casetracker.accounts.models import User
from casetracker.cases.clocks import Clock, clocks_of, moments_of
from casetracker.cases.drafts import Kept, import_key_of
from casetracker.cases.errors import InvalidInput
from casetracker.cases.inputs import ComplaintSchema, read_input
from casetracker.cases.intake import Complaint, check_complaint
from casetracker.cases.likely_same import Likely, Newcomer, likely_same
from casetracker.cases.models import Case
from casetracker.cases.parallel import Parallel, parallel_of
from casetracker.cases.queries import last_entered
from casetracker.cases.statuses import REGISTERED
from casetracker.lawbook import LawBook
from casetracker.registry.queries import body_by_id_or_code, current_election, find_bodies
from casetracker.web.rendering import language
from casetracker.web.staff.forms import form_id_of, new_form_id, number_of, plain_words, typed
from casetracker.web.staff.keeping import box

MOST_CHOICES = 12
BODY_FIELDS = ("body", "contested_body")


@dataclass(frozen=True)
class Preview:
    """What registering would do, computed and not saved."""

    complaint: Complaint
    clocks: list[Clock]
    likely: list[Likely]
    parallels: list[Parallel]


@dataclass
class Draft:
    """The form as it stands: texts as typed, errors by field, bodies to choose from by field."""

    values: dict[str, Any]
    form_id: str
    errors: dict[str, list[str]] = field(default_factory=dict)
    choices: dict[str, list[tuple[str, str, str]]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    preview: Preview | None = None
    # How often it was saved as a draft, as this window knows; and what there is to say about that.
    version: int = 0
    notes: list[str] = field(default_factory=list)

    @property
    def import_key(self) -> str:
        """Return the key by which a form sent twice becomes one case."""
        return import_key_of(self.form_id)


def new_draft(session: Session, user: User) -> Draft:
    """Return an empty form with what is most often right filled in."""
    now = db.now().astimezone(ZoneInfo(user.body.zone))
    last = last_entered(session, user.ref)
    election = current_election(session, now.date())
    values = {
        "election": election.code if election else "",
        "body": user.body.code,
        "procedure": last.procedure if last and last.body_id == user.body_id else "",
        "received_at": now.strftime("%Y-%m-%dT%H:%M"),
        "channel": last.channel if last else "paper",
        "language": last.language if last else user.language,
    }
    return Draft(values, new_form_id(), names={"body": user.body.name(language())})


def opened_draft(session: Session, kept: Kept) -> Draft:
    """Return the form as it was left; what was not finished is no mistake yet."""
    draft = read_draft(session, {**(kept.values or {}), "form_id": kept.form_id})
    draft.errors, draft.choices, draft.version = {}, {}, kept.version
    return draft


def read_draft(session: Session, form: Mapping[str, str]) -> Draft:
    """Return the form as sent, the bodies typed by name found, and what is wrong with each field."""
    draft = Draft(typed(ComplaintSchema(), form), form_id_of(form))
    draft.version = max(number_of(form.get("draft_version", "")), 0)
    for name in BODY_FIELDS:
        _find_body(session, draft, name, form)
    try:
        read_input(ComplaintSchema(), draft.values)
    except InvalidInput as refused:
        # A body to be chosen already has its own sentence, which says more.
        draft.errors = {**refused.errors, **draft.errors}
    return draft


def _find_body(session: Session, draft: Draft, name: str, form: Mapping[str, str]) -> None:
    """Replace what was typed by the code of the body that it means, or offer those it may mean."""
    words = plain_words(draft.values[name])
    if not words:
        return
    # A choice answers the words it was offered for; whoever typed something else meant something else.
    if form.get(f"{name}_choice") and plain_words(form.get(f"{name}_asked", "")) == words:
        words = plain_words(form[f"{name}_choice"])
    found = body_by_id_or_code(session, words)
    candidates = [found] if found else list(find_bodies(session, words, limit=MOST_CHOICES + 1))
    if len(candidates) == 1:
        draft.values[name], draft.names[name] = candidates[0].code, candidates[0].name(language())
    elif len(candidates) > MOST_CHOICES:
        draft.errors[name] = [_("Too many bodies have these words in their names. Add a word or a number.")]
    elif candidates:
        draft.choices[name] = [(body.code, body.name(language()), body.code) for body in candidates]
        draft.errors[name] = [_("Several bodies fit “%(words)s”. Choose the one that is meant.", words=words)]


def check_draft(session: Session, book: LawBook, user: User, values: Mapping[str, Any]) -> Complaint:
    """Return the complaint that a form describes.

    Raises :class:`InvalidInput` for what does not fit, and for a body that the person does not work for.
    """
    complaint = check_complaint(session, book, read_input(ComplaintSchema(), values))
    if not policy.can(user, policy.REGISTER, complaint.body):
        sentence = _(
            "You cannot register complaints for %(name)s. Choose your own body or one below it.",
            name=complaint.body.name(language()),
        )
        raise InvalidInput({"body": [sentence]})
    return complaint


def preview_of(session: Session, book: LawBook, user: User, values: Mapping[str, Any]) -> Preview:
    """Return the clocks that would start and the cases that may be the same; saves nothing.

    Raises :class:`InvalidInput`.
    """
    complaint = check_draft(session, book, user, values)
    clocks = clocks_of(book, complaint.procedure, moments_of(complaint))
    parallels = parallel_of(session, _as_case(complaint))
    likely = likely_same(session, box(), policy.scope_of(user), _newcomer(complaint))
    return Preview(complaint, clocks, likely, parallels)


def _as_case(complaint: Complaint) -> Case:
    """Return the case that it would become, for what is looked up by a case; it is never stored."""
    contested_body = complaint.contested_body
    return Case(
        status=REGISTERED,
        election_id=complaint.election.id,
        body=complaint.body,
        contested_body_id=contested_body and contested_body.id,
        contested_on=complaint.contested_on,
        contested_number=complaint.contested_number,
    )


def _newcomer(complaint: Complaint) -> Newcomer:
    contested_body, values = complaint.contested_body, complaint.values
    return Newcomer(
        election_id=complaint.election.id,
        contested_body_id=contested_body.id if contested_body else None,
        contested_on=complaint.contested_on,
        text=values["text"],
        organisation=values["complainant_organisation"],
        name=values["complainant_name"],
        contact=values["complainant_contact"],
    )
