"""What is told, to whom and when: data of each body, with the defaults of ``config/alerts/defaults.yaml``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any

import marshmallow as ma
import yaml
from flask_babel import gettext as _

from casetracker.cases.fields import Told
from casetracker.cases.inputs import Strict, read_input
from config.settings import CONFIG_DIR

DEFAULTS_FILE = CONFIG_DIR / "alerts" / "defaults.yaml"
MOST_HOURS, MOST_DAYS, MOST_MARKS = 240, 60, 6


@dataclass(frozen=True)
class AlertRules:
    """The rules of one body; ``config/alerts/defaults.yaml`` tells what each field means."""

    half: bool
    hours_before: tuple[int, ...]
    strict_day: bool
    last_day: bool
    immediate_every: int
    overdue_days: int
    supervisor_after: int
    higher_after: int
    changes: bool
    hearing_hours: int
    unserved_hours: int
    unpublished_hours: int
    undeliverable: bool
    quiet_from: dt.time
    quiet_to: dt.time
    quiet_off_days: int

    def stored(self) -> dict[str, Any]:
        """Return the rules as they are stored and as a form shows them."""
        hours = ", ".join(str(hours) for hours in self.hours_before)
        quiet = {name: f"{getattr(self, name):%H:%M}" for name in ("quiet_from", "quiet_to")}
        return asdict(self) | {"hours_before": hours} | quiet


class Whole(Told):
    """A whole number from 0 to *most*."""

    def __init__(self, most: int, **options: Any) -> None:
        super().__init__(required=True, **options)
        self.most = most

    def read(self, value: Any) -> int:
        """Return the number."""
        text = str(value).strip()
        if isinstance(value, bool) or not (text.isascii() and text.isdigit()) or len(text) > 4:
            raise self._wrong()
        if int(text) > self.most:
            raise self._wrong()
        return int(text)

    def _wrong(self) -> ma.ValidationError:
        return ma.ValidationError(_("Write a whole number from 0 to %(most)d.", most=self.most))


class Hours(Told):
    """Hours before the end, separated by commas: ``24, 2``; nothing for none."""

    def read(self, value: Any) -> tuple[int, ...]:
        """Return the hours, the earliest mark first."""
        words = [word.strip() for word in str(value).split(",") if word.strip()]
        good = all(word.isascii() and word.isdigit() and len(word) < 4 for word in words)
        hours = {int(word) for word in words} if good else {0}
        if len(hours) > MOST_MARKS or not all(0 < each <= MOST_HOURS for each in hours):
            raise ma.ValidationError(
                _(
                    "Write up to %(marks)d whole numbers from 1 to %(most)d with commas between, like 24, 2.",
                    marks=MOST_MARKS,
                    most=MOST_HOURS,
                )
            )
        return tuple(sorted(hours, reverse=True))


class HourOfDay(Told):
    """An hour of the day, as ``22:00``."""

    def read(self, value: Any) -> dt.time:
        """Return the time of day."""
        try:
            return dt.time.fromisoformat(str(value)).replace(second=0, microsecond=0, tzinfo=None)
        except ValueError as error:
            raise ma.ValidationError(_("Write an hour of the day like 22:00.")) from error


class Switch(Told):
    """On or off; a form leaves out what is off."""

    def read(self, value: Any) -> bool:
        """Return whether it is on."""
        return value is True or str(value) in ("true", "on", "1")


class RulesSchema(Strict):
    """The rules of a body as they are entered or stored."""

    half = Switch()
    hours_before = Hours()
    strict_day = Switch()
    last_day = Switch()
    immediate_every = Whole(24)
    overdue_days = Whole(MOST_DAYS)
    supervisor_after = Whole(MOST_DAYS)
    higher_after = Whole(MOST_DAYS)
    changes = Switch()
    hearing_hours = Whole(MOST_HOURS)
    unserved_hours = Whole(MOST_HOURS)
    unpublished_hours = Whole(MOST_HOURS)
    undeliverable = Switch()
    quiet_from = HourOfDay(required=True)
    quiet_to = HourOfDay(required=True)
    quiet_off_days = Whole(MOST_DAYS)

    @ma.validates_schema
    def _must_warn(self, data: Mapping[str, Any], **_options: Any) -> None:
        if not (data.get("half") or data.get("hours_before") or data.get("last_day")):
            raise ma.ValidationError(
                _("Keep at least one notice before the end, so that nobody learns of it too late."),
                "hours_before",
            )

    @ma.validates_schema
    def _must_reach_escalation(self, data: Mapping[str, Any], **_options: Any) -> None:
        days = data.get("overdue_days", MOST_DAYS)
        late = [name for name in ("supervisor_after", "higher_after") if data.get(name, 0) > days]
        if late:
            told = _("The notice is repeated for %(days)d days only. Name one of them.", days=days)
            raise ma.ValidationError({name: [told] for name in late})


def read_rules(values: Mapping[str, Any]) -> AlertRules:
    """Return the rules that a form, a file or the database holds. Raises :class:`InvalidInput`."""
    read = read_input(RulesSchema(), dict(values))
    switches = ("half", "strict_day", "last_day", "changes", "undeliverable")
    read |= {name: bool(read.get(name)) for name in switches}
    return AlertRules(**read | {"hours_before": read.get("hours_before") or ()})


@cache
def default_rules() -> AlertRules:
    """Return the rules of a body that has none, nor any body above it."""
    return read_rules(yaml.safe_load(DEFAULTS_FILE.read_text(encoding="utf-8")))
