from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tools.check_sizes import Function, catch_all_names, function_lines, sizes


def over_limit(path: str, text: str) -> list[str]:
    return [size.place for size in sizes(Path(path), text) if size.is_over_limit]


@pytest.mark.parametrize(
    ("path", "lines", "is_over"),
    [
        ("casetracker/cases/actions.py", 400, False),
        ("casetracker/cases/actions.py", 401, True),
        ("templates/public/case.html", 401, True),
        ("tests/cases/test_actions.py", 500, False),
        ("tests/cases/test_actions.py", 501, True),
    ],
)
def test_a_file_over_the_hard_limit_is_told(path: str, lines: int, is_over: bool) -> None:
    assert over_limit(path, "\n" * lines) == ([path] if is_over else [])


@pytest.mark.parametrize(("lines", "is_over"), [(50, False), (51, True)])
def test_a_function_over_the_hard_limit_is_told_with_its_place(lines: int, is_over: bool) -> None:
    text = "X = 1\ndef grow():\n" + "    x = 1\n" * (lines - 1)
    assert over_limit("casetracker/law/engine.py", text) == (
        ["casetracker/law/engine.py:2: grow"] if is_over else []
    )


def test_a_docstring_and_decorators_are_not_counted() -> None:
    text = '@first\n@second\nasync def f():\n    """Say\n\n    more.\n    """\n    return 1\n'
    (function,) = (node for node in ast.parse(text).body if isinstance(node, Function))
    assert function_lines(function) == 2


def test_methods_and_nested_functions_are_measured_too() -> None:
    body = "            x = 1\n" * 60
    text = f"class A:\n    def outer(self):\n        def inner():\n{body}"
    assert over_limit("casetracker/x.py", text) == ["casetracker/x.py:2: outer", "casetracker/x.py:3: inner"]


def test_a_file_or_folder_named_as_a_catch_all_is_told() -> None:
    names = ["casetracker/utils.py", "casetracker/common/dates.py", "casetracker/cases/actions.py"]
    told = catch_all_names([Path(name) for name in names])
    assert [problem.split(":")[0] for problem in told] == names[:2]
