"""Packed files (ZIP: workbooks, documents) judged by their directories, before any reader opens them."""

from __future__ import annotations

import os
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import IO, Literal

Fault = Literal["damaged", "bomb", "password"]

LARGEST_UNPACKED = 200 * 1024 * 1024
# Real documents pack to a tenth or a fiftieth; a bomb packs to a thousandth.
LARGEST_RATIO = 250
MOST_PARTS = 2000
# A document may hold a workbook, and that a picture that is packed; nobody needs more.
DEEPEST_NESTING = 2
LEAST_PACKED = 4096

OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED_PART = "EncryptedPackage".encode("utf-16-le")
PACKED = b"PK\x03\x04"
HTML_STARTS = (b"<!doctype html", b"<html", b"<table", b"<head", b"<body", b"<meta")
UNUSABLE = (zipfile.BadZipFile, zlib.error, ValueError, NotImplementedError, OSError, EOFError, RuntimeError)


class ArchiveError(Exception):
    """The archive cannot be used; ``fault`` says how, the caller says it in words."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        super().__init__(fault)


@dataclass(frozen=True)
class Budget:
    """How much may be unpacked in all."""

    parts: int = MOST_PARTS
    unpacked: int = LARGEST_UNPACKED


def parts_of(file: IO[bytes]) -> list[zipfile.ZipInfo]:
    """Return the directory of an archive that unpacks to a sane size and needs no password.

    Judged by the directory alone: nothing is unpacked here, and a reader later stops at the size that
    the directory declares. Raises :class:`ArchiveError`.
    """
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
    except UNUSABLE as error:
        raise ArchiveError("damaged") from error
    _check(parts, size, Budget())
    return parts


def check_nesting(file: IO[bytes]) -> None:
    """Raise :class:`ArchiveError` when what is packed inside the packed is a bomb after all."""
    _look_inside(file, Budget(), depth=0)


def _look_inside(file: IO[bytes], budget: Budget, depth: int) -> Budget:
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
            budget = _check(parts, size, budget)
            for part in parts:
                budget = _look_at(archive, part, budget, depth)
    except UNUSABLE as error:
        raise ArchiveError("damaged") from error
    return budget


def _look_at(archive: zipfile.ZipFile, part: zipfile.ZipInfo, budget: Budget, depth: int) -> Budget:
    """Return what is left of the budget after a part that may be an archive itself."""
    with archive.open(part) as content:
        if content.read(len(PACKED)) != PACKED:
            return budget
    if depth + 1 > DEEPEST_NESTING:
        raise ArchiveError("bomb")
    # Rewinding in a packed part unpacks it again, so the memory stays flat.
    with archive.open(part) as content:
        return _look_inside(content, budget, depth + 1)


def _check(parts: Iterable[zipfile.ZipInfo], size: int, budget: Budget) -> Budget:
    listed = list(parts)
    unpacked = sum(part.file_size for part in listed)
    # Parts may lie over each other: then the file is smaller than what they claim to be packed to.
    packed = min(sum(part.compress_size for part in listed), size)
    left = Budget(budget.parts - len(listed), budget.unpacked - unpacked)
    if left.parts < 0 or left.unpacked < 0 or unpacked > LARGEST_RATIO * max(packed, LEAST_PACKED):
        raise ArchiveError("bomb")
    if any(part.flag_bits & 1 for part in listed):
        raise ArchiveError("password")
    return left
