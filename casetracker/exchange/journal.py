"""The journal of applications as a spreadsheet: its columns in two languages, and how it is written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

# The key of a row, and its heading as a commission would write it. `respondent` and `region` are told in
# words; `body` and `contested_body` hold codes of the register.
COLUMNS: tuple[tuple[str, str], ...] = (
    ("number", "№"),
    ("registered_number", "Тіркеу нөмірі / Регистрационный номер"),
    ("received_at", "Келіп түскен күні мен уақыты / Дата и время поступления"),
    ("channel", "Түсу арнасы / Канал поступления"),
    ("language", "Тілі / Язык"),
    ("complainant_kind", "Өтініш берушінің санаты / Категория заявителя"),
    ("complainant_name", "Өтініш беруші / Заявитель"),
    ("election", "Сайлау / Выборы"),
    ("body", "Тіркеген комиссия / Зарегистрировавшая комиссия"),
    ("region", "Өңір / Регион"),
    ("procedure", "Рәсім / Процедура"),
    ("subject", "Мәселесі / Предмет"),
    ("contested_kind", "Не дауланады / Что обжалуется"),
    ("contested_on", "Дауланатын акт күні / Дата обжалуемого акта"),
    ("contested_body", "Дауланатын комиссия коды / Код обжалуемой комиссии"),
    ("respondent", "Кімге қатысты / В отношении кого"),
    ("contested_number", "Дауланатын шешім нөмірі / Номер обжалуемого решения"),
    ("text", "Қысқаша мазмұны / Краткое содержание"),
    ("relief", "Өтінілген шара / Просимая мера"),
    ("outcome", "Нәтижесі / Результат"),
    ("inadmissibility_ground", "Қарамау негізі / Основание нерассмотрения"),
    ("replied_on", "Жауап күні / Дата ответа"),
)
SHEET = "SYNTHETIC"
BANNER = (
    "СИНТЕТИКАЛЫҚ ДЕРЕКТЕР: барлық жол ойдан шығарылған, нақты адамдар мен оқиғалар емес / "
    "СИНТЕТИЧЕСКИЕ ДАННЫЕ: все строки вымышлены, это не реальные люди и события / "
    "SYNTHETIC DATA: every row is invented; no real person or event is meant"
)
HEADING_ROW = 2
WIDE = {"text": 90, "relief": 50, "complainant_name": 36, "region": 50, "respondent": 44}
# A fixed moment: the same extract is the same workbook, whenever it is made.
MADE_AT = dt.datetime(2022, 12, 31)  # noqa: DTZ001 - a spreadsheet's property bears no zone


def extract_workbook(rows: Sequence[Mapping[str, Any]]) -> Workbook:
    """Return a workbook of one sheet: the banner, the headings, then one line for each of *rows*.

    Each row has the keys of ``COLUMNS``; ``None`` leaves a cell blank.
    """
    workbook = Workbook()
    workbook.properties.creator = "casetracker"
    workbook.properties.title = BANNER
    workbook.properties.created = workbook.properties.modified = MADE_AT
    sheet = workbook.active
    if not isinstance(sheet, Worksheet):
        raise TypeError("a new workbook has one worksheet")
    sheet.title = SHEET
    sheet.append([BANNER])
    sheet.append([heading for _, heading in COLUMNS])
    for row in rows:
        sheet.append([row[key] for key, _ in COLUMNS])
    _lay_out(sheet)
    return workbook


def _lay_out(sheet: Worksheet) -> None:
    sheet.freeze_panes = f"A{HEADING_ROW + 1}"
    for row in (1, HEADING_ROW):
        for cell in sheet[row]:
            cell.font = Font(bold=True)
            cell.alignment = Alignment(wrap_text=row == HEADING_ROW, vertical="top")
    for index, (key, _) in enumerate(COLUMNS, start=1):
        letter = get_column_letter(index)
        sheet.column_dimensions[letter].width = WIDE.get(key, 20)
        for cell in sheet[letter][HEADING_ROW:]:
            cell.alignment = Alignment(wrap_text=key in WIDE, vertical="top")
            if key == "received_at":
                cell.number_format = "yyyy-mm-dd hh:mm"
            elif key in {"contested_on", "replied_on"}:
                cell.number_format = "yyyy-mm-dd"
