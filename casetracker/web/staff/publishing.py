"""``/staff/cases/<election>/<slug>/publish``: redacted texts beside the original, then the public page."""

from __future__ import annotations

from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from casetracker import db
from casetracker.accounts import policy
from casetracker.cases.errors import InvalidInput, StaleCase
from casetracker.cases.identities import Person, Vault, look
from casetracker.cases.inputs import read_input
from casetracker.cases.models import Case, Decision
from casetracker.publication.actions import proposed_texts, publish
from casetracker.publication.inputs import PublicTextsSchema
from casetracker.publication.queries import public_case
from casetracker.runtime import settings
from casetracker.web.auth.sessions import person
from casetracker.web.staff.access import allowed, case_or_404
from casetracker.web.staff.blueprint import pages
from casetracker.web.staff.field_names import PUBLIC_TEXTS
from casetracker.web.staff.forms import typed, version_of
from casetracker.web.staff.presenters.publication import public_texts

# Recorded in the audit chain beside each automatic comparison with the parties' names.
REASON = "redaction before publication"


@pages.route("/cases/<election>/<slug>/publish", methods=["GET", "POST"])
@allowed(policy.PUBLISH)
def publish_case(election: str, slug: str) -> ResponseReturnValue:
    """Propose the redacted texts, and publish what the publisher made of them."""
    if request.method == "GET":
        return _form(*_proposal(election, slug))
    texts = typed(PublicTextsSchema(), request.form)
    try:
        _publish(election, slug, texts)
    except InvalidInput as refused:
        case = case_or_404(db.db.session, election, slug)
        return _form(case, texts, refused.errors, version_of(request.form)), 422
    except (StaleCase, StaleDataError):
        sentence = _("Somebody else changed this case at the same moment. Look at it, then publish again.")
        return _form(case_or_404(db.db.session, election, slug), texts, {"_schema": [sentence]}), 409
    flash(_("The case is published."))
    return redirect(url_for("staff.show_case", election=election, slug=slug), 303)


def _proposal(election: str, slug: str) -> tuple[Case, dict[str, str]]:
    with db.unit_of_work() as session:
        case = case_or_404(session, election, slug)
        public = public_case(session, case.slug)
        return case, proposed_texts(case, _newest(case), _people(session, case), public)


def _publish(election: str, slug: str, texts: Mapping[str, str]) -> None:
    with db.unit_of_work() as session:
        case = case_or_404(session, election, slug)
        values = read_input(PublicTextsSchema(), texts)
        publish(
            session,
            case,
            _newest(case),
            values,
            _people(session, case),
            actor=person().ref,
            seen_version=version_of(request.form),
        )


def _people(session: Session, case: Case) -> list[Person]:
    vault = Vault(settings().identity_keys)
    return list(look(session, vault, case, actor=person().ref, reason=REASON).values())


def _newest(case: Case) -> Decision | None:
    return case.decisions[-1] if case.decisions else None


def _form(
    case: Case,
    texts: Mapping[str, str],
    errors: Mapping[str, list[str]] | None = None,
    seen_version: int | None = None,
) -> str:
    public = public_case(db.db.session, case.slug)
    current = public.version if public else 0
    return render_template(
        "staff/publish.html",
        case=case,
        names=PUBLIC_TEXTS,
        decision=_newest(case),
        fields=public_texts(case, _newest(case)),
        values=texts,
        errors=errors or {},
        public=public,
        seen_version=current if seen_version is None else seen_version,
    )
