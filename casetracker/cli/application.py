"""Give a command the application, as a request would have it."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import click
from flask import Flask, has_app_context
from flask.cli import ScriptInfo


def with_app(command: Callable[..., Any]) -> Callable[..., Any]:
    """Run a command inside the application (the one at hand, or one built from the environment)."""

    @functools.wraps(command)
    def inside(*args: Any, **options: Any) -> Any:
        if has_app_context():
            return command(*args, **options)
        with _application().app_context():
            return command(*args, **options)

    return inside


def _application() -> Flask:
    context = click.get_current_context(silent=True)
    script = context.find_object(ScriptInfo) if context else None
    if script is not None:
        return script.load_app()
    # Built late: the command line must explain itself even where no application can be built.
    from casetracker.app import create_app

    return create_app()
