"""Whatever is recorded can be read: every action has words."""

from __future__ import annotations

import ast
from pathlib import Path

from casetracker import labels
from config.settings import PROJECT_DIR


def actions_of(path: Path) -> set[str]:
    """Return the actions that a file records by name: in ``record(…, action="…")`` and in its ``_note``."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            values = [word.value for word in node.keywords if word.arg == "action"]
            values += node.args if name == "_note" else []
            texts = [value.value for value in values if isinstance(value, ast.Constant)]
            found |= {text for text in texts if isinstance(text, str) and "." in text}
    return found


def test_every_action_that_is_recorded_has_words() -> None:
    files = [path for path in (PROJECT_DIR / "casetracker").rglob("*.py") if "web" not in path.parts]
    recorded = set().union(*(actions_of(path) for path in files))
    assert len(recorded) > 30
    assert recorded - labels.KINDS["audit-action"].keys() == set()
