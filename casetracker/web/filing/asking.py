"""What each page of questions offers: elections, what may be contested, where the guide sends it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from casetracker import labels
from casetracker.filing.inputs import LANGUAGES
from casetracker.filing.proposing import (
    Described,
    advice_on,
    described,
    elections_under_way,
    procedure_before,
    proposals,
)
from casetracker.labels.within import at_the_beginning
from casetracker.law import LawError, tell_error
from casetracker.law.forum import Route
from casetracker.lawbook import LawBook
from casetracker.registry.errors import InvalidInput
from casetracker.registry.models import Body
from casetracker.registry.queries import body_by_id_or_code, central_commission
from casetracker.runtime import settings
from casetracker.web.filing.body_picker import picked
from casetracker.web.filing.words import FIELDS
from casetracker.web.public.calculator.asking import Asked
from casetracker.web.public.calculator.guide_presenter import contested_options, guide_answer
from casetracker.web.rendering import language

Shown = dict[str, Any]
OTHER = "other"


@dataclass
class Found:
    """What the search fields of a page found: errors, and bodies to choose from, by field."""

    errors: dict[str, list[str]] = field(default_factory=dict)
    choices: dict[str, list[tuple[str, str, str]]] = field(default_factory=dict)


def find_bodies_typed(session: Session, step: str, typed: dict[str, str], form: Mapping[str, str]) -> Found:
    """Replace what was typed to search for a body by its code, or offer those that it may mean."""
    found = Found()
    if step == "whose":
        _search(session, "contested_body", "contested_body", typed, form, found)
    elif step == "where" and form.get("body", OTHER) == OTHER:
        typed["body"] = ""
        _search(session, "other_body", "body", typed, form, found)
    return found


def _search(
    session: Session, name: str, target: str, typed: dict[str, str], form: Mapping[str, str], found: Found
) -> None:
    result = picked(session, name, form)
    typed[target] = result.code
    if result.error:
        found.errors[name if name == target else OTHER + "_body"] = [result.error]
        found.choices[name] = result.choices


def questions(session: Session, book: LawBook, step: str, answers: dict[str, str]) -> Shown:
    """Return what the template of a page offers to choose from."""
    spoken = language()
    if step == "what":
        under_way = elections_under_way(session)
        return {
            "elections": [(it.id, it.name(spoken)) for it in under_way],
            "contested": contested_options(book),
            "contested_kinds": labels.choices("contested-kind"),
            "subjects": labels.choices("subject"),
        }
    if step == "whose":
        choice = book.forum.contested[answers["contested"]]
        return {
            "contested_name": choice.names[spoken],
            "against": [(slug, book.forum.against[slug][spoken]) for slug in choice.against],
            "by": [(slug, names[spoken]) for slug, names in book.forum.complainants.items()],
            "body_name": name_of_body(session, answers.get("contested_body", "")),
        }
    if step == "where":
        return _where(session, book, answers)
    return (
        {"languages": [(slug, labels.label("language", slug)) for slug in LANGUAGES]} if step == "who" else {}
    )


def _where(session: Session, book: LawBook, answers: dict[str, str]) -> Shown:
    try:
        matter = described(session, book, answers)
        advice = advice_on(book, matter)
    except (InvalidInput, LawError) as refused:
        told = tell_error(refused, language(), book.rules) if isinstance(refused, LawError) else ""
        return {"answer": None, "problem": told, "proposed": [], "body_name": ""}
    central = central_commission(session)
    named = proposals(session, book, advice, matter, central) if central else []
    answer = guide_answer(book, _asked(matter), advice, settings().base_url)
    told_ways = {way["id"]: way for part in ("routes", "closed", "remains") for way in answer[part]}
    proposed = [
        (body.code, body.name(language()), _hint(told_ways[route.id], route))
        for route, body in named
        if route.id in told_ways
    ]
    codes = {code for code, *_rest in proposed}
    chosen = answers.get("body", "")
    return {
        "answer": answer,
        "problem": "",
        "proposed": proposed,
        "body_name": name_of_body(session, chosen) if chosen and chosen not in codes else "",
        "is_other": bool(chosen) and chosen not in codes,
    }


def _hint(way: Shown, route: Route) -> str:
    """Return until when a way is open, and what is disputed of it: nobody chooses without knowing."""
    told = (dispute.texts[language()] for dispute in route.disputes)
    disputed = [_("Disputed: %(question)s", question=text) for text in told]
    return " ".join([way["file_by"] or way["name"], *disputed])


def _asked(matter: Described) -> Asked:
    typed = {
        "against": matter.against,
        "by": matter.by,
        "election": matter.election.id,
        "on": matter.on.isoformat(),
    }
    return Asked(MultiDict(typed))


def names_of_fields(book: LawBook, answers: Mapping[str, str]) -> dict[str, str]:
    """Return what each field is called; the day that counts by what is contested."""
    names = {name: str(told) for name, told in FIELDS.items()}
    choice = book.forum.contested.get(answers.get("contested", ""))
    if choice:
        names["on"] = at_the_beginning(choice.on[language()])
    return names


def check_what(session: Session, book: LawBook, answers: Mapping[str, str]) -> None:
    """Refuse an election that is over, and what nobody can contest. Raises :class:`InvalidInput`."""
    errors = {}
    if answers["election"] not in {it.id for it in elections_under_way(session)}:
        errors["election"] = [
            _("Complaints about this election cannot be filed today. Choose one from the list.")
        ]
    if answers["contested"] not in book.forum.contested:
        errors["contested"] = [_("Choose what you want to contest.")]
    if errors:
        raise InvalidInput(errors)


def check_where(session: Session, book: LawBook, answers: dict[str, str]) -> None:
    """Refuse what decides no complaints at all; a wrong body is accepted. Raises :class:`InvalidInput`."""
    body = body_by_id_or_code(session, answers["body"])
    matter = described(session, book, answers)
    if not _receives(book, body, matter):
        raise InvalidInput({"body": [_("Choose the body that the complaint goes to.")]})


def _receives(book: LawBook, body: Body | None, matter: Described) -> bool:
    return body is not None and procedure_before(book, body, matter.election, None) is not None


def name_of_body(session: Session, code: str) -> str:
    """Return the name of the body of a code; '' while none is meant."""
    body = body_by_id_or_code(session, code) if code else None
    return body.name(language()) if body else ""
