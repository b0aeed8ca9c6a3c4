"""A form about a case in two steps: first what would happen to its clocks is told, then it is saved."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import marshmallow as ma
from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import LazyString
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from casetracker import db
from casetracker.accounts.queries import names_by_ref
from casetracker.cases.errors import InvalidInput, StaleCase
from casetracker.cases.inputs import read_input
from casetracker.cases.models import Case
from casetracker.cases.statuses import refusal
from casetracker.lawbook import LawBook
from casetracker.runtime import lawbook
from casetracker.web.auth.sessions import person
from casetracker.web.form_view import WHOLE_FORM
from casetracker.web.staff.access import case_or_404
from casetracker.web.staff.field_names import Names
from casetracker.web.staff.forms import number_of, typed, version_of
from casetracker.web.staff.presenters.events import events_since, refs_of
from casetracker.web.staff.rehearsing import Tell, rehearse

Shown = dict[str, Any]
Values = dict[str, Any]


@dataclass(frozen=True)
class Doing:
    """Who does it, and the version of the case that they saw."""

    actor: str
    version: int


@dataclass(frozen=True)
class Step:
    """A form about a case.

    Attributes:
        schema: what is typed.
        act: does it; the same for the preview, which is undone.
        names: what the fields are called.
        done: what is told when it is saved.
        begin: the values that the form begins with.
        shown: what the template needs besides.
        slug: the step of the table of statuses; one that is impossible is not begun.
        tell: what would happen, from what ``act`` returned; None tells what happens to the clocks.
        is_previewed: False for what moves no clock: it is saved at once.
        check: refuses what was typed before anything is done; what it records stays when it refuses.
    """

    template: str
    schema: Callable[[], ma.Schema]
    act: Callable[[Session, LawBook, Case, Values, Doing], object]
    names: Names
    done: LazyString
    begin: Callable[[Case], Values] = field(default=lambda _case: {})
    shown: Callable[[Case], Shown] = field(default=lambda _case: {})
    slug: str = ""
    tell: Tell | None = None
    is_previewed: bool = True
    check: Callable[[str, str, Values], None] = field(default=lambda _election, _slug, _values: None)


@dataclass
class Filling:
    """One filling-in of the form: what was typed, what is wrong, what would happen."""

    values: Mapping[str, Any]
    errors: Mapping[str, list[str]] = field(default_factory=dict)
    foreseen: list[Shown] | None = None
    is_stale: bool = False


def take(step: Step, election: str, slug: str) -> ResponseReturnValue:
    """Show the form of a step, tell what it would do, or do it."""
    if request.method == "GET":
        case = case_or_404(db.db.session, election, slug)
        why = refusal(case, step.slug) if step.slug else None
        if why is not None:
            return _form(step, case, Filling({}, {WHOLE_FORM: [why]})), 409
        return _form(step, case, Filling(step.begin(case)))
    filling = Filling(typed(step.schema(), request.form))
    try:
        values = read_input(step.schema(), filling.values)
        step.check(election, slug, values)
        if request.form.get("do") == "save" or not step.is_previewed:
            return _save(step, election, slug, values)
        filling.foreseen = _rehearse(step, election, slug, values)
        status = 200
    except InvalidInput as refused:
        filling.errors, status = _at_fields(step, refused.errors), 422
    except (StaleCase, StaleDataError):
        filling.is_stale, status = True, 409
    return _form(step, case_or_404(db.db.session, election, slug), filling), status


def _at_fields(step: Step, errors: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """Return the errors with what belongs to no field of this form told of the whole form."""
    told: dict[str, list[str]] = {}
    for name, sentences in errors.items():
        told.setdefault(name if name in step.names else WHOLE_FORM, []).extend(sentences)
    return told


def _doing() -> Doing:
    return Doing(person().ref, version_of(request.form))


def _save(step: Step, election: str, slug: str, values: Values) -> ResponseReturnValue:
    doing = _doing()
    with db.unit_of_work() as session:
        step.act(session, lawbook(), case_or_404(session, election, slug), values, doing)
    flash(str(step.done))
    return redirect(url_for("staff.show_case", election=election, slug=slug), 303)


def _rehearse(step: Step, election: str, slug: str, values: Values) -> list[Shown]:
    book, doing = lawbook(), _doing()
    return rehearse(
        book,
        lambda session: case_or_404(session, election, slug),
        lambda session, case: step.act(session, book, case, values, doing),
        step.tell,
    )


def _form(step: Step, case: Case, filling: Filling) -> str:
    # A form that was refused for its fields is still of the case as the person saw it.
    is_fresh = request.method == "GET" or filling.is_stale
    seen = number_of(request.form.get("seen", ""))
    people = names_by_ref(db.db.session, refs_of(case))
    return render_template(
        step.template,
        case=case,
        names=step.names,
        values=filling.values,
        errors=filling.errors,
        foreseen=filling.foreseen,
        is_stale=filling.is_stale,
        is_previewed=step.is_previewed,
        version=case.version if is_fresh else version_of(request.form),
        seen=max((event.id for event in case.events), default=0) if is_fresh else seen,
        changes=events_since(lawbook(), case, seen, people) if filling.is_stale else [],
        **step.shown(case),
    )
