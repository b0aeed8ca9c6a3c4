"""Search, then choose: a body among ten thousand, without a script."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from casetracker.filing.proposing import today_at
from casetracker.registry.queries import body_by_id_or_code, find_bodies
from casetracker.web.rendering import language
from casetracker.web.staff.forms import plain_words

MOST_CHOICES = 12


@dataclass
class Picked:
    """What a search field stands for: the ``code`` of a body, ``choices`` it may mean, or an ``error``."""

    code: str
    name: str = ""
    error: str = ""
    choices: list[tuple[str, str, str]] = field(default_factory=list)


def picked(session: Session, name: str, form: Mapping[str, str]) -> Picked:
    """Return what the field *name* stands for; only bodies that exist today are offered."""
    words = plain_words(form.get(name, ""))
    if not words:
        return Picked("")
    # A choice answers the words it was offered for; whoever typed something else meant something else.
    if form.get(f"{name}_choice") and plain_words(form.get(f"{name}_asked", "")) == words:
        words = plain_words(form[f"{name}_choice"])
    exact = body_by_id_or_code(session, words)
    found = [exact] if exact else list(find_bodies(session, words, limit=MOST_CHOICES * 3))
    fitting = [body for body in found if body.exists_on(today_at(body))]
    if len(fitting) == 1:
        return Picked(fitting[0].code, fitting[0].name(language()))
    if not fitting:
        return Picked(
            words, error=_("No such body was found. Search by the number of the station or by the place.")
        )
    if len(fitting) > MOST_CHOICES:
        return Picked(
            words, error=_("Too many bodies have these words in their names. Add a word or a number.")
        )
    choices = [(body.code, body.name(language()), body.code) for body in fitting]
    told = _("Several bodies fit “%(words)s”. Choose the one that is meant.", words=words)
    return Picked(words, error=told, choices=choices)
