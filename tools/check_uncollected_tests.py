"""Check that everything that looks like a test would really run.

pytest passes over a test in silence when its file or class has the wrong name, when it is nested
in another function, or when a later one has the same name. And a skipped test proves nothing.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from tools.tree import ROOT, report, repository_files

LOOKS_LIKE_A_TEST = re.compile(r"^(test|Test)|_test$")
SKIPS = frozenset({"skip", "skipif", "importorskip", "xfail"})
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def problems_in(path: Path, text: str) -> Iterator[str]:
    """Yield what pytest would pass over in one file under ``tests/``."""
    tree = ast.parse(text, str(path))
    yield from _uncollected(path, tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in SKIPS and _is_pytest(node.value):
            yield f"{path}:{node.lineno}: pytest's {node.attr}: a skipped test proves nothing; make it run"


def _is_pytest(node: ast.expr) -> bool:
    return ast.unparse(node) in {"pytest", "pytest.mark", "mark"}


def _uncollected(path: Path, scope: ast.AST, reason: str = "") -> Iterator[str]:
    is_test_file = path.name.startswith("test_")
    seen: set[str] = set()
    for node in ast.iter_child_nodes(scope):
        name = getattr(node, "name", "") if isinstance(node, (*FUNCTIONS, ast.ClassDef)) else ""
        if isinstance(node, FUNCTIONS) and LOOKS_LIKE_A_TEST.search(name) and not _is_fixture(node):
            why = reason or _reason(name, is_test_file=is_test_file, is_repeated=name in seen)
            if why:
                yield f"{path}:{node.lineno}: {name} would not run: {why}"
        seen.add(name)
        yield from _uncollected(path, node, _reason_inside(node, reason))


def _reason(name: str, *, is_test_file: bool, is_repeated: bool) -> str:
    if not is_test_file:
        return "the file's name does not begin with test_"
    if not name.startswith("test_"):
        return "its name does not begin with test_"
    return "an earlier test has the same name" if is_repeated else ""


def _reason_inside(node: ast.AST, reason: str) -> str:
    if isinstance(node, FUNCTIONS):
        return f"it is nested in {node.name}"
    if isinstance(node, ast.ClassDef):
        has_init = any(isinstance(item, FUNCTIONS) and item.name == "__init__" for item in node.body)
        if has_init:
            return f"class {node.name} has an __init__"
        return reason if node.name.startswith("Test") else f"class {node.name} does not begin with Test"
    return reason


def _is_fixture(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return any("fixture" in ast.unparse(decorator) for decorator in node.decorator_list)


def main() -> int:
    """Run the check on all Python files under ``tests/``; return the exit code."""
    paths = [path for path in repository_files(ROOT) if path.parts[0] == "tests" and path.suffix == ".py"]
    found = [
        problem for path in paths for problem in problems_in(path, (ROOT / path).read_text(encoding="utf-8"))
    ]
    return report(found, "uncollected tests")


if __name__ == "__main__":
    sys.exit(main())
