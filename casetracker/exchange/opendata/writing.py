"""Write the tables of a dump as CSV and JSON Lines: row by row, each file with its size and SHA-256."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from casetracker.exchange.opendata.fields import Field, Resource, cell
from casetracker.exchange.writing import harmless
from casetracker.streaming import each_row

ROWS_AT_ONCE = 500


@dataclass(frozen=True)
class Written:
    """A file of a dump as it was written."""

    name: str
    size: int
    sha256: str
    rows: int


class Digesting:
    """A new file that counts and digests what is written into it."""

    def __init__(self, path: Path) -> None:
        self.path, self.size, self.rows = path, 0, 0
        self._digest = hashlib.sha256()
        self._file = path.open("xb")

    def write(self, content: str) -> None:
        """Write text as UTF-8; half a pair of surrogates, which UTF-8 cannot say, is written as a mark."""
        raw = content.encode("utf-8", "replace")
        self._digest.update(raw)
        self.size += len(raw)
        self._file.write(raw)

    def written(self) -> Written:
        """Return what was written so far."""
        return Written(self.path.name, self.size, self._digest.hexdigest(), self.rows)

    def __enter__(self) -> Digesting:
        """Give the file, open."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the file; it is on the disk before its name and checksum are."""
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()


def write_resource(session: Session, resource: Resource, folder: Path) -> list[Written]:
    """Write one table in both formats, reading it once; never more than some rows are in memory."""
    with (
        Digesting(folder / f"{resource.name}.csv") as table,
        Digesting(folder / f"{resource.name}.jsonl") as lines,
    ):
        table.write(_csv_line([field.name for field in resource.fields]))
        for row in _rows(session, resource.statement):
            values = {field.name: field.fill(row) for field in resource.fields}
            table.write(_csv_line([_safe(value) for value in values.values()]))
            lines.write(json.dumps(values, ensure_ascii=False, separators=(",", ":")) + "\n")
            table.rows += 1
            lines.rows += 1
        return [table.written(), lines.written()]


def write_table(path: Path, fields: Sequence[Field], rows: Iterable[Any]) -> Written:
    """Write a small table as CSV."""
    with Digesting(path) as table:
        table.write(_csv_line([field.name for field in fields]))
        for row in rows:
            table.write(_csv_line([_safe(field.fill(row)) for field in fields]))
            table.rows += 1
        return table.written()


def write_text(path: Path, content: str) -> Written:
    """Write a small file whole."""
    with Digesting(path) as file:
        file.write(content)
        return file.written()


def _rows(session: Session, statement: sa.Select[Any]) -> Iterator[Any]:
    is_entity = len(statement.column_descriptions) == 1
    for row in each_row(session, statement, ROWS_AT_ONCE):
        yield row[0] if is_entity else row


def _safe(value: Any) -> str:
    # Only text can begin like a formula; in JSON Lines it stands as it is.
    return harmless(value) if isinstance(value, str) else cell(value)


def _csv_line(cells: list[str]) -> str:
    out = io.StringIO(newline="")
    csv.writer(out).writerow(cells)
    return out.getvalue()
