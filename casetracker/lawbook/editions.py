"""Read the editions of a rule, and see that they follow each other without gap or overlap."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from casetracker.law import Act, Citation, Edition, Period, Proximity, Window
from casetracker.lawbook.shape import (
    WrongEntryError,
    check_keys,
    civil_date,
    one_of,
    web_address,
    whole_number,
)

Text = Callable[[object, str], dict[str, str]]

UNITS = ("day", "working-day", "month", "hour")
SHARED_KEYS = (
    "valid_from",
    "valid_from_note",
    "valid_to",
    "direction",
    "read_on",
    "hour",
    "roll",
    "day_zero",
)
EDITION_KEYS = ("valid_from", "valid_to", "period", "cite", "read_on")
OPTIONAL_KEYS = (
    *("valid_from_note", "direction", "reading", "other_reading", "hour", "roll", "day_zero"),
    *("immediately", "applies_within", "forum"),
)
READINGS = ("clear", "plain")
HOUR = re.compile(r"([01]\d|2[0-3]):[0-5]\d|24:00")


def read_edition(entry: Any, acts: Mapping[str, Act], text: Text) -> Edition:
    """Return one edition; ``entry`` already has the defaults of its file."""
    check_keys(entry, EDITION_KEYS, OPTIONAL_KEYS)
    note, forum = entry.get("valid_from_note"), entry.get("forum")
    edition = Edition(
        valid_from=civil_date(entry["valid_from"], "valid_from"),
        valid_to=civil_date(entry["valid_to"], "valid_to"),
        citations=_citations(entry, acts),
        period=_period(entry["period"]),
        direction="backward"
        if _choice(entry, "direction", ("forward", "backward")) == "backward"
        else "forward",
        reading="plain" if _choice(entry, "reading", READINGS) == "plain" else "clear",
        other_reading=_other_reading(entry),
        hour=_hour(entry.get("hour", "24:00")),
        roll="never"
        if _choice(entry, "roll", ("never", "next-working-day")) == "never"
        else "next-working-day",
        day_zero="event"
        if _choice(entry, "day_zero", ("event", "next-working-day")) == "event"
        else "next-working-day",
        proximity=_proximity(entry.get("immediately")),
        window=_window(entry.get("applies_within")),
        forum=text(forum, "forum") if forum else None,
        valid_from_note=text(note, "valid_from_note") if note else None,
    )
    _check_meaning(edition)
    return edition


def check_sequence(editions: Sequence[Edition]) -> None:
    """Refuse a rule without edition, a wrong order, an overlap or a gap."""
    if not editions:
        raise WrongEntryError("the rule has no edition.")
    for edition in editions:
        if edition.valid_to < edition.valid_from:
            raise WrongEntryError(f"the edition {edition.id} ends before it begins.")
    for earlier, later in zip(editions, editions[1:], strict=False):
        next_day = earlier.valid_to + timedelta(days=1)
        if later.valid_from < next_day:
            raise WrongEntryError(f"the editions {earlier.id} and {later.id} overlap or are out of order.")
        if later.valid_from > next_day:
            raise WrongEntryError(f"between the editions {earlier.id} and {later.id} there is a gap.")


def _choice(entry: Mapping[str, Any], key: str, allowed: Sequence[str]) -> str:
    """Return the value of a key; the first allowed one is what an absent key means."""
    return one_of(entry.get(key, allowed[0]), allowed, key)


def _other_reading(entry: Mapping[str, Any]) -> Any:
    value = entry.get("other_reading")
    return None if value is None else one_of(value, READINGS, "other_reading")


def _citations(entry: Mapping[str, Any], acts: Mapping[str, Act]) -> tuple[Citation, ...]:
    if not isinstance(entry["cite"], list) or not entry["cite"]:
        raise WrongEntryError("the edition has no citation.")
    return tuple(_citation(item, entry, acts) for item in entry["cite"])


def _citation(item: Any, entry: Mapping[str, Any], acts: Mapping[str, Act]) -> Citation:
    """Read ``act article``; or a mapping, for a rule known from elsewhere than the text of its article."""
    if isinstance(item, dict):
        check_keys(item, ("act", "article", "url"))
        act_id, article, url = item["act"], item["article"] or "", web_address(item["url"], "cite.url")
    else:
        act_id, _, article = str(item).partition(" ")
        url = ""
        if not article:
            raise WrongEntryError(f"cite '{item}' names no article; write it as 'election-law 20(9)'.")
    act = acts[one_of(act_id, acts, "cite")]
    return Citation(act, article, civil_date(entry["read_on"], "read_on"), url or act.url)


def _period(value: object) -> Period:
    amount, _, unit = str(value).partition(" ")
    if not amount.isdigit():
        raise WrongEntryError(f"period is '{value}'; expected a number and a unit such as '10 day'.")
    one_of(unit, UNITS, "the unit of the period")
    return Period(int(amount), unit)  # type: ignore[arg-type]


def _hour(value: object) -> str:
    if not isinstance(value, str) or not HOUR.fullmatch(value):
        raise WrongEntryError(f"hour is '{value}'; expected a quoted time such as '18:00' or '24:00'.")
    return value


def _proximity(entry: Any) -> Proximity | None:
    if entry is None:
        return None
    check_keys(entry, ("days_before", "until"), ("boundary_days",))
    until = one_of(entry["until"], ("voting-day", "results"), "immediately.until")
    boundary = entry.get("boundary_days")
    return Proximity(
        days_before=whole_number(entry["days_before"], "immediately.days_before"),
        until="results" if until == "results" else "voting-day",
        boundary_days=None if boundary is None else whole_number(boundary, "immediately.boundary_days", 1),
    )


def _window(entry: Any) -> Window | None:
    if entry is None:
        return None
    check_keys(entry, ("months", "rule"))
    return Window(whole_number(entry["months"], "applies_within.months", 1), str(entry["rule"]))


def _check_meaning(edition: Edition) -> None:
    """Refuse settings that the engine gives no meaning to."""
    backward, unit = edition.direction == "backward", edition.period.unit
    if backward and unit == "working-day":
        raise WrongEntryError(
            "a backward period cannot be counted in working days; allowed: day, month, hour."
        )
    if not backward and edition.other_reading:
        raise WrongEntryError("other_reading belongs to backward periods only.")
    if edition.other_reading == edition.reading:
        raise WrongEntryError(f"other_reading repeats the reading '{edition.reading}'.")
    if backward and edition.roll != "never":
        raise WrongEntryError("roll belongs to forward periods only.")
