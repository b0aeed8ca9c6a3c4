"""Hold the files against the JSON Schemas that help an editor, so that schema and reader agree."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from os.path import relpath
from pathlib import Path
from textwrap import shorten
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker, ValidationError
from referencing import Registry, Resource

from casetracker.lawbook.located import Findings, WrongEntryError, read_yaml
from casetracker.lawbook.rules import NOT_SUBJECTS

SUFFIX = ".schema.json"
COMMENT = "# yaml-language-server: $schema="
RULES, CALENDAR = "rules", "calendar"
LONGEST_MESSAGE = 200


class Schemas:
    """The schemas of one directory, which may refer to each other by their file names."""

    def __init__(self, directory: Path) -> None:
        """Read and prove every schema of the directory."""
        self.registry: Registry[Any] = Registry()
        for path in sorted(directory.glob(f"*{SUFFIX}")):
            contents = json.loads(path.read_text(encoding="utf-8"))
            Draft202012Validator.check_schema(contents)
            self.registry = self.registry.with_resource(path.name, Resource.from_contents(contents))

    def __contains__(self, name: str) -> bool:
        return f"{name}{SUFFIX}" in self.registry

    def errors(self, name: str, data: Any) -> Iterator[ValidationError]:
        """Yield what the schema of that name refuses in data as ``read_yaml`` gives it."""
        whole = {"$ref": f"{name}{SUFFIX}"}
        validator = Draft202012Validator(
            whole, registry=self.registry, format_checker=FormatChecker(formats=["date"])
        )
        yield from validator.iter_errors(as_json(data))


def check_schemas(files: Mapping[Path, str], directory: Path, found: Findings) -> None:
    """Hold each file against the schema of its kind; what is refused goes to ``found``."""
    schemas = Schemas(directory)
    for path, name in files.items():
        file, schema = found.name(path), directory / f"{name}{SUFFIX}"
        if name not in schemas:
            found.problems.append(f"{found.name(schema)}: the file is missing; {file} is held against it.")
            continue
        with found.entry(file):
            _check_comment(path, schema)
        data = read_yaml(path)
        for error in schemas.errors(name, data):
            with found.entry(file, data):
                raise _refusal(error, data, schema.name)


def _refusal(error: ValidationError, data: Any, schema: str) -> WrongEntryError:
    message = shorten(error.message, width=LONGEST_MESSAGE, placeholder=" …")
    refusal = WrongEntryError(f"{schema} refuses what the reader accepts: {message}.")
    refusal.path = tuple(_as_written(data, error.absolute_path))
    return refusal


def schema_files(law_dir: Path, calendar: Path) -> dict[Path, str]:
    """Return the files of one country, each with the name of its schema."""
    files = {calendar: CALENDAR}
    for path in sorted(law_dir.glob("*.yaml")):
        files[path] = path.stem if path.name in NOT_SUBJECTS else RULES
    for path in sorted(law_dir.glob("*/*.yaml")):
        files[path] = path.parent.name
    return files


def as_json(value: Any) -> Any:
    """Return YAML values as JSON has them: dates as texts, keys as texts."""
    if isinstance(value, dict):
        return {str(key): as_json(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [as_json(inner) for inner in value]
    return value.isoformat() if isinstance(value, date) else value


def _check_comment(path: Path, schema: Path) -> None:
    """Demand the first line by which an editor finds the schema."""
    expected = f"{COMMENT}{relpath(schema, path.parent)}"
    with path.open(encoding="utf-8") as file:
        if file.readline().rstrip() != expected:
            raise WrongEntryError(f"must begin with '{expected}', so that an editor can help.", line=1)


def _as_written(data: Any, path: Iterable[Any]) -> Iterator[Any]:
    """Return the steps of a path in the JSON values as the keys of the YAML values."""
    for step in path:
        written = next(key for key in data if str(key) == step) if isinstance(data, dict) else step
        yield written
        data = data[written]
