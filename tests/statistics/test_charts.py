from __future__ import annotations

import pytest

from casetracker.statistics.charts import LINE_HEIGHT, ROW_HEIGHT, Line, bar_chart

SHORT, LONG = "Returned", "Left without consideration because it was filed too late"
ENDLESS = " ".join(["consideration"] * 9)


@pytest.mark.parametrize(
    ("label", "lines"),
    [
        (SHORT, [SHORT]),
        (LONG, ["Left without consideration because", "it was filed too late"]),
        (ENDLESS, ["consideration consideration", "consideration consideration…"]),
        ("", []),
    ],
)
def test_label_when_it_is_long_then_takes_a_second_line_and_is_shortened_only_after_that(
    label: str, lines: list[str]
) -> None:
    chart = bar_chart("", "", [Line(label, [(4, "")], "4"), Line(SHORT, [(2, "")], "2")])
    first, second = chart.bars
    assert [text for _y, text in first.label] == lines
    heights = [y for y, _text in first.label]
    assert heights == sorted(set(heights))
    assert all(0 < y < first.bar_y for y in heights)
    extra = LINE_HEIGHT * max(0, len(lines) - 1)
    assert chart.height == 2 * ROW_HEIGHT + extra
    assert second.bar_y - first.bar_y == ROW_HEIGHT
    assert first.bar_y + chart.bar_height < second.label[0][0]
    assert first.segments[0].width == 2 * second.segments[0].width
