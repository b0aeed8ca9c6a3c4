"""The arguments of a calculator address: what was typed, what it means, and what is wrong with it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from casetracker.registry.models import Election
from casetracker.web.public.search_request import visible

LONGEST_KEPT = 300
LONGEST_SHOWN = 60
DAY = re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})", re.ASCII)
# Browsers without a date picker leave the writing to people, and this is how they write.
WRITTEN_DAY = re.compile(r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})", re.ASCII)
CLOCK = re.compile(r"(?P<hour>[01]?\d|2[0-3])[:.](?P<minute>[0-5]\d)(?P<rest>:[0-5]\d)?", re.ASCII)
INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})?", re.ASCII)


class Asked:
    """What an address asks, read without ever failing: faults are kept by field, each a sentence."""

    def __init__(self, arguments: MultiDict[str, str]) -> None:
        self._arguments = arguments
        self.errors: dict[str, list[str]] = {}

    def __contains__(self, name: str) -> bool:
        """Tell whether a field was sent, be it empty."""
        return name in self._arguments

    def text(self, name: str) -> str:
        """Return what was typed into a field; of a repeated one, what came first."""
        return visible(self._arguments.get(name, ""))[:LONGEST_KEPT]

    def typed(self, names: Sequence[str]) -> dict[str, str]:
        """Return what was typed into these fields, for showing it again."""
        return {name: text for name in names if (text := self.text(name))}

    def fail(self, name: str, sentence: str) -> None:
        """Note what is wrong with a field."""
        self.errors.setdefault(name, []).append(sentence)

    def demand(self, name: str, sentence: str) -> None:
        """Note that a field must be filled, unless something else is wrong with it already."""
        if name not in self.errors:
            self.fail(name, sentence)

    def day(self, name: str) -> dt.date | None:
        """Return a civil date; None when there is none, or none that can be read."""
        text = self.text(name)
        day = read_day(text)
        if text and day is None:
            self.fail(name, _("“%(value)s” is not a date. Write it like 2022-11-20.", value=_short(text)))
        return day

    def moment(self, name: str, clock_name: str = "") -> dt.date | dt.datetime | None:
        """Return a date, or with the time beside it a local moment; an address may also hold an instant."""
        clock, text = self.clock(clock_name) if clock_name else None, self.text(name)
        instant = _read_instant(text)
        if instant is not None:
            return instant
        day = self.day(name)
        if clock and not text:
            self.demand(name, _("Give the date to this time."))
        return dt.datetime.combine(day, clock) if day and clock else day

    def clock(self, name: str) -> dt.time | None:
        """Return a time of day; None when there is none, or none that can be read."""
        text = self.text(name)
        found = CLOCK.fullmatch(text)
        if text and found is None:
            self.fail(name, _("“%(value)s” is not a time. Write it like 14:30.", value=_short(text)))
        return dt.time(int(found["hour"]), int(found["minute"])) if found else None

    def one_of(self, name: str, allowed: Mapping[str, object] | Sequence[str]) -> str | None:
        """Return a choice; None when there is none, or none that can be chosen."""
        text = self.text(name)
        if text and text not in allowed:
            self.fail(name, _("“%(value)s” is not in the list. Choose again.", value=_short(text)))
            return None
        return text or None

    def election(self, elections: Sequence[Election]) -> Election | None:
        """Return the election of the register that was chosen, if one was."""
        known = {election.id: election for election in elections}
        chosen = self.one_of("election", known)
        return known[chosen] if chosen else None


def read_day(text: str) -> dt.date | None:
    """Return the date that a text stands for: 2022-11-20 or 20.11.2022; None when it is none."""
    found = DAY.fullmatch(text) or WRITTEN_DAY.fullmatch(text)
    try:
        return dt.date(int(found["year"]), int(found["month"]), int(found["day"])) if found else None
    except ValueError:
        return None


def _read_instant(text: str) -> dt.datetime | None:
    try:
        return dt.datetime.fromisoformat(text) if INSTANT.fullmatch(text) else None
    except ValueError:
        return None


def _short(text: str) -> str:
    return text[:LONGEST_SHOWN]
