"""Read the editions of a rule, and see that they follow each other without gap or overlap."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, get_args

from casetracker.law import Act, Citation, Edition, Period, Proximity, Window
from casetracker.law.counting import FirstDay, Reading, Unit
from casetracker.law.facts import HOUR
from casetracker.law.rules import GROUNDS, StayEffect
from casetracker.lawbook.shape import (
    WrongEntryError,
    check_keys,
    civil_date,
    each,
    inside,
    keyed,
    one_of,
    web_address,
    whole_number,
)
from casetracker.lawbook.shared import Shared

UNITS: tuple[str, ...] = get_args(Unit)
READINGS: tuple[str, ...] = get_args(Reading)
FIRST_DAYS: tuple[str, ...] = get_args(FirstDay)
DIRECTIONS = ("forward", "backward")
ROLLS = ("never", "next-working-day")
DAY_ZEROS = ("event", "next-working-day")
UNTIL = ("voting-day", "results")
EFFECTS = ("suspend", "terminate", "forward")
SHARED_KEYS = (
    *("valid_from", "valid_from_note", "valid_to", "direction", "read_on"),
    *("hour", "roll", "day_zero", "first_day"),
)
EDITION_KEYS = ("valid_from", "valid_to", "period", "cite", "read_on")
OPTIONAL_KEYS = (
    *("valid_from_note", "direction", "reading", "other_reading", "hour", "first_day", "roll", "day_zero"),
    *("immediately", "applies_within", "forum", "stays"),
)
PERIOD = re.compile(r"(\d{1,3}) (\S+)")


def read_edition(entry: Any, shared: Shared) -> Edition:
    """Return one edition; ``entry`` already has the defaults of its file."""
    check_keys(entry, EDITION_KEYS, OPTIONAL_KEYS)
    text, note, forum = shared.terms.text, entry.get("valid_from_note"), entry.get("forum")
    edition = Edition(
        valid_from=civil_date(entry["valid_from"], "valid_from"),
        valid_to=civil_date(entry["valid_to"], "valid_to"),
        citations=citations_of(entry["cite"], entry, shared.acts),
        period=_period(entry["period"]),
        direction=_choice(entry, "direction", DIRECTIONS),
        reading=_choice(entry, "reading", READINGS),
        other_reading=_other_reading(entry),
        hour=_hour(entry.get("hour", "24:00")),
        first_day=_choice(entry, "first_day", FIRST_DAYS),
        roll=_choice(entry, "roll", ROLLS),
        day_zero=_choice(entry, "day_zero", DAY_ZEROS),
        proximity=_proximity(entry.get("immediately")),
        window=_window(entry.get("applies_within")),
        forum=None if forum is None else text(forum, "forum"),
        valid_from_note=None if note is None else text(note, "valid_from_note"),
        stays=_stays(entry, shared.acts),
    )
    _check_meaning(edition)
    return edition


def check_sequence(editions: Sequence[Edition]) -> None:
    """Refuse a rule without edition, a wrong order, an overlap or a gap."""
    if not editions:
        raise WrongEntryError("the rule has no edition.", at=("editions",))
    for number, edition in enumerate(editions):
        if edition.valid_to < edition.valid_from:
            raise WrongEntryError(f"the edition {edition.id} ends before it begins.", at=("editions", number))
    for number, (earlier, later) in enumerate(zip(editions, editions[1:], strict=False), start=1):
        next_day, pair = earlier.valid_to + timedelta(days=1), f"{earlier.id} and {later.id}"
        if later.valid_from < next_day:
            problem = f"the editions {pair} overlap or are out of order."
            raise WrongEntryError(problem, at=("editions", number))
        if later.valid_from > next_day:
            raise WrongEntryError(f"between the editions {pair} there is a gap.", at=("editions", number))


def _choice(entry: Mapping[str, Any], key: str, allowed: Sequence[str]) -> Any:
    """Return the value of a key; the first allowed one is what an absent key means."""
    return one_of(entry.get(key, allowed[0]), allowed, key)


def _other_reading(entry: Mapping[str, Any]) -> Any:
    value = entry.get("other_reading")
    return None if value is None else one_of(value, READINGS, "other_reading")


def citations_of(listed: Any, entry: Mapping[str, Any], acts: Mapping[str, Act]) -> tuple[Citation, ...]:
    """Return what a list of citations names; ``entry`` says when it was read."""
    if not isinstance(listed, list) or not listed:
        raise WrongEntryError("names no article; nothing is law without a citation.", "cite")
    return tuple(_citation(item, key, entry, acts) for key, item in each(listed, "cite"))


def _citation(item: Any, key: str, entry: Mapping[str, Any], acts: Mapping[str, Act]) -> Citation:
    """Read ``act article``; or a mapping, for a rule known from elsewhere than the text of its article."""
    if isinstance(item, dict):
        with inside(key):
            check_keys(item, ("act", "article", "url"))
        act_id, article, url = item["act"], item["article"] or "", web_address(item["url"], f"{key}.url")
    else:
        act_id, _, article = str(item).partition(" ")
        url = ""
        if not article:
            raise WrongEntryError(f"is '{item}' and names no article; write it as 'election-law 20(9)'.", key)
    act = acts[one_of(act_id, acts, key)]
    return Citation(act, str(article), civil_date(entry["read_on"], "read_on"), url or act.url)


def _period(value: object) -> Period:
    written = PERIOD.fullmatch(str(value))
    if written is None or written[2] not in UNITS:
        allowed = f"a number and one of {', '.join(UNITS)}, such as '10 day'"
        raise WrongEntryError(f"is '{value}'; expected {allowed}.", "period")
    return Period(int(written[1]), written[2])  # type: ignore[arg-type]


def _hour(value: object) -> str:
    if not isinstance(value, str) or not HOUR.fullmatch(value):
        raise WrongEntryError(f"is '{value}'; expected a quoted time such as '18:00' or '24:00'.", "hour")
    return value


def _proximity(entry: Any) -> Proximity | None:
    if entry is None:
        return None
    with inside("immediately"):
        check_keys(entry, ("days_before", "until"), ("boundary_days",))
        until, boundary = one_of(entry["until"], UNTIL, "until"), entry.get("boundary_days")
        return Proximity(
            days_before=whole_number(entry["days_before"], "days_before"),
            until="results" if until == "results" else "voting-day",
            boundary_days=None if boundary is None else whole_number(boundary, "boundary_days", 1),
        )


def _window(entry: Any) -> Window | None:
    if entry is None:
        return None
    with inside("applies_within"):
        check_keys(entry, ("months", "rule"))
        return Window(whole_number(entry["months"], "months", 1), str(entry["rule"]))


def _stays(entry: Mapping[str, Any], acts: Mapping[str, Act]) -> dict[str, StayEffect]:
    stays = {}
    for ground, effect in keyed(entry.get("stays", {}), "stays").items():
        one_of(ground, GROUNDS, "stays")
        with inside("stays", ground):
            check_keys(effect, ("effect", "cite"))
            kind: Any = one_of(effect["effect"], EFFECTS, "effect")
            stays[ground] = StayEffect(kind, citations_of(effect["cite"], entry, acts))
    return stays


def _check_meaning(edition: Edition) -> None:
    """Refuse settings that the engine gives no meaning to."""
    backward, unit = edition.direction == "backward", edition.period.unit
    if not backward and edition.other_reading:
        raise WrongEntryError("belongs to backward periods only.", "other_reading")
    if edition.other_reading == edition.reading:
        raise WrongEntryError(f"repeats the reading '{edition.reading}'.", "other_reading")
    if backward and edition.roll != "never":
        raise WrongEntryError("belongs to forward periods only.", "roll")
    if edition.first_day != "next" and (backward or unit == "hour"):
        raise WrongEntryError("belongs to forward periods of days or months only.", "first_day")
