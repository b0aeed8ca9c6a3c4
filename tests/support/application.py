"""The real application on the test's database, its session and its clients.

The product is imported where it is needed: a test of the pure law must not wait for the rest of it.
"""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import queue
import secrets
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from flask import Flask
from flask.testing import FlaskClient, FlaskCliRunner
from sqlalchemy.orm import Session
from werkzeug.serving import BaseWSGIServer, make_server

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

    from config.settings import Settings


@dataclass(frozen=True)
class LiveServer:
    """The application on a real port."""

    url: str
    app: Flask


@pytest.fixture
def environ(database_url: str, tmp_path: Path) -> dict[str, str]:
    """Give the environment variables of this test's service; a test module may override some.

    The same variables serve this process (through ``settings``) and processes that a test starts.
    """
    return environ_of(database_url, tmp_path)


def environ_of(database_url: str, folder: Path) -> dict[str, str]:
    """Return the environment variables of a service on this database, which keeps its files in *folder*."""
    from config.settings import new_identity_key

    return {
        "CASETRACKER_ENV": "testing",
        "DATABASE_URL": database_url,
        "VAR_DIR": str(folder / "var"),
        "SECRET_KEY": secrets.token_urlsafe(48),
        "IDENTITY_KEYS": new_identity_key(),
        "RATE_LIMITS": "false",
        # Tests of other things log in with a password alone.
        "REQUIRE_SECOND_FACTOR": "false",
    }


@pytest.fixture
def settings(environ: dict[str, str]) -> Settings:
    """Give the settings that ``environ`` describes."""
    from config.settings import load_settings

    return load_settings(environ)


@contextlib.contextmanager
def _running_app(settings: Settings) -> Iterator[Flask]:
    from casetracker.db import db
    from tests.support.sharing import application, quick_passwords

    app = application(settings)
    try:
        with quick_passwords():
            yield app
    finally:
        with app.app_context():
            for engine in db.engines.values():
                engine.dispose()


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """Give the application on this test's database."""
    with _running_app(settings) as app:
        yield app


@pytest.fixture
def app_on_each_engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[dict[str, Flask]]:
    """Give one application on each engine: for what is made up at length and can be asked of both."""
    from config.settings import load_settings
    from tests.support.databases import ENGINES, one_database

    with contextlib.ExitStack() as stack:
        apps = {}
        for engine in ENGINES:
            url = stack.enter_context(one_database(engine, request, tmp_path))
            settings = load_settings(environ_of(url, tmp_path / engine))
            apps[engine] = stack.enter_context(_running_app(settings))
        yield apps


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Give a client without cookies."""
    return app.test_client()


@pytest.fixture
def cli_runner(app: Flask) -> FlaskCliRunner:
    """Give a runner of the application's commands."""
    return app.test_cli_runner()


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """Give a session inside an application context, rolled back at the end.

    A request made by ``client`` has a session of its own: commit before it, or it sees nothing
    (and on SQLite waits for the lock).
    """
    from casetracker.db import db

    with app.app_context():
        yield db.session
        db.session.rollback()


@pytest.fixture
def live_server(settings: Settings) -> Iterator[LiveServer]:
    """Serve the application on a free port, each request in its own thread."""
    server = make_server("127.0.0.1", 0, Flask("placeholder"), threaded=True)
    url = f"http://127.0.0.1:{server.server_port}"
    ready: queue.Queue[Flask | BaseException] = queue.Queue()
    work = functools.partial(_serve, server, dataclasses.replace(settings, base_url=url), ready)
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    app = ready.get()
    try:
        if isinstance(app, BaseException):
            raise app
        yield LiveServer(url, app)
        server.shutdown()
    finally:
        thread.join(timeout=10)
        server.server_close()


def whole_answers(app: Flask) -> WSGIApplication:
    """Gather each answer before it is sent: a browser that goes on to the next page leaves no file open."""

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
        parts = app.wsgi_app(environ, start_response)
        try:
            return [b"".join(parts)]
        finally:
            getattr(parts, "close", lambda: None)()

    return answer


def _serve(server: BaseWSGIServer, settings: Settings, ready: queue.Queue[Flask | BaseException]) -> None:
    # The port must be known before the application is built: links in mails begin with it. And it
    # is built in the thread that serves, because a browser test keeps an event loop in the main one.
    try:
        with _running_app(settings) as app:
            server.app = whole_answers(app)
            ready.put(app)
            server.serve_forever(poll_interval=0.05)
    except BaseException as error:
        ready.put(error)
