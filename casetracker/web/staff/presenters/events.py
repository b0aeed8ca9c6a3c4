"""The history of a case in words: what happened, and what the event says besides its title."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import gettext as _

from casetracker.cases.models import Case, Event
from casetracker.lawbook import LawBook
from casetracker.web.rendering import UNKNOWN, fmt_date, fmt_datetime, label
from casetracker.web.staff.presenters.clocks import rule_name

Shown = dict[str, Any]
Data = Mapping[str, Any]


def shown_events(book: LawBook, case: Case, names: Mapping[str, str]) -> list[Shown]:
    """Return the history of a case as the macro ``timeline`` takes it; *names* are those of the actors."""
    corrected = {event.corrects_id for event in case.events}
    return [_shown(book, case, event, names, event.id in corrected) for event in case.events]


def events_since(book: LawBook, case: Case, seen: int, names: Mapping[str, str]) -> list[Shown]:
    """Return what was entered after the event of an id, the newest first: what somebody else changed."""
    newer = sorted((event for event in case.events if event.id > seen), key=lambda event: -event.id)
    return [_shown(book, case, event, names, False) for event in newer]


def refs_of(case: Case) -> set[str]:
    """Return the references of the users whom the history of a case names."""
    return {event.actor for event in case.events} | {
        str(event.data["assignee"]) for event in case.events if event.data.get("assignee")
    }


def _shown(book: LawBook, case: Case, event: Event, names: Mapping[str, str], is_corrected: bool) -> Shown:
    return {
        "title": label("event", event.kind),
        "at": event.at,
        "recorded_at": event.recorded_at,
        "zone": case.body.zone,
        "by": names.get(event.actor, ""),
        "text": _assigned(event, names) or _of_party(book, case, event),
        "corrected": is_corrected,
        "corrects": _("This entry corrects an earlier one.") if event.corrects_id else "",
    }


def _of_party(book: LawBook, case: Case, event: Event) -> str:
    """Return what an event says, with the party whose time limit it is about."""
    words = told(book, event.kind, event.data, case.body.zone)
    number = event.data.get("party_id")
    party = next((it for it in case.parties if it.id == number), None) if number else None
    if party is None:
        return words
    return ", ".join([label("party-role", party.role), label("party-kind", party.kind), words])


def _assigned(event: Event, names: Mapping[str, str]) -> str:
    if event.kind != "assigned":
        return ""
    return names.get(event.data.get("assignee") or "", "") or _("Nobody works on it now.")


def told(book: LawBook, kind: str, data: Data, zone: str) -> str:
    """Return what an event adds to its title, in words; what it does not hold is left out."""
    words = [rule_name(book, data["rule"])] if "rule" in data else []
    words += [say(data[key]) for key, say in SAYINGS.items() if data.get(key) not in (None, "")]
    words += _changes(data, zone)
    if data.get("starts_at"):
        words.append(_("for %(moment)s", moment=_when(data["starts_at"], zone)))
    if data.get("ground"):
        words.append(label("stay-ground" if kind in OF_STAYS else "ground", data["ground"]))
    if data.get("reason"):
        words.append(label("move-reason", data["reason"]))
    if kind == "joined":
        words.append(data.get("reference", ""))
    return ", ".join(word for word in words if word)


def _changes(data: Data, zone: str) -> list[str]:
    words = []
    for before, after in (("from", "to"), ("old", "new"), ("from_place", "to_place")):
        if before not in data or after not in data:
            continue
        if data[before] == data[after]:
            words.append(_("the last day stays %(day)s", day=_when(data[after], zone)))
        else:
            days = {"before": _value(data, before, zone), "after": _value(data, after, zone)}
            words.append(_("from %(before)s to %(after)s", **days))
    return words


def _value(data: Data, key: str, zone: str) -> str:
    """Return what was recorded before or after a correction, in words."""
    if data.get("field") == "result":
        return label("hearing-result", data[key])
    return _when(data[key], zone)


def _when(text: object, zone: str) -> str:
    """Return a day or an instant of an event in words; of anything else, what it says."""
    if isinstance(text, bool):
        return _("Yes") if text else _("No")
    if not isinstance(text, str):
        return UNKNOWN if text is None else str(text)
    try:
        if len(text) == len("2022-11-20"):
            return fmt_date(dt.date.fromisoformat(text))
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        return text
    return fmt_datetime(moment, zone) if moment.tzinfo else text


def _day(text: str) -> str:
    return fmt_date(dt.date.fromisoformat(text))


OF_STAYS = frozenset({"stayed", "resumed", "stay-ended"})
SAYINGS: dict[str, Callable[[Any], str]] = {
    "notice": lambda kind: label("notice", kind),
    "party_role": lambda role: label("party-role", role),
    "party_kind": lambda kind: label("party-kind", kind),
    "party_fields": lambda fields: "; ".join(label("party-field", field) for field in fields),
    "field": lambda field: label("case-fact", field),
    "due_on": lambda day: _("last day %(day)s", day=_day(day)),
    "on": lambda day: _("on %(day)s", day=_day(day)),
    "by": lambda effect: label("stay-effect", effect),
    "ruling": lambda slug: label("ruling", slug),
    "number": lambda number: _("No. %(number)s", number=number),
    "corrects": lambda number: _("corrects decision No. %(number)s", number=number),
    "channel": lambda slug: label("channel", slug),
    "result": lambda slug: label("hearing-result", slug),
    "place": str,
    "party": lambda slug: label("party-role", slug),
    "how": lambda slug: label("service-way", slug),
    "outcome": lambda slug: label("outcome", slug),
    "code": lambda code: label("law-problem", code),
    "kept": lambda day: _("the date computed before stays: %(day)s", day=_day(day)),
    "immediate": lambda now: _("to be done immediately") if now else _("no longer to be done immediately"),
    "document_kind": lambda slug: label("document-kind", slug),
    "source": lambda source: _("document: %(source)s", source=source),
}
