"""Hearings as the case file shows them, and what is told before one is saved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from flask_babel import gettext as _

from casetracker.accounts import policy
from casetracker.accounts.models import User
from casetracker.cases.hearing_warnings import HearingWarning
from casetracker.cases.models import Case, Hearing
from casetracker.lawbook import LawBook
from casetracker.web.rendering import UNKNOWN, fmt_date, fmt_datetime, fmt_time, label
from casetracker.web.staff.presenters.clocks import rule_name

Shown = dict[str, Any]


def case_hearings(case: Case, user: User) -> list[Shown]:
    """Return the hearings of a case, the first one first."""
    may = policy.can(user, policy.HEAR, case.body)
    return [shown_hearing(case, hearing, may) for hearing in case.hearings]


def shown_hearing(case: Case, hearing: Hearing, may: bool = False) -> Shown:
    """Return a hearing as the template shows it; *may* offers the steps that are possible now."""
    return {
        "id": hearing.id,
        "starts_at": hearing.starts_at,
        "zone": hearing.zone,
        "state": state_in_words(hearing),
        "colour": COLOURS.get(hearing.result or "", "blue"),
        "rows": _rows(case, hearing),
        "link": hearing.link,
        "steps": steps_of(hearing) if may else [],
    }


def state_in_words(hearing: Hearing) -> str:
    """Return how a hearing stands: its result, or that it is set."""
    return label("hearing-result", hearing.result) if hearing.result else _("Set")


def steps_of(hearing: Hearing) -> list[tuple[str, str]]:
    """Return what can be recorded of a hearing now."""
    if hearing.result in ("adjourned", "cancelled"):
        return []
    if hearing.result is not None:
        return [("staff.hearing_result", _("Correct the result"))]
    return [
        ("staff.hearing_result", _("Record how it ended")),
        ("staff.adjourn_hearing", _("Adjourn")),
        ("staff.move_hearing", _("Move")),
        ("staff.cancel_hearing", _("Cancel the hearing")),
    ]


def _rows(case: Case, hearing: Hearing) -> list[tuple[str, str]]:
    others = [other.reference for other in hearing.cases if other is not case]
    told = [
        (_("Place"), hearing.place),
        *([(_("Room"), hearing.room)] if hearing.room else []),
        (_("Expected end"), fmt_time(hearing.ends_at, hearing.zone) if hearing.ends_at else UNKNOWN),
        (_("Session"), secrecy_in_words(hearing)),
        (_("Language"), label("language", hearing.language)),
    ]
    further = (
        (_("Subject on the agenda"), hearing.agenda),
        (_("Heard together with"), ", ".join(others)),
        (_("Note"), hearing.result_note),
        (_("Goes on from"), hearing.follows and fmt_datetime(hearing.follows.starts_at, hearing.zone)),
    )
    return told + [(title, text) for title, text in further if text]


def secrecy_in_words(hearing: Hearing) -> str:
    """Return whether a hearing is open, or why it is closed."""
    if hearing.is_open:
        return _("Open")
    ground = label("closed-ground", hearing.closed_ground or "other")
    return ": ".join(part for part in (_("Closed"), ground, hearing.closed_reason) if part)


def foreseen_hearing(
    book: LawBook, case: Case, hearing: Hearing, warnings: Sequence[HearingWarning]
) -> list[Shown]:
    """Return what would be set, and what should be known of it, as the form of a step shows it."""
    place = f"{hearing.place}, {_('Room')}: {hearing.room}" if hearing.room else hearing.place
    told = [
        _line(fmt_datetime(hearing.starts_at, hearing.zone), f"{place}. {secrecy_in_words(hearing)}."),
        _line(
            _("Public at once"),
            _("The public calendar tells when, where and about what, and never who takes part."),
        ),
    ]
    return told + [_line(_("Mind this"), _warning(book, hearing, it)) for it in warnings]


def _line(title: str, sentence: str) -> Shown:
    return {"title": title, "sentence": sentence, "clock": None, "changes": False}


def _warning(book: LawBook, hearing: Hearing, warning: HearingWarning) -> str:
    return WARNINGS[warning.code](book, hearing, warning)


def _after_review(book: LawBook, _hearing: Hearing, warning: HearingWarning) -> str:
    return _(
        "This lies after the last day to decide the case %(reference)s: %(day)s (%(rule)s).",
        reference=warning.reference,
        day=fmt_date(warning.on),
        rule=rule_name(book, warning.rule_id or ""),
    )


def _short_notice(book: LawBook, hearing: Hearing, warning: HearingWarning) -> str:
    return _(
        "The law gives notice of a session by %(moment)s (%(rule)s). "
        "Set a later time, unless the matter needs a decision at once.",
        moment=fmt_datetime(warning.at, hearing.zone),
        rule=rule_name(book, warning.rule_id or ""),
    )


def _room(_book: LawBook, hearing: Hearing, warning: HearingWarning) -> str:
    return _(
        "The room is taken: the case %(reference)s is heard there at %(moment)s.",
        reference=warning.reference,
        moment=fmt_datetime(warning.at, hearing.zone),
    )


def _day_off(_book: LawBook, _hearing: Hearing, warning: HearingWarning) -> str:
    return _("%(day)s is a day off.", day=fmt_date(warning.on))


def _stayed(_book: LawBook, _hearing: Hearing, warning: HearingWarning) -> str:
    return _(
        "The case %(reference)s stands still. It is heard when it was resumed.", reference=warning.reference
    )


def _past(_book: LawBook, _hearing: Hearing, _warning: HearingWarning) -> str:
    return _("This lies in the past. Record how it ended as the next step.")


WARNINGS: dict[str, Callable[[LawBook, Hearing, HearingWarning], str]] = {
    "after-review": _after_review,
    "short-notice": _short_notice,
    "room": _room,
    "day-off": _day_off,
    "stayed": _stayed,
    "past": _past,
}
COLOURS = {
    "held": "green",
    "held-in-absence": "green",
    "adjourned": "yellow",
    "cancelled": "red",
    "no-show": "grey",
    "no-quorum": "grey",
}


def ended_lines(hearing: Hearing, moment: dt.datetime | None = None) -> list[Shown]:
    """Return what recording a result would tell."""
    told = [_line(state_in_words(hearing), fmt_datetime(hearing.starts_at, hearing.zone))]
    if moment is not None:
        told.append(_line(_("When it goes on"), fmt_datetime(moment, hearing.zone)))
    return told


def decided_hearings(case: Case) -> list[tuple[str, str]]:
    """Return the hearings in which a decision can have been taken, as options of a select."""
    return [
        (str(it.id), f"{fmt_datetime(it.starts_at, it.zone)}, {it.place}")
        for it in case.hearings
        if it.result not in ("adjourned", "cancelled")
    ]
