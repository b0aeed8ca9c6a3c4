"""What a change would do to the clocks of a case, told before it is saved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from casetracker.cases.models import Case, CaseDeadline
from casetracker.lawbook import LawBook
from casetracker.web.rendering import fmt_date, label
from casetracker.web.staff.presenters.case_clocks import (
    current_clocks,
    kept_although,
    not_computed,
    whose_title,
)
from casetracker.web.staff.presenters.clocks import stored_clock
from casetracker.web.staff.presenters.moves import shift_in_words

Shown = dict[str, Any]


@dataclass(frozen=True)
class Standing:
    """A clock as it stands before the change."""

    id: int
    role: str
    rule_id: str
    decision_id: int | None
    party_id: int | None
    state: str
    due_on: dt.date
    stayed_on: dt.date | None

    @property
    def what(self) -> tuple[str, str, int | None, int | None]:
        """Return what the clock is about: the same before and after."""
        return (self.role, self.rule_id, self.decision_id, self.party_id)


def foreseen(book: LawBook, case: Case, before: Sequence[Standing], now: dt.datetime) -> list[Shown]:
    """Return each clock that there was or would be: ``title``, ``sentence``, ``changes``, its new ``clock``.

    *case* is the case after the change.
    """
    known = {clock.what: clock for clock in before}
    told = []
    for clock in current_clocks(case):
        about = (clock.role, clock.rule_id, clock.decision_id)
        # Everybody's limit may become that of the party that was served.
        old = known.get((*about, clock.party_id)) or known.get((*about, None))
        told.append(_told(book, case, clock, old, now))
    for missing in not_computed(book, case):
        sentence = _("It still cannot be computed. %(problem)s", problem=missing["problem"])
        told.append(_line(missing["title"], sentence))
    return told


def _told(book: LawBook, case: Case, clock: CaseDeadline, old: Standing | None, now: dt.datetime) -> Shown:
    card = stored_clock(book, clock, now)
    sentence = " ".join([_sentence(clock, old, card["left"]), *kept_although(book, case, clock)])
    seen = (clock.state, clock.due_on, clock.stayed_on)
    changes = old is None or (old.state, old.due_on, old.stayed_on) != seen
    return _line(whose_title(card["title"], clock), sentence, changes=changes, clock=card)


def _sentence(clock: CaseDeadline, old: Standing | None, left: str) -> str:
    after = fmt_date(clock.due_on)
    if clock.state == "stayed":
        return _("It stands still from %(day)s on: %(left)s.", day=fmt_date(clock.stayed_on), left=left)
    if clock.state == "moot":
        return _("It no longer applies.")
    if old is None:
        return _("A new time limit: the last day is %(day)s.", day=after)
    if old.state == "stayed":
        return _("It runs again; the last day is %(day)s.", day=after)
    if old.due_on != clock.due_on:
        told = _(
            "The last day moves from %(before)s to %(after)s (%(shift)s).",
            before=fmt_date(old.due_on),
            after=after,
            shift=shift_in_words(old.due_on, clock.due_on),
        )
        return f"{told} {_judged(clock, old)}".strip()
    return _judged(clock, old) or _("Nothing changes: the last day stays %(day)s.", day=after)


def _judged(clock: CaseDeadline, old: Standing) -> str:
    if old.state == clock.state:
        return ""
    return _("It will be marked: %(state)s.", state=label("deadline-state", clock.state))


def _line(title: str, sentence: str, *, changes: bool = False, clock: Shown | None = None) -> Shown:
    return {"title": title, "sentence": sentence, "changes": changes, "clock": clock}
