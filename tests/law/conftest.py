"""The law book as it ships, read once."""

from __future__ import annotations

import pytest

from casetracker.lawbook import LawBook, load_lawbook
from config.settings import CONFIG_DIR


@pytest.fixture(scope="session")
def book() -> LawBook:
    return load_lawbook(CONFIG_DIR)
