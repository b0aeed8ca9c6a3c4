"""``/staff/persons``: the cases of a person, by an exact name, address, number or IIN."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from casetracker import db
from casetracker.accounts import policy
from casetracker.cases.blind_index import SamePerson
from casetracker.cases.errors import InvalidInput
from casetracker.cases.fields import CleanText
from casetracker.cases.identities import Person, Vault
from casetracker.cases.inputs import LONGEST_LINE, read_input
from casetracker.cases.person_search import find_person as find
from casetracker.publication.reasons import refuse_private
from casetracker.runtime import settings
from casetracker.web.auth.sessions import person
from casetracker.web.staff.access import allowed
from casetracker.web.staff.blueprint import pages
from casetracker.web.staff.field_names import Names
from casetracker.web.staff.forms import ReasonSchema, typed

NAMES: Names = {"who": _l("Whose cases"), "reason": _l("Why you look for this person")}


class PersonSchema(ReasonSchema):
    """Who is looked for, and why."""

    who = CleanText(longest=LONGEST_LINE, required=True)


@pages.route("/persons", methods=["GET", "POST"])
@allowed(policy.UNMASK)
def find_person() -> ResponseReturnValue:
    """Ask whose cases are wanted and why; tell those in scope. What was typed stands in no address."""
    if request.method == "GET":
        return _page({}, None)
    values = typed(PersonSchema(), request.form)
    try:
        return _page(values, _find(values))
    except InvalidInput as refused:
        return _page(values, None, refused.errors), 422


def _find(values: Mapping[str, str]) -> list[SamePerson]:
    read = read_input(PersonSchema(), values)
    refuse_private("reason", read["reason"], [Person(read["who"], read["who"])])
    with db.unit_of_work() as session:
        return find(session, Vault(settings().identity_keys), person(), read["who"], reason=read["reason"])


def _page(
    values: Mapping[str, Any], found: list[SamePerson] | None, errors: Mapping[str, list[str]] | None = None
) -> str:
    return render_template("staff/person.html", values=values, found=found, errors=errors or {}, names=NAMES)
