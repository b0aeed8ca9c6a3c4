"""Give a command the application, as a request would have it."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from flask import current_app, has_app_context


def with_app(command: Callable[..., Any]) -> Callable[..., Any]:
    """Run a command inside the application (the one at hand, or one built from the environment)."""

    @functools.wraps(command)
    def inside(*args: Any, **options: Any) -> Any:
        if has_app_context():
            return command(*args, **options)
        # Built late: the command line must explain itself even where no application can be built.
        from casetracker.app import create_app

        with create_app().app_context():
            return current_app.ensure_sync(command)(*args, **options)

    return inside
