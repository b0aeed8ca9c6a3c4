"""The folder of dumps: which there are, and what stands in them. A dump is a folder called after its day.

A dump that is being written has another name, so whoever looks sees whole dumps only.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from casetracker.exchange.opendata.describing import CHECKSUMS, PACKAGE

DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
# Of a dump that broke off: nobody works at one for so long.
ABANDONED = dt.timedelta(hours=12)
# What says that a dump is damaged for good; any other error may be over when it is read again.
BROKEN = (FileNotFoundError, NotADirectoryError, ValueError, KeyError, TypeError)


@dataclass(frozen=True)
class KeptFile:
    """A file of a dump; ``rows`` only of tables."""

    name: str
    size: int
    sha256: str
    rows: int | None


@dataclass(frozen=True)
class Dump:
    """A dump that is whole."""

    day: str
    made_at: dt.datetime
    licence: str
    files: Sequence[KeptFile]
    folder: Path

    def file(self, name: str) -> KeptFile | None:
        """Return one of its files."""
        return next((file for file in self.files if file.name == name), None)


def dumps(folder: Path) -> list[Dump]:
    """Return the dumps that lie in a folder, the newest first."""
    names = sorted(_days(folder), reverse=True)
    return [dump for name in names if (dump := read_dump(folder, name)) is not None]


def read_dump(folder: Path, day: str) -> Dump | None:
    """Return the dump of a day; None when there is none, or what lies there cannot be read."""
    if not DAY.fullmatch(day):
        return None
    try:
        return _read(folder / day, day)
    except (OSError, *BROKEN):
        return None


def _read(place: Path, day: str) -> Dump:
    """Return a dump; raises what tells that it is none, or that it cannot be read now."""
    package = json.loads((place / PACKAGE).read_text(encoding="utf-8"))
    told = (place / CHECKSUMS).read_text(encoding="utf-8")
    # The file of checksums cannot hold its own.
    sums = _checksums(told) | {CHECKSUMS: hashlib.sha256(told.encode()).hexdigest()}
    return _dump(place.resolve(), day, package, sums)


def _days(folder: Path) -> list[str]:
    return [it.name for it in folder.iterdir() if DAY.fullmatch(it.name)] if folder.is_dir() else []


def _dump(place: Path, day: str, package: dict[str, Any], sums: dict[str, str]) -> Dump:
    rows = {resource["path"]: resource["rows"] for resource in package["resources"]}
    sizes = {resource["path"]: resource["bytes"] for resource in package["resources"]}
    files = [
        KeptFile(name, (place / name).stat().st_size, digest, rows.get(name)) for name, digest in sums.items()
    ]
    if any(file.size != sizes.get(file.name, file.size) for file in files) or not rows.keys() <= sums.keys():
        raise ValueError("a file was cut short, or is missing")
    made_at = dt.datetime.fromisoformat(package["created"])
    return Dump(day, made_at, package["licenses"][0]["name"], files, place)


def _checksums(text: str) -> dict[str, str]:
    return {name: digest for digest, _blank, name in (line.partition("  ") for line in text.splitlines())}


def put_in_place(folder: Path, day: str, made: Path) -> None:
    """Let the dump of a day be the one that was just made: the name changes hands in one step."""
    target, fresh = folder / day, folder / f".{day}.link-{made.name[-8:]}"
    before = target.resolve() if target.is_symlink() else None
    if before is None:
        # Something that no dump is made as: the name cannot change hands while it stands there.
        _remove(folder, target)
    fresh.symlink_to(made.name, target_is_directory=True)
    fresh.replace(target)
    if before is not None:
        _remove(folder, before)


def remove_dump(folder: Path, day: str) -> None:
    """Take a dump away."""
    target = folder / day
    place = target.resolve()
    _remove(folder, target)
    _remove(folder, place)


def remove_damaged(folder: Path) -> tuple[str, ...]:
    """Take away what bears the name of a dump and is none any more; return the days.

    It is given to nobody, and what it still holds may have been withdrawn meanwhile. What cannot be read just
    now stays, and so does a dump that took the place of the damaged one while that was looked at.
    """
    removed = []
    for day in sorted(_days(folder)):
        place = (folder / day).resolve()
        try:
            _read(place, day)
        except BROKEN:
            if (folder / day).resolve() == place:
                remove_dump(folder, day)
                removed.append(day)
        except OSError:
            continue
    return tuple(removed)


def _remove(folder: Path, thing: Path) -> None:
    """Delete a file, a name or a folder that lies in the folder of dumps; what lies elsewhere is not ours."""
    if thing.parent.resolve() != folder.resolve():
        return
    if thing.is_symlink() or thing.is_file():
        thing.unlink(missing_ok=True)
    else:
        shutil.rmtree(thing, ignore_errors=True)


def sweep_unfinished(folder: Path, now: dt.datetime) -> None:
    """Delete what dumps that broke off left behind."""
    used = {(folder / day).resolve() for day in _days(folder)}
    for left in folder.glob(".[0-9]*"):
        is_old = now.timestamp() - left.lstat().st_mtime > ABANDONED.total_seconds()
        if left.resolve() in used and not left.is_symlink():
            continue
        if is_old and left.is_symlink():
            left.unlink(missing_ok=True)
        elif is_old:
            shutil.rmtree(left, ignore_errors=True)
