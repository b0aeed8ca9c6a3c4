"""A complaint while it is being entered: what was typed, which bodies were meant, what is still wrong."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from casetracker import db
from casetracker.accounts import policy
from casetracker.accounts.models import User
from casetracker.cases.clocks import Clock, clocks_of, moments_of
from casetracker.cases.errors import InvalidInput
from casetracker.cases.inputs import ComplaintSchema, read_input
from casetracker.cases.intake import Complaint, check_complaint
from casetracker.cases.models import Case
from casetracker.cases.parallel import Parallel, parallel_of
from casetracker.cases.queries import similar_cases
from casetracker.cases.statuses import REGISTERED
from casetracker.lawbook import LawBook
from casetracker.registry.queries import body_by_id_or_code, find_bodies
from casetracker.web.rendering import language
from casetracker.web.staff.forms import form_id_of, plain_words, typed

MOST_CHOICES = 12
BODY_FIELDS = ("body", "contested_body")


@dataclass(frozen=True)
class Preview:
    """What registering would do, computed and not saved."""

    complaint: Complaint
    clocks: list[Clock]
    similar: Sequence[Case]
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

    @property
    def import_key(self) -> str:
        """Return the key by which a form sent twice becomes one case."""
        return f"form:{self.form_id}"


def new_draft(user: User) -> Draft:
    """Return an empty form with what is most often right filled in."""
    now = db.now().astimezone(ZoneInfo(user.body.zone))
    values = {
        "body": user.body.code,
        "received_at": now.strftime("%Y-%m-%dT%H:%M"),
        "channel": "paper",
        "language": user.language,
    }
    return Draft(values, str(uuid.uuid4()), names={"body": user.body.name(language())})


def read_draft(session: Session, form: Mapping[str, str]) -> Draft:
    """Return the form as sent, the bodies typed by name found, and what is wrong with each field."""
    draft = Draft(typed(ComplaintSchema(), form), form_id_of(form))
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
    return Preview(complaint, clocks, _similar(session, user, complaint), parallels)


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


def _similar(session: Session, user: User, complaint: Complaint) -> list[Case]:
    if complaint.contested_body is None or complaint.contested_on is None:
        return []
    found = similar_cases(
        session, contested_body_id=complaint.contested_body.id, contested_on=complaint.contested_on
    )
    return [case for case in found if policy.is_in_scope(user, case.body)]
