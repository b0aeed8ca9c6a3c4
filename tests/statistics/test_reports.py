"""Reports of totals as files: read whatever way they are written, refused with a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from casetracker.cli.statistics import statistics
from casetracker.statistics.checking import Report, Table, check
from casetracker.statistics.reports import ReportFileError, read_report

WANTED = Report(
    {"courts": Table({"Supreme Court": 55, "others": 111}), "ends": Table({"a": 160, "b": 4}, 164)}, 166
)
SAME = {
    "r.json": '{"title": "2023", "total": 166, "tables": {"courts": {"Supreme Court": 55, "others": 111},'
    ' "ends": {"total": 164, "items": {"a": 160, "b": 4}}}}',
    "r.yaml": "total: 166\ntables:\n  courts: {Supreme Court: 55, others: 111}\n"
    "  ends: {total: 164, items: {a: 160, b: 4}}\n",
    "r.CSV": "\ufeffTable;Item;Count\n;total;166\ncourts;Supreme Court;55\ncourts;others;111\n\n"
    "ends;a;160\nends;b;4\nends;total;164\n",
    "spaces.csv": "table,item,count\n,total,166\ncourts,Supreme Court,55\ncourts,others,1 1\u00a01\n"
    "ends,a,160\nends,b,4\nends,total,164\n",
}
BAD = {
    "r.pdf": (b"%PDF", "no kind of report"),
    "empty.csv": (b" \n", "empty"),
    "letters.yaml": ("таблица".encode("utf-16"), "UTF-8"),
    "broken.json": (b'{"tables": ', "not JSON"),
    "deep.json": (b"[" * 100_000, "JSON"),
    "twice.json": (b'{"tables": {"a": {"x": 1, "x": 2}}}', "twice"),
    "twice.yaml": (b"tables: {a: {x: 1, x: 2}}", "twice"),
    "broken.yaml": (b"tables: [a: {", "not YAML"),
    "object.yaml": (b"tables: !!python/object:os.system {}", "not YAML"),
    "list.json": (b"[1, 2]", "no tables"),
    "unknown.json": (b'{"tabels": {}, "tables": {"a": {"x": 1}}}', "tabels"),
    "negative.yaml": (b"tables: {a: {x: -1}}", "whole number"),
    "half.json": (b'{"tables": {"a": {"x": 1.5}}}', "whole number"),
    "truth.json": (b'{"tables": {"a": {"x": true}}}', "whole number"),
    "huge.yaml": (b"tables: {a: {x: 99999999999999999999}}", "whole number"),
    "heading.csv": (b"table;count\na;1\n", "first line"),
    "short.csv": (b"table;item;count\na;1\n", "Line 2"),
    "words.csv": (b"table;item;count\na;x;many\n", "line 2"),
    "again.csv": (b"table;item;count\na;x;1\na;x;2\n", "twice"),
    "untitled.csv": (b"table;item;count\n;x;1\n", "no table"),
    "only.csv": (b"table;item;count\n", "no tables"),
    "quotes.csv": (b'table;item;count\n"a;x;1\n', "not CSV"),
    "large.csv": (b"x" * (1024 * 1024 + 1), "1 MB"),
}


@pytest.mark.parametrize("name", SAME)
def test_report_when_written_in_any_way_then_read_alike(name: str) -> None:
    assert read_report(SAME[name].encode(), name) == WANTED
    assert check(WANTED) == []


@pytest.mark.parametrize("name", BAD)
def test_file_when_no_report_then_one_sentence_says_why(name: str) -> None:
    content, told = BAD[name]
    with pytest.raises(ReportFileError, match=told):
        read_report(content, name)


def test_command_tells_by_how_much_and_ends_accordingly(tmp_path: Path) -> None:
    good, bad, worse = tmp_path / "good.yaml", tmp_path / "bad.csv", tmp_path / "worse.json"
    good.write_text("total: 3\ntables: {outcomes: {refused: 2, satisfied: 1}}", encoding="utf-8")
    bad.write_text("table,item,count\n,total,1201\noutcomes,upheld,167\noutcomes,dismissed,1037\n")
    worse.write_text("{}")
    runner = CliRunner()
    answers = {file: runner.invoke(statistics, ["check", str(file)]) for file in (good, bad, worse)}
    assert [answer.exit_code for answer in answers.values()] == [0, 1, 2]
    assert answers[good].output == "Everything adds up: outcomes 3.\n"
    told = "“outcomes” adds up to 1204, but the report states 1201: 3 too many.\n"
    assert answers[bad].output == told
    assert "no tables" in answers[worse].stderr
