"""The ground of a refusal: which criterion was not met, by which article.

A refusal that names no ground cannot be checked by anybody; so each that is written here names one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from casetracker.cases.models import Case
from casetracker.law.grounds import bases_before
from casetracker.lawbook import LawBook

Errors = dict[str, list[str]]

WITHOUT_EXAMINATION = ("returned", "left-without-consideration")
REFUSED = "refused"
WITH_REMEDY = ("satisfied", "partly-satisfied")


def articles_of_grounds(book: LawBook, case: Case, on: dt.date) -> dict[str, list[dict[str, object]]]:
    """Return by ground of inadmissibility the citations that it rests on before the body of a case."""
    found = bases_before(book.grounds, case.body.kind, on)
    return {ground: basis.to_dicts(on) for ground, basis in found.items()}


def cited_ground(
    book: LawBook, case: Case, ground: str | None, taken_at: dt.datetime
) -> list[dict[str, object]]:
    """Return the citations of the ground of a decision; empty where no article was read for it."""
    if ground is None:
        return []
    on = taken_at.astimezone(ZoneInfo(case.body.zone)).date()
    return articles_of_grounds(book, case, on).get(ground, [])


def check_grounds(errors: Errors, values: Mapping[str, Any], *, text_known: bool) -> None:
    """Tell what is missing or does not fit among outcome and grounds.

    Where only the outcome is known (*text_known* is False) the ground of a refusal may be unknown too.
    """
    outcome, ground = values["outcome"], values["inadmissibility_ground"]
    if outcome in WITHOUT_EXAMINATION and not ground:
        errors["inadmissibility_ground"] = [
            _("Name the ground: a complaint that is not examined needs one, so that it can be checked.")
        ]
    if outcome in WITH_REMEDY and ground:
        errors["inadmissibility_ground"] = [
            _("A complaint that was satisfied has no ground of inadmissibility.")
        ]
    refusal = values.get("refusal_ground")
    if refusal and outcome != REFUSED:
        errors["refusal_ground"] = [_("Only a refusal has this ground. Choose none, or check the outcome.")]
    if not text_known:
        return
    if outcome == REFUSED and not refusal:
        errors["refusal_ground"] = [_("Name the ground: a refusal says which criterion was not met.")]
    if outcome in (REFUSED, *WITHOUT_EXAMINATION) and not values.get("ground_text"):
        errors["ground_text"] = [
            _("Say in a sentence which requirement was not met, so that the reader can check it.")
        ]
