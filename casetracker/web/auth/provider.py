"""``/login/provider``: log in through the organisation's own identity provider (OpenID Connect), if set.

The provider says who somebody is; whether they may come in is said by the account here. Nobody is let
in whose verified e-mail address has no enabled account, and no account is ever made.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import structlog
from flask import Blueprint, Flask, current_app, flash, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from casetracker import db
from casetracker.accounts.models import User
from casetracker.accounts.queries import user_by_email
from casetracker.protection import limiter
from casetracker.web.auth import sessions
from casetracker.web.auth.destinations import own_path
from casetracker.web.auth.views import TRIES, go_on
from config.settings import Settings, SettingsError

log = structlog.get_logger(__name__)

pages = Blueprint("provider", __name__, url_prefix="/login/provider")
NAME = "provider"
WANTED = "provider_next"
SECONDS = 10


# Not a form: our content security policy lets no form lead to another host.
@pages.get("")
@limiter.limit(TRIES)
def start() -> ResponseReturnValue:
    """Send the browser to the provider."""
    session[WANTED] = own_path(request.args.get("next"), url_for("staff.my_day"))
    back = _settings().base_url + url_for("provider.back")
    try:
        return cast("ResponseReturnValue", _client().authorize_redirect(back))
    except _failures() as error:
        return _refuse(error)


@pages.get("/back")
@limiter.limit(TRIES)
def back() -> ResponseReturnValue:
    """Take the provider's answer: its signature, our state and nonce are checked by the library."""
    wanted = session.pop(WANTED, "")
    try:
        client = _client()
        if client.load_server_metadata()["issuer"].rstrip("/") != _settings().oidc_issuer:
            raise ValueError("the provider calls itself by another name than OIDC_ISSUER")
        claims = client.authorize_access_token()["userinfo"]
    except _failures() as error:
        return _refuse(error)
    with db.unit_of_work() as work:
        user = _user(work, claims)
        step = sessions.take_first_step(work, user, "provider") if user else None
    if user is None or step is None:
        return _refuse("no enabled account has the verified address")
    return go_on(user, *step, wanted=wanted)


def _user(work: Any, claims: Mapping[str, Any]) -> User | None:
    email = claims.get("email")
    if claims.get("email_verified") is not True or not isinstance(email, str):
        return None
    user = user_by_email(work, email)
    return user if user is not None and user.is_enabled else None


def _refuse(why: object) -> ResponseReturnValue:
    log.warning("provider_login_refused", why=str(why)[:200])
    flash(_("The login through your organisation did not work. Try again, or ask your administrator."))
    return redirect(url_for("auth.login"), 303)


def _failures() -> tuple[type[Exception], ...]:
    from authlib.common.errors import AuthlibBaseError
    from joserfc.errors import JoseError
    from requests import RequestException

    return (AuthlibBaseError, JoseError, RequestException, KeyError, RuntimeError, ValueError)


def _settings() -> Settings:
    return cast("Settings", current_app.extensions["settings"])


def _client() -> Any:
    return current_app.extensions["identity_provider"]


def register(app: Flask) -> None:
    """Attach the pages when a provider is set; raises :class:`SettingsError` without the extra packages."""
    settings = cast("Settings", app.extensions["settings"])
    if not settings.oidc_issuer:
        return
    try:
        from authlib.integrations.flask_client import OAuth
    except ImportError as error:
        raise SettingsError(
            "OIDC_ISSUER is set, but the packages for it are missing. Install the extra: casetracker[oidc]."
        ) from error
    app.extensions["identity_provider"] = OAuth(app).register(
        NAME,
        client_id=settings.oidc_client_id,
        client_secret=settings.oidc_client_secret,
        server_metadata_url=f"{settings.oidc_issuer}/.well-known/openid-configuration",
        client_kwargs={"scope": "openid email", "code_challenge_method": "S256", "timeout": SECONDS},
    )
    app.register_blueprint(pages)
