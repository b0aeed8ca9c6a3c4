"""Ask clamd whether a file is harmful: its protocol INSTREAM on a socket."""

from __future__ import annotations

import socket
import struct
from contextlib import suppress
from dataclasses import dataclass
from typing import IO

CHUNK = 64 * 1024
LONGEST_REPLY = 4096
CONNECT_SECONDS = 5.0


class ScannerUnavailableError(Exception):
    """Whether the file is harmful could not be found out now."""


@dataclass(frozen=True)
class Verdict:
    """What the scanner says; ``found`` is its name for what it found, None for a clean file."""

    found: str | None


@dataclass(frozen=True)
class Scanner:
    """A clamd at an address: ``unix:/path`` or ``host:port``."""

    address: str
    timeout: float

    def scan(self, file: IO[bytes]) -> Verdict:
        """Return the verdict on a file, which is read from its beginning and left there.

        Raises :class:`ScannerUnavailableError` when no clear answer comes in time.
        """
        try:
            with self._connected() as connection:
                reply = _ask(connection, file)
        except OSError as error:
            raise ScannerUnavailableError(str(error)) from error
        finally:
            file.seek(0)
        return _verdict(reply)

    def _connected(self) -> socket.socket:
        if self.address.startswith("unix:"):
            connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            connection.settimeout(min(self.timeout, CONNECT_SECONDS))
            try:
                connection.connect(self.address.removeprefix("unix:"))
            except OSError:
                connection.close()
                raise
        else:
            host, _, port = self.address.rpartition(":")
            connection = socket.create_connection((host, int(port)), min(self.timeout, CONNECT_SECONDS))
        connection.settimeout(self.timeout)
        return connection


def _ask(connection: socket.socket, file: IO[bytes]) -> str:
    # When clamd has enough (of a file over its limit) it answers and hangs up: the answer counts.
    with suppress(BrokenPipeError, ConnectionResetError):
        connection.sendall(b"zINSTREAM\0")
        file.seek(0)
        while chunk := file.read(CHUNK):
            connection.sendall(struct.pack("!L", len(chunk)) + chunk)
        connection.sendall(struct.pack("!L", 0))
    reply = b""
    while b"\0" not in reply and len(reply) < LONGEST_REPLY:
        more = connection.recv(LONGEST_REPLY)
        if not more:
            break
        reply += more
    return reply.split(b"\0", 1)[0].decode("utf-8", "replace").strip()


def _verdict(reply: str) -> Verdict:
    said = reply.removeprefix("stream:").strip()
    if said == "OK":
        return Verdict(None)
    if said.endswith(" FOUND"):
        return Verdict(said.removesuffix(" FOUND").strip()[:200] or "?")
    raise ScannerUnavailableError(reply or "no answer")
