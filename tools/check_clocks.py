"""Check that the law never reads the clock or a file: `now`, `today` and texts are its arguments.

Import contracts keep modules out; these calls need no import beyond datetime, or none at all.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

from tools.tree import ROOT, report, repository_files

READS_THE_CLOCK = frozenset({"now", "today", "utcnow"})
READS_FILES = frozenset({"open", "__import__", "input"})


def problems_in(path: Path, text: str) -> Iterator[str]:
    """Yield each call in one file by which it would know more than it was given."""
    for node in ast.walk(ast.parse(text, str(path))):
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Attribute) and node.func.attr in READS_THE_CLOCK:
            yield f"{path}:{node.lineno}: reads the clock ({ast.unparse(node.func)}); take it as an argument"
        if isinstance(node.func, ast.Name) and node.func.id in READS_FILES:
            yield f"{path}:{node.lineno}: calls {node.func.id}(); the law takes values, not files"


def main() -> int:
    """Run the check on ``casetracker/law``; return the exit code."""
    law = Path("casetracker/law")
    paths = [path for path in repository_files(ROOT) if law in path.parents and path.suffix == ".py"]
    found = [
        problem for path in paths for problem in problems_in(path, (ROOT / path).read_text(encoding="utf-8"))
    ]
    return report(found, "law reads no clock")


if __name__ == "__main__":
    sys.exit(main())
