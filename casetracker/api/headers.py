"""Headers of the API's answers: who may read them from where, and whether they changed."""

from __future__ import annotations

import math
import time

from flask import Flask, Response, request

from casetracker.protection import limiter

OPEN_TO_ALL = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": (
        "Content-Language, ETag, Link, RateLimit, RateLimit-Policy, Retry-After, "
        "X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset"
    ),
}
PREFLIGHT = {
    "Access-Control-Allow-Headers": "Accept-Language, Content-Type, If-None-Match",
    "Access-Control-Max-Age": "86400",
}


def open_to_all(response: Response) -> Response:
    """Let any web page read a public answer: it is the same for everybody, and no cookie goes with it."""
    response.headers.update(OPEN_TO_ALL)
    if request.method == "OPTIONS":
        response.headers.update(PREFLIGHT)
        response.headers["Access-Control-Allow-Methods"] = response.headers.get("Allow", "GET")
    return response


def only_when_changed(response: Response) -> Response:
    """Answer 304 to whoever has this very answer already."""
    if request.method in ("GET", "HEAD") and response.status_code == 200:
        # Always asked for again: what is withdrawn must be gone at once, from every cache.
        response.cache_control.public = True
        response.cache_control.no_cache = True
        response.add_etag(weak=True)
        response.make_conditional(request)
    return response


def told_limits(response: Response, policy: str) -> Response:
    """Tell what is left of the limit, in the words of the draft of the IETF beside those of old."""
    limit = limiter.current_limit
    if limit is not None:
        amount, window = limit.limit.amount, limit.limit.get_expiry()
        # The limiter rounds up to whole seconds of the clock, which may be one more than the window has.
        left = min(window, max(0, math.ceil(limit.reset_at - time.time())))
        response.headers["RateLimit-Policy"] = f'"{policy}";q={amount};w={window}'
        response.headers["RateLimit"] = f'"{policy}";r={max(0, limit.remaining)};t={left}'
    return response


def private(response: Response) -> Response:
    """Let nothing that staff see be kept on the way."""
    response.cache_control.no_store = True
    return response


def register(app: Flask, public: tuple[str, ...], staff: tuple[str, ...]) -> None:
    """Put the headers on the answers of these blueprints, errors included."""

    @app.after_request
    def add_headers(response: Response) -> Response:
        if request.blueprint in public:
            return only_when_changed(told_limits(open_to_all(response), "public"))
        return private(told_limits(response, "staff")) if request.blueprint in staff else response
