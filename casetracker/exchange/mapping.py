"""How a file is read: which column is which field, which value which slug, and what holds for every row."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _

from casetracker.exchange.columns import COMPLAINT_FIELDS, JOURNAL_FIELDS, KNOWN, WITHOUT_USE, Columns, plain
from casetracker.exchange.errors import ImportFileError
from casetracker.exchange.values import folded

FIELDS = tuple(dict.fromkeys((*JOURNAL_FIELDS[:1], *COMPLAINT_FIELDS, *JOURNAL_FIELDS[1:])))
# What can be said once for every row that says nothing itself.
FIXED = (
    *(
        "election",
        "body",
        "procedure",
        "subject",
        "contested_kind",
        "complainant_kind",
        "channel",
        "language",
    ),
)
# The column that we add to a file of errors; it is no heading of the journal.
OURS = ("Не түзету керек", "Что исправить", "What to correct")
# Words of headings as commissions write them in the three languages, beside the journal's own.
HEADING_WORDS: dict[str, tuple[str, ...]] = {
    "registered_number": (
        "тіркеу №", "тіркеу нөмірі", "кіріс нөмірі", "өтініш нөмірі", "рег №", "рег номер", "входящий номер",
        "вх №", "номер обращения", "регистрационный №", "registration number", "incoming number", "reg no",
    ),
    "received_at": (
        "түскен күні", "келіп түскен күні", "тіркелген күні", "қабылданған күні", "дата поступления",
        "дата и время поступления", "дата регистрации", "дата получения", "поступило", "received",
        "date received", "date of receipt", "received on",
    ),
    "filed_at": ("берілген күні", "дата подачи", "подано", "filed", "date filed", "filing date"),
    "channel": (
        "түсу арнасы", "арна", "қалай түсті", "канал", "канал поступления", "способ подачи",
        "способ поступления", "channel", "how it came in", "means of filing",
    ),
    "language": ("тілі", "өтініш тілі", "язык", "язык обращения", "language"),
    "complainant_kind": (
        "санаты", "өтініш берушінің санаты", "арыз иесінің мәртебесі", "категория", "категория заявителя",
        "статус заявителя", "кто обратился", "complainant kind", "who complains", "status of the complainant",
    ),
    "complainant_name": (
        "өтініш беруші", "арыз иесі", "өтініш берушінің аты-жөні", "аты-жөні", "тегі аты", "заявитель", "фио",
        "фио заявителя", "ф и о", "complainant", "applicant", "name of the complainant",
    ),
    "complainant_contact": (
        "байланыс", "мекенжайы", "телефоны", "контакты", "адрес", "телефон", "адрес заявителя", "contact",
        "address",
    ),
    "complainant_organisation": (
        "ұйым", "ұйым атауы", "организация", "наименование организации", "organisation",
    ),
    "election": ("сайлау", "сайлау науқаны", "выборы", "кампания", "избирательная кампания", "election"),
    "body": (
        "комиссия", "тіркеген комиссия", "қараған орган", "орган", "суд", "рассмотревшая комиссия",
        "орган рассмотрения", "body", "commission", "registered by",
    ),
    "region": ("өңір", "облыс", "регион", "область", "region"),
    "procedure": ("рәсім", "өтініш түрі", "процедура", "вид обращения", "procedure", "type of application"),
    "subject": (
        "мәселесі", "тақырыбы", "өтініш мәселесі", "мәні", "предмет", "предмет жалобы", "тема",
        "предмет обращения", "subject", "topic",
    ),
    "contested_kind": ("не дауланады", "что обжалуется", "what is contested", "contested"),
    "contested_on": (
        "акт күні", "шешім күні", "дауланатын күн", "дата акта", "дата обжалуемого решения", "дата нарушения",
        "day of the contested act", "date of the act",
    ),
    "contested_body": ("код комиссии", "обжалуемая комиссия", "дауланатын комиссия", "contested body"),
    "respondent": ("кімге қатысты", "в отношении кого", "ответчик", "жауапкер", "respondent", "against whom"),
    "contested_number": ("шешім нөмірі", "номер решения", "№ решения", "number of the decision"),
    "text": (
        "мазмұны", "қысқаша мазмұны", "өтініш мәтіні", "мәтіні", "содержание", "краткое содержание",
        "текст", "текст жалобы", "суть обращения", "text", "summary", "text of the complaint",
    ),
    "relief": (
        "өтінілген шара", "талабы", "просит", "просимая мера", "требование", "relief", "what is asked for",
    ),
    "outcome": (
        "нәтижесі", "қарау нәтижесі", "қорытынды", "результат", "результат рассмотрения", "итог", "outcome",
        "result",
    ),
    "inadmissibility_ground": ("негізі", "қарамау негізі", "основание", "основание отказа", "ground"),
    "replied_on": (
        "жауап күні", "жауап берілген күн", "дата ответа", "дата рассмотрения", "ответ дан", "replied",
        "date of reply", "replied on", "date of the decision",
    ),
    "correction_number": (
        "номер исправления", "номер определения об исправлении", "түзету нөмірі",
        "number of the correction",
    ),
    "corrected_on": (
        "дата исправления", "дата определения об исправлении", "түзету күні", "түзетілген күні",
        "date of the correction", "corrected on",
    ),
    "number": ("№", "р/с", "р/с №", "№ п/п", "п/п", "no", "#"),
}  # fmt: skip
BY_WORDS = {folded(words): name for name, many in HEADING_WORDS.items() for words in many}


def guess_field(heading: Any) -> str | None:
    """Return the field that a heading names in Kazakh, Russian or English, or None."""
    exact = KNOWN.get(plain(heading))
    if exact:
        return exact
    text = str(heading or "")
    # A heading in two languages has both halves, one above or beside the other.
    halves = [text, *text.split("/"), *text.split("\n")]
    return next((BY_WORDS[folded(half)] for half in halves if folded(half) in BY_WORDS), None)


def guess_columns(headings: Sequence[str]) -> dict[int, str]:
    """Return the field of each column, by place; of two that look alike, the first."""
    guessed: dict[int, str] = {}
    for place, heading in enumerate(headings):
        name = guess_field(heading)
        if name and name not in WITHOUT_USE and name not in guessed.values():
            guessed[place] = name
    return guessed


def headings_hash(headings: Sequence[str]) -> str:
    """Return what tells files with the same headings; the column of errors that we add does not count."""
    kept = [plain(heading) for heading in headings if heading and heading not in OURS]
    return hashlib.sha256(json.dumps(kept, ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True)
class Reading:
    """How one file is read.

    Attributes:
        sheet: the place of the sheet in a workbook.
        heading_row: the place of the row of headings, from 0.
        headings: as the file has them.
        columns: the field of a column, by its place.
        values: by field, the slug of each folded value that a person explained.
        fixed: what holds for every row that says nothing itself.
        election: rows of another one are refused.
    """

    sheet: int
    heading_row: int
    headings: tuple[str, ...]
    columns: Mapping[int, str]
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    fixed: Mapping[str, str] = field(default_factory=dict)
    election: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-able values."""
        return {
            "sheet": self.sheet,
            "heading_row": self.heading_row,
            "headings": list(self.headings),
            "columns": {str(place): name for place, name in self.columns.items()},
            "values": {name: dict(told) for name, told in self.values.items()},
            "fixed": dict(self.fixed),
            "election": self.election,
        }

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Reading:
        """Return a mapping as it was stored."""
        return cls(
            stored["sheet"],
            stored["heading_row"],
            tuple(stored["headings"]),
            {int(place): name for place, name in stored["columns"].items()},
            stored["values"],
            stored["fixed"],
            stored.get("election"),
        )

    def as_columns(self) -> Columns:
        """Return the columns of the table.

        Raises :class:`ImportFileError` when two columns are the same field.
        """
        by_field: dict[str, str] = {}
        for place, name in self.columns.items():
            if name in by_field:
                raise ImportFileError(
                    _(
                        "Two columns mean the same: “%(one)s” and “%(other)s”. Remove one of them.",
                        one=by_field[name],
                        other=self.headings[place],
                    )
                )
            by_field[name] = self.headings[place]
        unknown = tuple(
            heading
            for place, heading in enumerate(self.headings)
            if heading
            and place not in self.columns
            and heading not in OURS
            and guess_field(heading) not in WITHOUT_USE
        )
        return Columns(dict(self.columns), by_field, unknown, len(self.headings))
