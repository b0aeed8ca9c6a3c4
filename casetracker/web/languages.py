"""Which language a reader gets: the address, else the cookie, else the browser, else Kazakh."""

from __future__ import annotations

from flask import Flask, Response, has_request_context, request

from casetracker.web.rendering import DEFAULT_LANGUAGE, LANGUAGES

CODES = tuple(code for code, _name in LANGUAGES)
COOKIE = "lang"
A_YEAR = 365 * 24 * 3600

__all__ = ["CODES", "DEFAULT_LANGUAGE", "chosen_language", "register"]


def chosen_language() -> str:
    """Return the language code of this request (Kazakh outside a request)."""
    if not has_request_context():
        return DEFAULT_LANGUAGE
    for wish in (request.args.get("lang"), request.cookies.get(COOKIE)):
        if wish in CODES:
            return str(wish)
    return request.accept_languages.best_match(CODES, DEFAULT_LANGUAGE) or DEFAULT_LANGUAGE


def _remember(response: Response) -> Response:
    wish = request.args.get("lang")
    if wish in CODES and not request.path.startswith("/api/"):
        response.set_cookie(
            COOKIE, str(wish), max_age=A_YEAR, samesite="Lax", httponly=True, secure=request.is_secure
        )
    response.vary.update(("Accept-Language", "Cookie"))
    # What is written for somebody else than who asks (a calendar) has said its language already.
    if not response.content_language:
        response.content_language.add(chosen_language())
    return response


def register(app: Flask) -> None:
    """Keep a chosen language in a cookie and tell caches what answers depend on."""
    app.after_request(_remember)
