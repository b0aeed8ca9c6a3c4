"""``/staff/cases/…/publish/review`` and ``…/withdraw``: the second pair of eyes, and the way back."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm.exc import StaleDataError

from casetracker import db, labels
from casetracker.accounts import policy
from casetracker.cases.errors import InvalidInput, StaleCase
from casetracker.cases.inputs import read_input
from casetracker.cases.models import Case, Decision
from casetracker.publication.attaching import Redacted, redacted_files
from casetracker.publication.inputs import RemarkSchema, WithdrawalSchema
from casetracker.publication.preparing import open_publication
from casetracker.publication.queries import public_case
from casetracker.publication.reviewing import publish_prepared, send_back
from casetracker.publication.withdrawing import withdraw, withdraw_decision
from casetracker.runtime import document_store, settings
from casetracker.web.auth.sessions import person
from casetracker.web.staff.access import allowed, case_or_404
from casetracker.web.staff.blueprint import pages
from casetracker.web.staff.field_names import WITHDRAWAL
from casetracker.web.staff.forms import typed, version_of
from casetracker.web.staff.publishing import Filling, decision_meant, page_of, part_of, people_of


@pages.post("/cases/<election>/<slug>/publish/review")
@allowed(policy.PUBLISH)
def review_publication(election: str, slug: str) -> ResponseReturnValue:
    """Publish what somebody else prepared, or send it back with a remark."""
    filling = Filling(request.form)
    try:
        told = _reviewed(election, slug)
    except InvalidInput as refused:
        filling.errors = refused.errors
        return page_of(election, slug, filling), 422
    except (StaleCase, StaleDataError):
        sentence = _(
            "Somebody else changed this publication since you opened it. Read it again, then decide."
        )
        filling.errors = {"_schema": [sentence]}
        return page_of(election, slug, filling), 409
    flash(told)
    return redirect(url_for("staff.show_case", election=election, slug=slug), 303)


def _reviewed(election: str, slug: str) -> str:
    version, actor = version_of(request.form), person().ref
    files = _files(election, slug) if request.form.get("do") == "publish" else []
    with db.unit_of_work() as session:
        case = case_or_404(session, election, slug)
        publication = open_publication(session, case, decision_meant(session, case))
        if publication is None:
            raise StaleCase("published since")
        if request.form.get("do") == "publish":
            publish_prepared(
                session,
                publication,
                people_of(session, case),
                actor=actor,
                version=version,
                files=files,
                store=document_store(),
            )
            return _("The case is published.")
        remark = read_input(RemarkSchema(), typed(RemarkSchema(), request.form))["remark"]
        send_back(session, publication, remark, actor=actor, version=version)
        return _("The publication went back to its author.")


def _files(election: str, slug: str) -> list[Redacted]:
    """Cover and prove the documents before the transaction: nobody else waits for that."""
    with db.unit_of_work() as session:
        case = case_or_404(session, election, slug)
        people = people_of(session, case)
    publication = open_publication(session, case, decision_meant(session, case))
    if publication is None:
        raise StaleCase("published since")
    return redacted_files(session, document_store(), settings().documents, publication, people)


@pages.route("/cases/<election>/<slug>/publish/withdraw", methods=["GET", "POST"])
@allowed(policy.PUBLISH)
def withdraw_publication(election: str, slug: str) -> ResponseReturnValue:
    """Ask for the reason, then take the case off the public side."""
    errors: dict[str, list[str]] = {}
    status = 200
    if request.method == "POST":
        try:
            _withdrawn(election, slug)
        except InvalidInput as refused:
            errors, status = refused.errors, 422
        except (StaleCase, StaleDataError):
            sentence = _("Somebody else published this case at the same moment. Look at it, then decide.")
            errors, status = {"_schema": [sentence]}, 409
        else:
            flash(_("Withdrawn. The public page now gives the reason in its place."))
            return redirect(url_for("staff.show_case", election=election, slug=slug), 303)
    case = case_or_404(db.db.session, election, slug)
    decision = _withdrawn_one(case)
    shown = render_template(
        "staff/withdraw_publication.html",
        case=case,
        decision=decision,
        part=part_of(decision),
        public=public_case(db.db.session, case.slug),
        names=WITHDRAWAL,
        grounds=labels.choices("withdrawal-ground"),
        values=typed(WithdrawalSchema(), request.form),
        errors=errors,
    )
    return shown, status


def _withdrawn(election: str, slug: str) -> None:
    values = read_input(WithdrawalSchema(), typed(WithdrawalSchema(), request.form))
    with db.unit_of_work() as session:
        case = case_or_404(session, election, slug)
        decision, people = _withdrawn_one(case), people_of(session, case)
        told = (values["ground"], values["sentence"], people)
        seen: dict[str, Any] = {"actor": person().ref, "seen_version": version_of(request.form)}
        if decision is None:
            withdraw(session, case, *told, **seen)
        else:
            withdraw_decision(session, decision, *told, **seen)


def _withdrawn_one(case: Case) -> Decision | None:
    """Return the decision that the address names; None: the whole case is withdrawn."""
    part = request.args.get("decision", "") or part_of(None)
    if part == part_of(None):
        return None
    return next((it for it in case.decisions if part_of(it) == part), None) or abort(404)
