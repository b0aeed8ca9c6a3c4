"""One row of a journal as a complaint, and the decision that the journal tells of it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import force_locale
from flask_babel import gettext as _

from casetracker import db, labels
from casetracker.cases.errors import InvalidInput
from casetracker.cases.fields import clean
from casetracker.cases.inputs import ComplaintSchema, read_input
from casetracker.exchange.columns import COMPLAINT_FIELDS, TOLD_IN_WORDS, heading_in
from casetracker.exchange.tables import Row
from casetracker.exchange.workbooks import UNREADABLE

LONGEST_NUMBER = 60
# How commissions write a day; ISO 8601 is read as it is.
LOCAL_DATE = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?:[ ,T]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?")
MOMENTS = ("received_at", "filed_at", "replied_on", "corrected_on", "contested_on")
REPLIES = ("replied_on", "corrected_on")
# We write it before what would be taken for a formula; in a file that comes back it means nothing.
OUR_QUOTE = re.compile(r"'[=+\-@\t\r]")


@dataclass(frozen=True)
class Reply:
    """What a journal says of the outcome: not the text of a decision, only its result and its day."""

    outcome: str
    replied_on: str
    ground: str | None

    @property
    def is_ruling(self) -> bool:
        """Tell whether it is a decision on the way: the case goes on after it."""
        return self.outcome in labels.KINDS["ruling"]


@dataclass(frozen=True)
class Slip:
    """What a journal says of the correction of a decision: its day, and its number if it has one."""

    corrected_on: str
    number: str | None


@dataclass(frozen=True)
class Application:
    """A row that was read: the checked complaint, the journal's own number, the reply if there is one.

    ``slip`` is the correction of what was decided.
    """

    values: dict[str, Any]
    number: str | None
    reply: Reply | None
    slip: Slip | None = None


def texts_of(row: Row, defaults: Mapping[str, str]) -> dict[str, str | None]:
    """Return the cells of a row as a person would type them, *defaults* where a cell is empty.

    Raises :class:`InvalidInput` for cells that show something else than their own value.
    """
    errors = {name: [_unreadable()] for name, cell in row.cells.items() if cell is UNREADABLE}
    if row.beyond:
        errors["_schema"] = [
            _(
                "Something stands to the right of the last heading. In a text file, put a text that holds "
                "the separator into quotation marks."
            )
        ]
    if errors:
        raise InvalidInput(errors)
    texts = {name: _text(name, cell) for name, cell in row.cells.items()}
    return {**texts, **{name: texts.get(name) or default for name, default in defaults.items()}}


def _unreadable() -> str:
    return _("The cell holds a formula or an error. Put the value itself there (copy, then paste as values).")


def _text(name: str, cell: Any) -> str | None:
    if cell is None:
        return None
    if isinstance(cell, dt.datetime):
        return _written_date(name, cell)
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    text = str(cell)
    if not text.strip():
        return None
    if OUR_QUOTE.match(text):
        text = text[1:]
    return _iso(text) if name in MOMENTS else text


def _written_date(name: str, cell: dt.datetime) -> str:
    has_no_time = cell.time() == dt.time(0)
    if name == "contested_on" or (has_no_time and name in REPLIES):
        return cell.date().isoformat()
    # A spreadsheet counts days in a fraction, so a minute may come out as 59.999 seconds of the one before.
    return (cell + dt.timedelta(milliseconds=500)).replace(microsecond=0).isoformat()


def _iso(text: str) -> str:
    match = LOCAL_DATE.fullmatch(text.strip())
    if match is None:
        return text
    day, month, year, hour, minute, second = match.groups()
    date = f"{year}-{int(month):02d}-{int(day):02d}"
    return date if hour is None else f"{date}T{int(hour):02d}:{minute}:{second or '00'}"


COMPLAINT = ComplaintSchema()


def read_application(texts: Mapping[str, str | None]) -> Application:
    """Return what a row says. Raises :class:`InvalidInput` with everything that is wrong in it."""
    data = {name: texts[name] for name in COMPLAINT_FIELDS if name in texts}
    data["text"] = _with_words(texts)
    errors: dict[str, list[str]] = {}
    number = _number(texts.get("registered_number"), errors)
    reply = _reply(texts, errors)
    slip = _slip(texts, reply, errors)
    try:
        values = read_input(COMPLAINT, data)
    except InvalidInput as wrong:
        raise InvalidInput(wrong.errors | errors) from wrong
    if errors:
        raise InvalidInput(errors)
    return Application(values, number, reply, slip)


def _with_words(texts: Mapping[str, str | None]) -> str | None:
    """Return the text, followed by what the journal tells in words and no field holds."""
    text, language = texts.get("text"), texts.get("language") or ""
    told = [f"{heading_in(name, language)}: {texts[name]}" for name in TOLD_IN_WORDS if texts.get(name)]
    if text is None or not told or not clean(text):
        return text
    return "\n\n".join([text, "\n".join(told)])


def _number(text: str | None, errors: dict[str, list[str]]) -> str | None:
    if text is None:
        return None
    number = " ".join(clean(text).split())
    if len(number) > LONGEST_NUMBER:
        errors["registered_number"] = [
            _(
                "This is too long: %(length)d characters. At most %(longest)d are allowed.",
                length=len(number),
                longest=LONGEST_NUMBER,
            )
        ]
    return number or None


def _reply(texts: Mapping[str, str | None], errors: dict[str, list[str]]) -> Reply | None:
    outcome, replied_on = texts.get("outcome"), texts.get("replied_on")
    ground = texts.get("inadmissibility_ground")
    if outcome and replied_on:
        return Reply(outcome, replied_on, ground)
    if outcome:
        errors["replied_on"] = [_("There is an outcome but no day of the reply. Fill in both, or neither.")]
    elif replied_on:
        errors["outcome"] = [_("There is a day of the reply but no outcome. Fill in both, or neither.")]
    elif ground:
        errors["outcome"] = [
            _("There is a ground but no outcome. Fill in the outcome and the day of the reply.")
        ]
    return None


def _slip(texts: Mapping[str, str | None], reply: Reply | None, errors: dict[str, list[str]]) -> Slip | None:
    corrected_on, number = texts.get("corrected_on"), texts.get("correction_number")
    if corrected_on and reply is not None:
        return Slip(corrected_on, " ".join(number.split())[:LONGEST_NUMBER] if number else None)
    if corrected_on or number:
        errors["corrected_on" if number and not corrected_on else "outcome"] = [
            _("There is a correction without its day or without a decision. Fill in both, or neither.")
        ]
    return None


def slip_data(application: Application, slip: Slip, zone: str) -> dict[str, Any]:
    """Return the correction of the decision as the journal tells it, for ``SlipSchema``."""
    language = application.values["language"]
    operative, without_number = _told_in(language, "decision-kind", "correction")
    return {
        "corrects": 1,
        "number": slip.number or without_number,
        "taken_at": _moment(slip.corrected_on, zone),
        "operative": operative,
        "language": language,
    }


def decision_data(application: Application, zone: str) -> dict[str, Any]:
    """Return the decision as the journal tells it: nothing is made up for it.

    It is for ``DecisionSchema``, or for ``RulingSchema`` when the case goes on after it.

    The journal has no text of the reply, and the decision says so. A day without a time is taken at its
    end in *zone* (for today: now), so that no reply of the day itself is called late or impossible.
    """
    reply = application.reply
    if reply is None:
        raise ValueError("the journal tells of no reply")
    language = application.values["language"]
    kind = "ruling" if reply.is_ruling else "outcome"
    operative, without_number = _told_in(language, kind, reply.outcome)
    ground = {"inadmissibility_ground": reply.ground} if reply.ground or not reply.is_ruling else {}
    return {
        "number": application.number or without_number,
        "taken_at": _moment(reply.replied_on, zone),
        kind: reply.outcome,
        **ground,
        "operative": operative,
        "language": language,
    }


@lru_cache(maxsize=256)
def _told_in(language: str, kind: str, outcome: str) -> tuple[str, str]:
    """Return what a decision says that only the journal tells of, and what stands for its number."""
    with force_locale(language):
        operative = _(
            "According to the journal of applications: %(outcome)s. "
            "The journal does not hold the text of the reply.",
            outcome=labels.label(kind, outcome),
        )
        return operative, _("without number")


def _moment(text: str, zone: str) -> str:
    try:
        day = dt.date.fromisoformat(text.strip())
    except ValueError:
        return text
    now = db.now().astimezone(ZoneInfo(zone)).replace(tzinfo=None, microsecond=0)
    end = dt.datetime.combine(day, db.ONLY_THE_DAY)
    return (now if day == now.date() else end).isoformat()
