"""A form of a page as a browser would send it back untouched."""

from __future__ import annotations

from html.parser import HTMLParser

CHOSEN = {"checkbox", "radio"}
NOT_SENT = {"submit", "button", "file"}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self._inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag in {"select", "textarea"}:
            self._inside = told["name"]
            self.fields[self._inside] = ""
        elif tag == "option" and "selected" in told:
            self.fields[self._inside] = told["value"]
        elif tag == "input" and _is_sent(told):
            self.fields[told["name"]] = told.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag in {"select", "textarea"}:
            self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside and self.lasttag == "textarea":
            self.fields[self._inside] += data


def _is_sent(told: dict[str, str]) -> bool:
    kind = told.get("type", "text")
    return "name" in told and kind not in NOT_SENT and (kind not in CHOSEN or "checked" in told)


def filled_in(page: str) -> dict[str, str]:
    """Return every field of the forms of a page with the value that stands in it."""
    reader = _Reader()
    reader.feed(page)
    return reader.fields
