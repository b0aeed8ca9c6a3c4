"""Ask the forum guide about a complaint, registered or not; it never refuses one."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from casetracker.cases.competent import deciders
from casetracker.cases.jurisdiction import Brought, judged
from casetracker.law import LawError, tell_error
from casetracker.lawbook import LawBook
from casetracker.web.rendering import language
from casetracker.web.staff.presenters.forum import forum_answer

Shown = dict[str, Any]


def answer_on(session: Session, book: LawBook, matter: Brought, contested: str | None = None) -> Shown:
    """Return the guide's answer as the macro ``forum`` takes it, or its ``problem`` in a sentence.

    *contested* is what is contested, as a person chose it of what the guide knows in this procedure.
    """
    try:
        verdict = judged(book, matter, contested)
    except LawError as refused:
        return {"problem": tell_error(refused, language())}
    if verdict is None:
        return {"problem": _missing(matter)}
    named = deciders(session, verdict.followed, matter) if verdict.followed else []
    asked = verdict.asked
    return forum_answer(verdict, matter, named) | {
        "contested": asked.question.contested,
        "possible": [(slug, book.forum.contested[slug].names[language()]) for slug in asked.possible],
    }


def _missing(matter: Brought) -> str:
    if matter.contested_body is None:
        return _("Name the body whose decision or act is contested: who decides depends on it.")
    return _("The guide knows no such dispute. Check the procedure, and whose decision or act is contested.")
