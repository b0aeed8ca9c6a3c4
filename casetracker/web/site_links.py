"""The links of the public navigation and the footer.

A link is shown when the application has a page at its address, so a page appears in the navigation
the moment its room is built, and no link can lead nowhere.
"""

from __future__ import annotations

from typing import TypedDict

from flask import Flask, current_app, request
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect


class Link(TypedDict):
    """A link as the macros take it; ``current`` marks the page in view, ``active`` its section."""

    href: str
    text: str
    current: bool
    active: bool


Entry = tuple[str, LazyString]

MAIN: tuple[Entry, ...] = (
    ("/search", _l("Search")),
    ("/hearings", _l("Hearings")),
    ("/statistics", _l("Statistics")),
    ("/calculator", _l("Time limits")),
    ("/law", _l("The law")),
    ("/file", _l("File a complaint")),
    ("/track", _l("Track a complaint")),
)
FOOTER: tuple[Entry, ...] = (
    ("/about", _l("About the register")),
    ("/open-data", _l("Open data")),
    ("/api/docs", _l("API")),
    ("/accessibility", _l("Accessibility")),
    ("/privacy", _l("Privacy")),
    ("/staff", _l("For staff")),
)


def main_links() -> list[Link]:
    """Return the links of the public navigation that this application can serve."""
    return _served(MAIN)


def footer_links() -> list[Link]:
    """Return the links of the footer that this application can serve."""
    return _served(FOOTER)


def _served(entries: tuple[Entry, ...]) -> list[Link]:
    return [_link(path, str(text)) for path, text in entries if _is_served(path)]


def _link(path: str, text: str) -> Link:
    here = request.path.rstrip("/")
    return Link(
        href=request.script_root + path,
        text=text,
        current=here == path,
        active=here.startswith(f"{path}/"),
    )


def _is_served(path: str) -> bool:
    try:
        current_app.url_map.bind("localhost").match(path, method="GET")
    except RequestRedirect:
        return True
    except HTTPException:
        return False
    return True


def register(app: Flask) -> None:
    """Give the base template its links."""
    app.jinja_env.globals.update(main_links=main_links, footer_links=footer_links)
