"""The real application on the test's database, its session and its clients.

The product is imported where it is needed: a test of the pure law must not wait for the rest of it.
"""

from __future__ import annotations

import contextlib
import dataclasses
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
from werkzeug.serving import make_server

if TYPE_CHECKING:
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
    from config.settings import new_identity_key

    return {
        "CASETRACKER_ENV": "testing",
        "DATABASE_URL": database_url,
        "VAR_DIR": str(tmp_path / "var"),
        "SECRET_KEY": secrets.token_urlsafe(48),
        "IDENTITY_KEYS": new_identity_key(),
        "RATE_LIMITS": "false",
    }


@pytest.fixture
def settings(environ: dict[str, str]) -> Settings:
    """Give the settings that ``environ`` describes."""
    from config.settings import load_settings

    return load_settings(environ)


@contextlib.contextmanager
def _running_app(settings: Settings) -> Iterator[Flask]:
    from casetracker.app import create_app
    from casetracker.db import db

    app = create_app(settings)
    try:
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
    # Handing over a listening socket leaves no gap in which somebody else could take the port.
    server = make_server("127.0.0.1", 0, Flask("placeholder"), threaded=True)
    url = f"http://127.0.0.1:{server.server_port}"
    with _running_app(dataclasses.replace(settings, base_url=url)) as app:
        server.app = app
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield LiveServer(url, app)
        finally:
            server.shutdown()
            thread.join(timeout=10)
            server.server_close()
