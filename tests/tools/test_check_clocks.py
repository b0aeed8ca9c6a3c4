from __future__ import annotations

from pathlib import Path

import pytest

from tools.check_clocks import problems_in


@pytest.mark.parametrize(
    ("code", "what"),
    [
        ("dt.datetime.now(dt.UTC)", "reads the clock (dt.datetime.now)"),
        ("date.today()", "reads the clock (date.today)"),
        ("open('rules.yaml')", "calls open()"),
        ("__import__('time')", "calls __import__()"),
    ],
)
def test_a_call_that_knows_more_than_it_was_given_is_told(code: str, what: str) -> None:
    (problem,) = problems_in(Path("casetracker/law/engine.py"), f"def f():\n    return {code}\n")
    assert problem.startswith("casetracker/law/engine.py:2: ")
    assert what in problem


def test_an_argument_named_now_or_today_is_left_alone() -> None:
    text = "def f(now, today):\n    return now > today and calendar.opens(today)\n"
    assert list(problems_in(Path("casetracker/law/engine.py"), text)) == []
