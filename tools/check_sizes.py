"""Check that no file and no function has grown too long, and that no file is a catch-all by name.

The first limit is what to aim at: passing it prints a note. Passing the hard limit fails.
A function's docstring is not counted: explaining must not be punished.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tools.tree import ROOT, report, repository_files

CATCH_ALLS = frozenset({"utils", "util", "helpers", "helper", "common", "misc", "base", "core", "manager"})
MEASURED = frozenset({".py", ".html", ".scss", ".js"})
# Migrations are history, and what a build writes is nobody's to shorten.
EXCLUDED = ("migrations/versions/", "casetracker/static/")
FUNCTION_AIM, FUNCTION_LIMIT = 30, 50
FILE_AIM, FILE_LIMIT, TEST_FILE_LIMIT = 250, 400, 500

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Size:
    """The length of a file or function in lines, with the limits that hold for it."""

    place: str
    lines: int
    aim: int
    limit: int

    @property
    def is_over_limit(self) -> bool:
        """Tell whether the hard limit has been passed."""
        return self.lines > self.limit

    def __str__(self) -> str:
        return f"{self.place}: {self.lines} lines; aim at {self.aim}, {self.limit} is the limit. Split it."


def function_lines(node: Function) -> int:
    """Return the number of lines of a function, without its decorators and its docstring."""
    lines = _span(node)
    return lines if ast.get_docstring(node) is None else lines - _span(node.body[0])


def _span(node: ast.stmt) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def sizes(path: Path, text: str) -> Iterator[Size]:
    """Yield the size of a file and, for Python, of each of its functions."""
    is_test = path.parts[0] == "tests"
    yield Size(str(path), len(text.splitlines()), FILE_AIM, TEST_FILE_LIMIT if is_test else FILE_LIMIT)
    if path.suffix != ".py":
        return
    for node in ast.walk(ast.parse(text, str(path))):
        if isinstance(node, Function):
            place = f"{path}:{node.lineno}: {node.name}"
            yield Size(place, function_lines(node), FUNCTION_AIM, FUNCTION_LIMIT)


def measured_files(root: Path) -> list[Path]:
    """Return the files that people write and read, relative to *root*."""
    return [
        path
        for path in repository_files(root)
        if path.suffix in MEASURED and not str(path).startswith(EXCLUDED)
    ]


def catch_all_names(paths: list[Path]) -> list[str]:
    """Return a problem for each file or folder whose name says nothing."""
    return [
        f"{path}: '{part}' says nothing about what is inside; name it after its subject."
        for path in paths
        if path.suffix == ".py"
        for part in path.with_suffix("").parts
        if part in CATCH_ALLS
    ]


def main() -> int:
    """Run the check on the whole repository; return the exit code."""
    paths = measured_files(ROOT)
    found = [size for path in paths for size in sizes(path, (ROOT / path).read_text(encoding="utf-8"))]
    for size in found:
        if size.aim < size.lines <= size.limit:
            print(f"note: {size}")
    problems = [str(size) for size in found if size.is_over_limit]
    return report(problems + catch_all_names(paths), "sizes")


if __name__ == "__main__":
    sys.exit(main())
