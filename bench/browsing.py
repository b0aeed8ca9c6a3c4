"""A very small browser: cookies, forms, and how long each answer took."""

from __future__ import annotations

import http.client
import re
import time
from typing import ClassVar
from urllib.parse import quote, urlencode, urlsplit

HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')


class Browser:
    """One person's cookies. ``last_milliseconds``: from sending the last request to the end of its answer."""

    last_milliseconds: ClassVar[float] = 0.0

    def __init__(self, address: str) -> None:
        self._host = urlsplit(address).netloc
        self._cookies: dict[str, str] = {}
        self._tag = ""

    def get(self, path: str, known: str | None = None) -> str:
        """Return the page at a path; nothing when it is still the *known* one."""
        return self._send("GET", path, headers={"If-None-Match": known} if known else {})

    def tag_of(self, path: str) -> str:
        """Return the tag of the version of a page that is there now."""
        self.get(path)
        return self._tag

    def post(self, path: str, fields: dict[str, str]) -> str:
        """Send a form; return the answer."""
        return self._send("POST", path, urlencode(fields))

    def fields(self, path: str) -> dict[str, str]:
        """Return the hidden fields of the page at a path."""
        return dict(HIDDEN.findall(self.get(path)))

    def log_in(self, email: str, password: str) -> None:
        """Log in; raises RuntimeError when that is refused."""
        form = self.fields("/login") | {"email": email, "password": password}
        self.post("/login", form)
        if "/logout" not in self.get("/staff/"):
            raise RuntimeError(f"{email} could not log in.")

    def _send(
        self, method: str, path: str, body: str | None = None, headers: dict[str, str] | None = None
    ) -> str:
        cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        headers = {"Cookie": cookies, **(headers or {})}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection = http.client.HTTPConnection(self._host, timeout=60)
        before = time.perf_counter()
        connection.request(method, quote(path, safe="/?&=+%"), body, headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        Browser.last_milliseconds = (time.perf_counter() - before) * 1000
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _equals, value = cookie.partition(";")[0].partition("=")
            self._cookies[name] = value
        self._tag = answer.headers.get("ETag", "")
        connection.close()
        if answer.status >= 400:
            raise RuntimeError(f"{method} {path} was answered with {answer.status}.")
        return text
