"""Count the statements that a page sends to the database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
import sqlalchemy as sa
from flask import Flask

# What a driver says to begin and end is no reading.
NOT_COUNTED = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "PRAGMA")

Counting = Callable[[], AbstractContextManager[list[str]]]


@pytest.fixture
def statements(app: Flask) -> Counting:
    """Give ``with statements() as sent:``; afterwards *sent* holds every statement that was sent."""
    from casetracker.db import db

    @contextmanager
    def counting() -> Iterator[list[str]]:
        sent: list[str] = []

        def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
            if not statement.startswith(NOT_COUNTED):
                sent.append(statement)

        with app.app_context():
            engine = db.engine
        sa.event.listen(engine, "before_cursor_execute", note)
        try:
            yield sent
        finally:
            sa.event.remove(engine, "before_cursor_execute", note)

    return counting
