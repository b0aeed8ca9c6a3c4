"""The pages on which the public files a complaint and follows it; what stands there is kept by nobody."""

from __future__ import annotations

from flask import Blueprint, Response, request

pages = Blueprint("filing", __name__)

# Of these a search engine may know.
KNOWN_TO_ALL = frozenset({"filing.start", "filing.track"})


@pages.after_request
def keep_from_caches(answer: Response) -> Response:
    """Let no cache keep what somebody typed or what a code opens."""
    answer.headers["Cache-Control"] = "private, no-store"
    if request.endpoint not in KNOWN_TO_ALL:
        answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer
