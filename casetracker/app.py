"""The application: every room wired together, and nothing else."""

from __future__ import annotations

import jinja2
from flask import Flask
from flask_babel import Babel
from werkzeug.middleware.proxy_fix import ProxyFix

from casetracker import api, cli, db, logs, models, web
from casetracker.cases.awaiting import follow_cases
from casetracker.lawbook import assert_zone_data, load_lawbook
from casetracker.publication.hearings import follow_hearings
from casetracker.publication.linking import follow_links
from casetracker.publication.unpublished import follow_decisions
from casetracker.search.following import follow_publication
from casetracker.search.synonyms import synonyms
from casetracker.statistics import following as figures
from config.settings import PROJECT_DIR, Settings, load_settings

# The confirmation of a filing is shown for a day; when a login ends is for the accounts to say.
COOKIE_HOURS = 25


def create_app(settings: Settings | None = None) -> Flask:
    """Build the service.

    Raises :class:`config.settings.SettingsError` when the environment does not describe a service
    that may start, :class:`RuntimeError` when the machine's time-zone data is wrong, and
    :class:`casetracker.search.synonyms.SynonymsError` when the table of synonyms is.
    """
    settings = settings or load_settings()
    logs.configure(settings)
    assert_zone_data()
    app = Flask("casetracker", template_folder=str(PROJECT_DIR / "templates"))
    app.config.from_mapping(_flask_config(settings))
    app.extensions["settings"] = settings
    app.extensions["lawbook"] = load_lawbook(settings.config_dir)
    synonyms()
    app.extensions["metadata"] = models.metadata
    _set_up_templates(app)
    db.init_app(app, settings.database_url)
    follow_cases()
    follow_decisions()
    follow_hearings()
    follow_links()
    figures.follow_publication()
    follow_publication()
    Babel(app, locale_selector=web.chosen_language, timezone_selector=lambda: "UTC")
    web.register(app)
    api.register(app)
    cli.register(app)
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    return app


def _flask_config(settings: Settings) -> dict[str, object]:
    return {
        "SECRET_KEY": settings.secret_key,
        "TESTING": settings.testing,
        "SESSION_COOKIE_SECURE": settings.https_cookies,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_NAME": "__Host-session" if settings.https_cookies else "session",
        "PERMANENT_SESSION_LIFETIME": COOKIE_HOURS * 3600,
        "REMEMBER_COOKIE_SECURE": settings.https_cookies,
        "MAX_CONTENT_LENGTH": settings.upload_limit_bytes,
        "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
        "BABEL_DEFAULT_LOCALE": web.DEFAULT_LANGUAGE,
        "BABEL_TRANSLATION_DIRECTORIES": str(PROJECT_DIR / "casetracker" / "translations"),
        "RATELIMIT_ENABLED": settings.rate_limits,
        "RATELIMIT_STORAGE_URI": settings.rate_limit_storage,
        "RATELIMIT_HEADERS_ENABLED": True,
        # While an external store of counters is down, each process counts for itself: nobody gets an error.
        "RATELIMIT_IN_MEMORY_FALLBACK_ENABLED": True,
        "WTF_CSRF_TIME_LIMIT": None,
        "PREFERRED_URL_SCHEME": "https" if settings.https_cookies else "http",
    }


def _set_up_templates(app: Flask) -> None:
    components = jinja2.PrefixLoader({"govuk_frontend_jinja": jinja2.PackageLoader("govuk_frontend_jinja")})
    loaders: list[jinja2.BaseLoader] = [jinja2.FileSystemLoader(str(PROJECT_DIR / "templates")), components]
    app.jinja_loader = jinja2.ChoiceLoader(loaders)
