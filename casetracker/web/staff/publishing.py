"""``/staff/cases/<election>/<slug>/publish``: mark what stays private, then give it to a second person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from casetracker import db
from casetracker.accounts import policy
from casetracker.cases.errors import InvalidInput, StaleCase
from casetracker.cases.identities import Person, Vault, look
from casetracker.cases.inputs import read_input
from casetracker.cases.models import Case, Decision
from casetracker.publication.attaching import redacted_files
from casetracker.publication.inputs import PhraseSchema, PublicationSchema, PublicTextsSchema
from casetracker.publication.preparing import (
    begin,
    drafted,
    mark_phrase,
    open_publication,
    restart,
    save,
    submit,
    take_back,
)
from casetracker.publication.publications import Publication
from casetracker.publication.queries import decision_to_publish
from casetracker.runtime import document_store, settings
from casetracker.web.auth.sessions import person
from casetracker.web.staff.access import allowed, case_or_404
from casetracker.web.staff.blueprint import pages
from casetracker.web.staff.field_names import PUBLICATION
from casetracker.web.staff.forms import number_of, typed, version_of
from casetracker.web.staff.presenters.publication import publication_page, written_by_hand

# Recorded in the audit chain beside each automatic comparison with the parties' names.
REASON = "redaction before publication"
FIELDS = tuple(PublicTextsSchema().fields)


@dataclass
class Filling:
    """What was typed besides the ticks, and what is wrong with it."""

    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, list[str]] = field(default_factory=dict)


@pages.route("/cases/<election>/<slug>/publish", methods=["GET", "POST"])
@allowed(policy.PREPARE)
def publish_case(election: str, slug: str) -> ResponseReturnValue:
    """Show the texts with what is proposed to be masked, and keep what a person made of it."""
    if request.method == "GET":
        return page_of(election, slug, Filling())
    filling = Filling(request.form)
    try:
        return _kept(election, slug)
    except InvalidInput as refused:
        filling.errors, status = refused.errors, 422
    except (StaleCase, StaleDataError):
        sentence = _("Somebody else changed this publication since you opened it. Nothing of yours was kept.")
        filling.errors, status = {"_schema": [sentence]}, 409
    return page_of(election, slug, filling), status


def _kept(election: str, slug: str) -> ResponseReturnValue:
    do = request.form.get("do", "save")
    with db.unit_of_work() as session:
        publication, seen = _opened(session, case_or_404(session, election, slug))
        part = part_of(publication.decision)
        if do == "take-back":
            take_back(session, publication, actor=person().ref, version=seen)
        elif do == "restart":
            people = people_of(session, publication.case)
            restart(session, publication, people, actor=person().ref, version=seen)
        else:
            _write(session, publication, seen)
        version = publication.version
    # What was ticked and typed is kept even when what follows is refused.
    if do == "submit":
        _submit(election, slug, version)
        flash(_("The publication waits for the second pair of eyes."))
        return redirect(url_for("staff.show_case", election=election, slug=slug), 303)
    flash(_marked(election, slug, version) if do == "mark" else _("Kept. Nothing of it is public yet."))
    return redirect(url_for("staff.publish_case", election=election, slug=slug, decision=part), 303)


def _opened(session: Session, case: Case) -> tuple[Publication, int | None]:
    """Return the publication that the form is about, and which version of it the person saw."""
    seen = version_of(request.form)
    decision = decision_meant(session, case)
    known = open_publication(session, case, decision)
    if known is None and seen == 0:
        return begin(session, case, decision, people_of(session, case), actor=person().ref), None
    if known is None:
        raise StaleCase("published or dropped since")
    return known, seen


def _write(session: Session, publication: Publication, version: int | None) -> None:
    ticked = {name: request.form.getlist(f"mark-{name}") for name in FIELDS}
    texts = read_input(PublicationSchema(), typed(PublicationSchema(), request.form))
    correction = texts.pop("correction")
    edited = written_by_hand(publication, texts, request.form.getlist("from_marks"))
    save(
        session,
        publication,
        ticked,
        edited,
        correction,
        actor=person().ref,
        version=version,
        seen_public=number_of(request.form["public"]) if "public" in request.form else None,
    )


def _marked(election: str, slug: str, version: int) -> str:
    values = read_input(PhraseSchema(), typed(PhraseSchema(), request.form))
    with db.unit_of_work() as session:
        publication = _still_open(session, case_or_404(session, election, slug))
        found = mark_phrase(session, publication, **values, actor=person().ref, version=version)
    return ngettext("Marked in %(num)s place. Look at it.", "Marked in %(num)s places. Look at each.", found)


def _submit(election: str, slug: str, version: int) -> None:
    with db.unit_of_work() as session:
        people = people_of(session, case_or_404(session, election, slug))
    publication = _still_open(session, case_or_404(session, election, slug))
    redacted_files(session, document_store(), settings().documents, publication, people)
    with db.unit_of_work() as session:
        case = case_or_404(session, election, slug)
        submit(
            session,
            _still_open(session, case),
            people_of(session, case),
            actor=person().ref,
            version=version,
        )


def _still_open(session: Session, case: Case) -> Publication:
    publication = open_publication(session, case, decision_meant(session, case))
    if publication is None:
        raise StaleCase("published since")
    return publication


def page_of(election: str, slug: str, filling: Filling) -> str:
    """Return the page of the publication of a case, whoever's turn it is."""
    with db.unit_of_work() as session:
        case = case_or_404(session, election, slug)
        decision = decision_meant(session, case)
        publication = open_publication(session, case, decision)
        if publication is None:
            # Nothing of it is stored, except who looked at the parties' names.
            people = people_of(session, case)
            publication = drafted(session, case, decision, people, actor=person().ref)
    shown = publication_page(session, case, publication, person(), filling.values)
    return render_template("staff/publish.html", case=case, names=PUBLICATION, errors=filling.errors, **shown)


def people_of(session: Session, case: Case) -> list[Person]:
    """Return the persons of a case; the look is recorded."""
    vault = Vault(settings().identity_keys)
    return list(look(session, vault, case, actor=person().ref, reason=REASON).values())


def decision_meant(session: Session, case: Case) -> Decision | None:
    """Return the decision that the address names by its number in the case; None: the case alone.

    An address that names none means what is to be done first.
    """
    part = request.args.get("decision", "")
    if not part:
        return decision_to_publish(session, case)
    if part == part_of(None):
        return None
    return next((it for it in case.decisions if part_of(it) == part), None) or abort(404)


def part_of(decision: Decision | None) -> str:
    """Return how addresses name what is published: a decision by its place in the case, 0: the case alone."""
    return str(decision.ordinal if decision else 0)
