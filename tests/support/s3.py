"""A small server that speaks S3 on a real socket: objects in one bucket, and what our store asks of them."""

from __future__ import annotations

import datetime as dt
import email.utils
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

Object = tuple[bytes, dt.datetime]


class S3Server(ThreadingHTTPServer):
    """``objects`` is what is stored, by key; ``faults`` are statuses that the next requests meet."""

    daemon_threads = True
    page = 2

    def __init__(self) -> None:
        self.objects = dict[str, Object]()
        self.faults = list[int]()
        super().__init__(("127.0.0.1", 0), S3Handler)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class S3Handler(BaseHTTPRequestHandler):
    """One request; the bucket is the first part of the path."""

    server: S3Server
    protocol_version = "HTTP/1.1"

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""

    def _key(self) -> str:
        return unquote(urlsplit(self.path).path).lstrip("/").partition("/")[2]

    def _answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))

    def _fails(self) -> bool:
        if not self.server.faults:
            return False
        self._answer(self.server.faults.pop(0), b"<Error><Code>InternalError</Code></Error>")
        return True

    def do_PUT(self) -> None:  # noqa: N802 - the name is the library's
        body, source = self._body(), self.headers.get("x-amz-copy-source")
        assert self.headers["Authorization"].startswith("AWS4-HMAC-SHA256")
        if self._fails():
            return
        if source is None:
            self.server.objects[self._key()] = (body, dt.datetime.now(dt.UTC))
            self._answer(200, ETag='"x"')
            return
        found = self.server.objects.get(unquote(source).lstrip("/").partition("/")[2])
        if found is None:
            self._answer(404, b"<Error><Code>NoSuchKey</Code></Error>")
            return
        self.server.objects[self._key()] = (found[0], dt.datetime.now(dt.UTC))
        self._answer(200, b"<CopyObjectResult><ETag>x</ETag></CopyObjectResult>")

    def do_GET(self) -> None:  # noqa: N802
        if self._fails():
            return
        if not self._key():
            self._answer(200, self._listed())
            return
        found = self.server.objects.get(self._key())
        if found is None:
            self._answer(404, b"<Error><Code>NoSuchKey</Code></Error>")
            return
        self._answer(200, found[0], Last_Modified=email.utils.format_datetime(found[1], usegmt=True))

    def do_DELETE(self) -> None:  # noqa: N802
        self.server.objects.pop(self._key(), None)
        self._answer(204)

    def _listed(self) -> bytes:
        """Return a page of the list: a few keys at a time, so that the pages are really walked."""
        asked = parse_qs(urlsplit(self.path).query)
        prefix, after = asked.get("prefix", [""])[0], asked.get("continuation-token", [""])[0]
        keys = sorted(key for key in self.server.objects if key.startswith(prefix) and key > after)
        page, rest = keys[: self.server.page], keys[self.server.page :]
        entries = "".join(
            f"<Contents><Key>{escape(key)}</Key><Size>1</Size>"
            f"<LastModified>{self.server.objects[key][1]:%Y-%m-%dT%H:%M:%S.000Z}</LastModified></Contents>"
            for key in page
        )
        more = f"<NextContinuationToken>{escape(page[-1])}</NextContinuationToken>" if rest else ""
        cut = "true" if rest else "false"
        return (
            f"<ListBucketResult><IsTruncated>{cut}</IsTruncated>{more}{entries}</ListBucketResult>".encode()
        )


@contextmanager
def running_s3() -> Iterator[S3Server]:
    """Give a running server."""
    server = S3Server()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
