"""``/search/suggest``: what may be meant, told while it is typed. Who has no scripts never asks for it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from casetracker import db
from casetracker.registry.queries import find_bodies
from casetracker.runtime import lawbook
from casetracker.search.completing import completions
from casetracker.search.generations import newest_mark
from casetracker.web.public import queries
from casetracker.web.public.blueprint import pages
from casetracker.web.public.conditional import entity_tag, unless_known
from casetracker.web.public.search_request import visible
from casetracker.web.rendering import fmt_number, language

Offer = dict[str, str]
SHORTEST, LONGEST = 3, 100
MOST_WORDS, MOST_CASES, MOST_BODIES = 5, 4, 3
SERIAL_DIGITS = 4
# `2022-PRES/CEC/14`, as far as it is typed, with or without its election.
_NUMBER = re.compile(r"(?:([a-z0-9-]{1,40})/)?([a-z][a-z0-9-]{1,60})[/-](\d{1,6})", re.ASCII)


@pages.get("/search/suggest")
def suggest_searches() -> ResponseReturnValue:
    """Offer words, cases and bodies that go on like what is typed so far."""
    typed = visible(request.args.get("q", "")[: LONGEST + 1])
    db.to_read(db.db.session)
    mark = newest_mark(db.db.session)
    tag = entity_tag(lawbook(), ["suggest", mark.generation, mark.token, language(), typed])
    answer = unless_known(tag, None, lambda: _told(typed), "application/json")
    answer.cache_control.public = True
    return answer


def _told(typed: str) -> str:
    offers = list(_offers(db.db.session, typed)) if SHORTEST <= len(typed) <= LONGEST else []
    told = _("Suggestions: %(count)s", count=fmt_number(len(offers)))
    return json.dumps({"offers": offers, "told": told}, ensure_ascii=False)


def _offers(session: Session, typed: str) -> Iterator[Offer]:
    """Give words to search for, and cases and bodies to go to."""
    for reference, slug in queries.cases_of_slugs(session, slugs_that_begin(session, typed), MOST_CASES):
        election, name = slug.split("/")
        address = url_for("public.show_case", election=election, name=name)
        yield {"text": _("Case %(reference)s", reference=reference), "href": address}
    for words in completions(session, typed, MOST_WORDS):
        yield {"text": words, "words": words}
    for body in find_bodies(session, typed, limit=MOST_BODIES):
        text = _("Body: %(name)s", name=body.name(language()))
        yield {"text": text, "href": url_for("public.show_body", body_id=body.id)}


def slugs_that_begin(session: Session, typed: str) -> list[str]:
    """Return the slugs of the cases that a number may become with one digit more at most."""
    match = _NUMBER.fullmatch(typed.lower())
    if match is None:
        return []
    election, body, digits = match.groups()
    elections = [election] if election else queries.newest_codes(session)
    serials = dict.fromkeys((digits, *(digits + more for more in "0123456789")))
    padded = dict.fromkeys(serial.zfill(SERIAL_DIGITS) for serial in serials)
    return [f"{code}/{body}-{serial}" for code in elections for serial in padded]
