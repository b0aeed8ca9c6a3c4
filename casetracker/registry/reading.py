"""Reads the register's YAML files into plain records.

A body file is ``{defaults: {...}, bodies: [...]}``, an election file ``{elections: [...]}``. A record is
a dict in the shape of the file, defaults filled in; nothing is judged here (see ``checking``).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

Record = dict[str, Any]


class RegistryDataError(ValueError):
    """The register's data is wrong; ``problems`` says where, what and what is expected."""

    def __init__(self, problems: list[str]) -> None:
        """Keep *problems*, one sentence each."""
        super().__init__("The register's data is wrong:\n" + "\n".join(f"- {p}" for p in problems))
        self.problems = problems


def read_bodies(folder: Path) -> list[Record]:
    """Return all bodies of the ``*.yaml`` files in *folder*, in order of file name.

    Raises RegistryDataError when a file is not YAML of the expected shape, or when there is none.
    """
    return [
        {**content.get("defaults", {}), **body}
        for path, content in _contents(folder)
        for body in _list_in(path, content, "bodies")
    ]


def read_elections(folder: Path) -> list[Record]:
    """Return all elections of the ``*.yaml`` files in *folder*, in order of file name.

    Raises RegistryDataError as ``read_bodies`` does.
    """
    return [
        election for path, content in _contents(folder) for election in _list_in(path, content, "elections")
    ]


def _contents(folder: Path) -> list[tuple[Path, Record]]:
    paths = sorted(folder.glob("*.yaml"))
    if not paths:
        raise RegistryDataError([f"{folder}: no *.yaml file here; expected at least one"])
    return [(path, _mapping(path)) for path in paths]


def _mapping(path: Path) -> Record:
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        reason = " ".join(str(error).split())
        raise RegistryDataError([f"{path.name}: not readable as YAML in UTF-8: {reason}"]) from error
    if not isinstance(content, dict) or not isinstance(content.get("defaults", {}), dict):
        raise RegistryDataError([f"{path.name}: expected a mapping at the top of the file"])
    return content


def _list_in(path: Path, content: Record, key: str) -> list[Record]:
    records = content.get(key)
    if not isinstance(records, list) or not all(isinstance(record, dict) for record in records):
        raise RegistryDataError([f"{path.name}: expected a list of mappings under '{key}'"])
    return records
