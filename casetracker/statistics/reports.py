"""Read the totals of a report from a file: JSON, YAML or CSV. What cannot be read is told in one sentence."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping
from pathlib import PurePath
from typing import Any

import yaml

from casetracker.statistics.checking import Report, Table

LARGEST_FILE = 1024 * 1024
LARGEST_NUMBER = 10**12
TOTAL = "total"
COLUMNS = ("table", "item", "count")
SHAPE = (
    "A report is {total: 166, tables: {outcomes: {satisfied: 49, refused: 84}}}; "
    "a table with a total of its own is {total: 164, items: {…}}."
)


class ReportFileError(ValueError):
    """A file that is no report; the message says what was found, what was expected and where."""


def read_report(content: bytes, name: str) -> Report:
    """Return the report that a file called *name* holds.

    :raises ReportFileError: when it is too large, not text, of another kind or shape, or a count is none.
    """
    ending = PurePath(name).suffix.lower()
    if ending not in READERS:
        raise ReportFileError(f"“{ending or name}” is no kind of report. Give .json, .yaml, .yml or .csv.")
    if len(content) > LARGEST_FILE:
        raise ReportFileError("The file is larger than 1 MB. A report of totals is much smaller.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ReportFileError("The letters of this file cannot be read. Save it as UTF-8.") from error
    if not text.strip():
        raise ReportFileError(f"The file is empty. {SHAPE}")
    return READERS[ending](text)


def _from_json(text: str) -> Report:
    try:
        told = json.loads(text, object_pairs_hook=_unique)
    except (json.JSONDecodeError, RecursionError) as error:
        raise ReportFileError(f"This is not JSON: {error}.") from error
    return _report(told)


def _from_yaml(text: str) -> Report:
    try:
        told = yaml.load(text, Loader=_UniqueLoader)  # noqa: S506  # nosec B506 - it is a safe loader
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        if isinstance(error, ReportFileError):
            raise
        problem = " ".join(str(error).split())
        raise ReportFileError(f"This is not YAML: {problem}.") from error
    return _report(told)


def _from_csv(text: str) -> Report:
    separator = max(",;\t", key=text.splitlines()[0].count)
    try:
        rows = list(csv.reader(io.StringIO(text), delimiter=separator, strict=True))
    except csv.Error as error:
        raise ReportFileError(f"This is not CSV: {error}.") from error
    heading = tuple(cell.strip().lower() for cell in rows[0])
    if heading != COLUMNS:
        raise ReportFileError(
            f"The first line must be {separator.join(COLUMNS)}; it is {separator.join(rows[0])}."
        )
    tables: dict[str, dict[str, Any]] = {}
    total = None
    for number, row in enumerate(rows[1:], start=2):
        if not any(cell.strip() for cell in row):
            continue
        if len(row) != len(COLUMNS):
            raise ReportFileError(f"Line {number} has {len(row)} cells instead of 3.")
        table, item, count = (cell.strip() for cell in row)
        where = f"line {number}"
        if not table:
            if item.lower() != TOTAL or total is not None:
                raise ReportFileError(f"Line {number} names no table. Only one line, “total”, may do so.")
            total = _count(count, where)
            continue
        _add(tables.setdefault(table, {"items": {}}), item, _count(count, where), where)
    return Report({name: Table(**_as_table(name, told)) for name, told in _some(tables).items()}, total)


def _add(table: dict[str, Any], item: str, count: int, where: str) -> None:
    if not item:
        raise ReportFileError(f"The item of {where} has no name.")
    if item.lower() == TOTAL:
        known, table[TOTAL] = table.get(TOTAL), count
    else:
        known, table["items"][item] = table["items"].get(item), count
    if known is not None:
        raise ReportFileError(f"“{item}” stands twice in its table; the second time in {where}.")


READERS: Mapping[str, Callable[[str], Report]] = {
    ".json": _from_json,
    ".yaml": _from_yaml,
    ".yml": _from_yaml,
    ".csv": _from_csv,
}


def _report(told: Any) -> Report:
    if not isinstance(told, dict) or not isinstance(told.get("tables"), dict):
        raise ReportFileError(f"There are no tables in this file. {SHAPE}")
    unknown = told.keys() - {"title", TOTAL, "tables"}
    if unknown:
        raise ReportFileError(f"“{min(map(str, unknown))}” is not known here. {SHAPE}")
    total = _count(told[TOTAL], "the report") if told.get(TOTAL) is not None else None
    tables = {
        str(name): Table(**_as_table(str(name), table)) for name, table in _some(told["tables"]).items()
    }
    return Report(tables, total)


def _some(tables: dict[Any, Any]) -> dict[Any, Any]:
    if not tables:
        raise ReportFileError(f"There are no tables in this file. {SHAPE}")
    return tables


def _as_table(name: str, told: Any) -> dict[str, Any]:
    if not isinstance(told, dict) or not told:
        raise ReportFileError(f"The table “{name}” is not a list of names with numbers. {SHAPE}")
    items, total = told, None
    if isinstance(told.get("items"), dict):
        unknown = told.keys() - {TOTAL, "items"}
        if unknown:
            raise ReportFileError(f"“{min(map(str, unknown))}” is not known in the table “{name}”. {SHAPE}")
        items = told["items"]
        total = _count(told[TOTAL], f"the table “{name}”") if told.get(TOTAL) is not None else None
    if not items:
        raise ReportFileError(f"The table “{name}” is empty.")
    numbers = {str(item): _count(count, f"“{item}” of “{name}”") for item, count in items.items()}
    return {"numbers": numbers, "total": total}


def _count(told: Any, where: str) -> int:
    """Return a count: a whole number from 0 on; "1 204" is read as people write it."""
    number = told
    if isinstance(told, str):
        digits = "".join(sign for sign in told if not sign.isspace())
        number = int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 14 else None
    if isinstance(number, bool) or not isinstance(number, int) or not 0 <= number <= LARGEST_NUMBER:
        raise ReportFileError(f"The count in {where} is {told!r}. It must be a whole number from 0 on.")
    return number


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise ReportFileError(f"“{name}” stands twice in the same place.")
        found[name] = value
    return found


class _UniqueLoader(yaml.SafeLoader):
    """Reads YAML; a name that stands twice is an error instead of the last one winning unseen."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        names = [str(self.construct_object(key, deep=True)) for key, _value in node.value]
        _unique([(name, None) for name in names])
        return super().construct_mapping(node, deep=deep)
