"""``…/notices/<kind>``: a letter about a case as PDF or DOCX; that it was issued is recorded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

import marshmallow as ma
from flask import Response, abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from casetracker import db
from casetracker.accounts import policy
from casetracker.cases.errors import InvalidInput
from casetracker.cases.fields import CleanText
from casetracker.cases.identities import Vault, look, open_to_compare
from casetracker.cases.inputs import OPTIONAL, Strict, read_input
from casetracker.cases.models import Case, Decision, Hearing
from casetracker.notices.actions import note_issued
from casetracker.notices.docx import as_docx
from casetracker.notices.facts import decision_facts, hearing_facts, letter_of, notice_data
from casetracker.notices.letters import KINDS, LANGUAGES, Letter
from casetracker.notices.pdf import as_pdf
from casetracker.publication.reasons import refuse_private
from casetracker.runtime import lawbook, settings
from casetracker.web.auth.sessions import person
from casetracker.web.rendering import language
from casetracker.web.staff.access import allowed, case_or_404
from casetracker.web.staff.blueprint import pages
from casetracker.web.staff.forms import LONGEST_REASON, typed

FORMATS = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
# Goes to a body, so nobody is masked in it.
TO_A_BODY = "forwarding"
COMPLAINANT = "complainant"
Errors = Mapping[str, list[str]]


class NoticeSchema(Strict):
    """How a letter is to be made."""

    letter_language = ma.fields.String(load_default="kk", validate=ma.validate.OneOf(LANGUAGES))
    ending = ma.fields.String(load_default="pdf", validate=ma.validate.OneOf(tuple(FORMATS)))
    number = CleanText(longest=60, **OPTIONAL)
    addressee = CleanText(longest=300, **OPTIONAL)
    about = CleanText(longest=10, **OPTIONAL)
    reason = CleanText(longest=LONGEST_REASON, **OPTIONAL)


@pages.route("/cases/<election>/<slug>/notices/<kind>", methods=["GET", "POST"])
@allowed(policy.REGISTER)
def issue_notice(election: str, slug: str, kind: str) -> ResponseReturnValue:
    """Ask how a letter is to be made; then make it and record that it was issued."""
    if kind not in KINDS:
        abort(404)
    case = case_or_404(db.db.session, election, slug)
    if not is_possible(case, kind):
        abort(404)
    if request.method == "GET":
        return _page(case, kind, {}, {"letter_language": language() if language() in LANGUAGES else "ru"})
    try:
        values = read_input(NoticeSchema(), typed(NoticeSchema(), request.form))
        with db.unit_of_work() as session:
            case = case_or_404(session, election, slug)
            letter = _letter(session, case, kind, values)
            note_issued(
                session,
                case,
                kind=kind,
                language=letter.language,
                ending=values["ending"],
                named=bool(values["reason"]),
                actor=person().ref,
            )
    except InvalidInput as refused:
        return _page(case, kind, refused.errors, typed(NoticeSchema(), request.form)), 422
    return _file(case, letter, values["ending"])


def is_possible(case: Case, kind: str) -> bool:
    """Tell whether there is anything that such a letter could say."""
    if kind == "decision":
        return any(decision.text_known for decision in case.decisions)
    return bool(case.hearings) if kind == "hearing" else True


def _letter(session: Session, case: Case, kind: str, values: dict[str, Any]) -> Letter:
    about = _about(case, kind, values["about"])
    tongue = values["letter_language"]
    if isinstance(about, Decision) and about.language in LANGUAGES:
        # The headings around a decision are in the language that it was taken in.
        tongue = about.language
    more = (
        decision_facts(about, tongue)
        if isinstance(about, Decision)
        else hearing_facts(about)
        if isinstance(about, Hearing)
        else {}
    )
    addressee = values["addressee"] or _named(session, case, values["reason"])
    if kind == TO_A_BODY and not addressee:
        raise InvalidInput({"addressee": [_("Name the body that the complaint goes to.")]})
    today = db.now().astimezone(ZoneInfo(case.body.zone)).date()
    data = notice_data(lawbook(), case, tongue)
    return letter_of(kind, data, today, number=values["number"], addressee=addressee, more=more)


def _about(case: Case, kind: str, number: str | None) -> Decision | Hearing | None:
    choices = _choices(case, kind)
    if not choices:
        return None
    for thing in choices:
        if str(thing.id) == number:
            return thing
    if number is None and len(choices) == 1:
        return choices[0]
    raise InvalidInput({"about": [_("Choose one of the list.")]})


def _choices(case: Case, kind: str) -> list[Any]:
    if kind == "decision":
        return [decision for decision in case.decisions if decision.text_known]
    return list(case.hearings) if kind == "hearing" else []


def _named(session: Session, case: Case, reason: str | None) -> str | None:
    """Return the complainant's name when somebody says why it is needed; that they looked is recorded."""
    if reason is None:
        return None
    if not policy.can(person(), policy.UNMASK, case):
        abort(403)
    vault = Vault(settings().identity_keys)
    # The reason stays in the audit chain for ever, where nothing can be erased.
    refuse_private("reason", reason, open_to_compare(session, vault, case))
    people = look(session, vault, case, actor=person().ref, reason=reason)
    wanted = [it for it in case.parties if it.role == COMPLAINANT and it.id in people and not it.removed_at]
    return "; ".join(name for party in wanted if (name := people[party.id].name)) or None


def _page(case: Case, kind: str, errors: Errors, values: Mapping[str, Any]) -> str:
    return render_template(
        "staff/notice.html",
        case=case,
        kind=kind,
        errors=errors,
        values=values,
        choices=_choices(case, kind),
        to_a_body=kind == TO_A_BODY,
        may_unmask=policy.can(person(), policy.UNMASK, case),
    )


def _file(case: Case, letter: Letter, ending: str) -> Response:
    content = as_pdf(letter) if ending == "pdf" else as_docx(letter)
    name = f"{letter.kind}-{case.slug.replace('/', '-')}-{letter.language}.{ending}"
    response = Response(content, mimetype=FORMATS[ending])
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
