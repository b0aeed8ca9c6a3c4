"""The law book as it ships, read once, and copies of it to be changed."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from casetracker.lawbook import LawBook, load_lawbook
from config.settings import CONFIG_DIR

Edit = Callable[[str, str, str], Path]


@pytest.fixture(scope="session")
def book() -> LawBook:
    return load_lawbook(CONFIG_DIR)


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """Copy the law and the calendar as shipped."""
    for part in ("law", "calendar"):
        shutil.copytree(CONFIG_DIR / part, tmp_path / part)
    return tmp_path


@pytest.fixture
def edit(config: Path) -> Edit:
    """Replace one passage of one file of a copy."""

    def change(file: str, old: str, new: str) -> Path:
        path = config / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return config

    return change
