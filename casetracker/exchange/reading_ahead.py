"""Rows of a large workbook, read by a process of its own while the rows before are worked on.

The process is bounded in time and memory, so that no workbook takes the machine from others. It is started
as ``python -m casetracker.exchange.reading_ahead`` with the workbook on standard input; each line of its
answer is a row as JSON, and the last one says whether the sheet was read to its end.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import IO, Any, cast

from casetracker.documents.reading.bounded import ENVIRONMENT, bound_this_process
from casetracker.exchange.workbooks import BROKEN, UNREADABLE, Rows, broken, open_workbook, values_of
from config.settings import PROJECT_DIR

# A smaller workbook is read sooner than a process starts.
LARGE_BYTES = 256 * 1024
# It may be ahead by so much, a batch of rows and more: without room it would wait for whoever reads.
AHEAD_BYTES = 1024 * 1024
CPU_SECONDS, MEMORY_BYTES = 600, 1536 * 1024 * 1024
END, NO_SHEET = "end", "no sheet"
# What JSON has no word for stands in a list with its kind.
WRITTEN: Mapping[type, tuple[str, Callable[[Any], Any]]] = {
    dt.datetime: ("datetime", dt.datetime.isoformat),
    dt.date: ("date", dt.date.isoformat),
    dt.time: ("time", dt.time.isoformat),
    dt.timedelta: ("timedelta", dt.timedelta.total_seconds),
    type(UNREADABLE): ("unreadable", lambda _cell: None),
}
READ: Mapping[str, Callable[[Any], Any]] = {
    "datetime": dt.datetime.fromisoformat,
    "date": dt.date.fromisoformat,
    "time": dt.time.fromisoformat,
    "timedelta": lambda seconds: dt.timedelta(seconds=seconds),
    "unreadable": lambda _nothing: UNREADABLE,
}
AS_THEY_ARE = (str, int, float, bool, type(None))


def is_large(file: IO[bytes]) -> bool:
    """Tell whether a workbook is worth a process; it is left at its beginning."""
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    return size >= LARGE_BYTES


@contextmanager
def rows_ahead(file: IO[bytes], sheet: int) -> Iterator[Rows | None]:
    """Give the rows of a sheet (counted from 0), None when there is none; as ``workbooks.sheets_of`` does.

    Raises :class:`ImportFileError`, on the way, when the workbook is broken or takes too much.
    """
    with tempfile.TemporaryFile() as content:
        shutil.copyfileobj(file, content)
        content.seek(0)
        process = subprocess.Popen(  # noqa: S603 - our own reader
            [sys.executable, "-m", "casetracker.exchange.reading_ahead", f"--sheet={sheet}"],
            stdin=content,
            stdout=subprocess.PIPE,
            pipesize=AHEAD_BYTES,
            stderr=subprocess.DEVNULL,
            cwd=PROJECT_DIR,
            env={name: os.environ[name] for name in ENVIRONMENT if name in os.environ},
            start_new_session=True,
        )
        try:
            rows = _read(cast("IO[bytes]", process.stdout))
            # The first answer tells whether there is such a sheet.
            yield rows if next(rows) is None else None
        finally:
            process.kill()
            process.communicate()


def _read(lines: IO[bytes]) -> Iterator[Any]:
    for line in lines:
        told = json.loads(line)
        if told == END:
            return
        if told == NO_SHEET or told is None:
            yield told
        else:
            yield tuple(READ[cell[0]](cell[1]) if isinstance(cell, list) else cell for cell in told)
    # It ended without a word: it met its bounds, or what no workbook holds.
    raise broken()


def _written(cell: Any) -> Any:
    if isinstance(cell, AS_THEY_ARE):
        return cell
    kind = WRITTEN.get(type(cell))
    return [kind[0], kind[1](cell)] if kind else str(cell)


def _lines(content: IO[bytes], sheet: int) -> Iterator[str]:
    workbook = open_workbook(content)
    if sheet >= len(workbook.worksheets):
        yield json.dumps(NO_SHEET)
        return
    yield json.dumps(None)
    for row in values_of(workbook.worksheets[sheet]):
        yield json.dumps([_written(cell) for cell in row], ensure_ascii=False)
    yield json.dumps(END)


def main() -> None:
    """Read one sheet of the workbook on standard input."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--sheet", type=int, required=True)
    options = parser.parse_args()
    # It writes to a pipe: no file needs room.
    bound_this_process(CPU_SECONDS, MEMORY_BYTES, answer_bytes=0)
    answer = open(os.dup(1), "w", encoding="utf-8")  # noqa: SIM115 - until the process ends
    # What a library prints must not get into the answer.
    os.dup2(2, 1)
    try:
        for line in _lines(sys.stdin.buffer, options.sheet):
            answer.write(line + "\n")
        answer.flush()
    except (*BROKEN, MemoryError):
        os._exit(1)


if __name__ == "__main__":
    main()
