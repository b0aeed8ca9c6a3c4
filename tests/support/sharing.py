"""One application for the tests of a process that ask for the same, and passwords that are checked quickly.

Building the application takes as long as many a test: its addresses are compiled, its API is described.
None of this depends on the database, the folders or the keys of a test, so a test gets a shallow copy with
these of its own. What a copy may be given (settings, configuration, views, what happens around a request) is
its own too; what nobody changes (addresses, templates, commands, compiled statements) is common.
"""

from __future__ import annotations

import contextlib
import copy
import dataclasses
import gc
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import sqlalchemy as sa
from argon2.profiles import CHEAPEST
from flask import Flask
from sqlalchemy.exc import OperationalError

from casetracker import app as building
from casetracker import db
from casetracker.accounts.passwords import hasher
from casetracker.web import unmodified
from casetracker.web.security import limiter
from config.settings import Settings
from tests.support.kept import COMPILED, shipped_law_read_once

OF_ONE_TEST: dict[str, Any] = {
    "database_url": "",
    "secret_key": "",
    "identity_keys": (),
    "var_dir": Path(),
    "base_url": "http://127.0.0.1:8000",
}
_kept: dict[Settings, Flask] = {}
_first_engines: dict[str, sa.Engine] = {}


def application(settings: Settings) -> Flask:
    """Return an application with these settings, connected to its database."""
    asked = dataclasses.replace(settings, **OF_ONE_TEST)
    if settings.rate_limits or settings.trusted_proxies or settings.oidc_issuer:
        return built(settings)
    if asked not in _kept:
        _kept[asked] = built(dataclasses.replace(asked, database_url="sqlite://"))
    return _copied(_kept[asked], settings)


@contextlib.contextmanager
def quick_passwords() -> Iterator[None]:
    """Let passwords be hashed with the least effort: argon2id is slow by design."""
    with mock.patch.object(hasher, "_parameters", CHEAPEST):
        yield


def built(settings: Settings) -> Flask:
    """Return an application that shares nothing but the law book and the code of templates.

    Addresses are compiled by way of syntax trees. CPython 3.11 counts their depth for all threads together,
    and fails when the collector of garbage lets another one work meanwhile: it waits until all is built.
    """
    gc.disable()
    try:
        with shipped_law_read_once():
            app = building.create_app(settings)
    finally:
        gc.enable()
    app.jinja_env.bytecode_cache = COMPILED
    return app


def _copied(kept: Flask, settings: Settings) -> Flask:
    app = copy.copy(kept)
    app.config = copy.copy(kept.config)
    app.config.from_mapping(building._flask_config(settings))
    app.extensions = kept.extensions | {"settings": settings}
    del app.extensions["sqlalchemy"]
    app.extensions.pop("mail_templates", None)
    app.view_functions = dict(kept.view_functions)
    for around in ("before_request_funcs", "after_request_funcs", "teardown_request_funcs"):
        functions = {scope: list(them) for scope, them in getattr(kept, around).items()}
        setattr(app, around, defaultdict(list, functions))
    app.teardown_appcontext_funcs = []
    app.shell_context_processors = []
    # The limiter is common to all applications and does what the last one built has asked for.
    limiter.enabled = settings.rate_limits
    db.init_app(app, settings.database_url)
    with app.app_context():
        _share_compiled_statements(db.db.engine)
    del app.wsgi_app
    unmodified.register(app)
    return app


def _share_compiled_statements(engine: sa.Engine) -> None:
    # Statements are kept by dialect, and a dialect knows its server only when it has connected once.
    if engine.dialect.name not in _first_engines:
        with contextlib.suppress(OperationalError), engine.connect():
            _first_engines[engine.dialect.name] = engine
    if first := _first_engines.get(engine.dialect.name):
        engine.dialect, engine._compiled_cache = first.dialect, first._compiled_cache
