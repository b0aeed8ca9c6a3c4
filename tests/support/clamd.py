"""A server that speaks clamd's protocol INSTREAM on a real socket, and can be told to misbehave."""

from __future__ import annotations

import socket
import socketserver
import struct
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# The test file of the antivirus industry, in two parts so that no scanner takes this file for one.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + rb"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
FOUND = b"stream: Eicar-Signature FOUND\0"
HANG, HANG_UP = b"hang", b"hang up"


class Handler(socketserver.StreamRequestHandler):
    """One connection: a command, chunks with their lengths, an empty chunk, the answer."""

    server: ClamdServer

    def handle(self) -> None:
        command = self.rfile.read(len(b"zINSTREAM\0"))
        if command != b"zINSTREAM\0":
            self.wfile.write(b"UNKNOWN COMMAND\0")
            return
        content = bytearray()
        while length := struct.unpack("!L", self.rfile.read(4))[0]:
            content += self.rfile.read(length)
            if len(content) > self.server.largest:
                self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
                return
        self.server.scanned.append(bytes(content))
        self._answer(bytes(content))

    def _answer(self, content: bytes) -> None:
        planned = self.server.plan.popleft() if self.server.plan else b""
        if planned == HANG:
            self.server.ended.wait(30)
        elif planned:
            self.wfile.write(b"" if planned == HANG_UP else planned)
        else:
            self.wfile.write(FOUND if EICAR in content else b"stream: OK\0")


class ClamdServer(socketserver.ThreadingTCPServer):
    """``scanned`` is what was sent; ``plan`` says what the next contents meet; then all is scanned."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, address: tuple[str, int] | str) -> None:
        self.scanned = list[bytes]()
        self.plan = deque[bytes]()
        self.largest = 25 * 2**20
        self.ended = threading.Event()
        super().__init__(address, Handler)  # type: ignore[arg-type]


class UnixClamdServer(ClamdServer):
    """The same on a socket in the file system."""

    address_family = socket.AF_UNIX


@contextmanager
def running_clamd(path: Path | None = None, port: int = 0) -> Iterator[tuple[str, ClamdServer]]:
    """Give the address as CLAMD_ADDRESS takes it, and the server."""
    server = UnixClamdServer(str(path)) if path else ClamdServer(("127.0.0.1", port))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield (f"unix:{path}" if path else f"127.0.0.1:{server.server_address[1]}"), server
    finally:
        server.ended.set()
        server.shutdown()
        server.server_close()
        thread.join(5)
