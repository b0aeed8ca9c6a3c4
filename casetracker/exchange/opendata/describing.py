"""Describe a dump: ``datapackage.json`` (Frictionless Data Package), the data dictionary, the checksums."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from casetracker.exchange.opendata.fields import Field, Resource, in_utc
from casetracker.exchange.opendata.writing import Written, write_text
from config.open_data_settings import LICENCES

PACKAGE, DICTIONARY, CHECKSUMS = "datapackage.json", "data-dictionary.csv", "SHA256SUMS"
TITLE = "Election complaints register of Kazakhstan"
DESCRIPTION = (
    "The published, redacted register: cases, decisions, chains of cases, hearings, bodies and elections, "
    "and what was withdrawn from publication. Instants are in UTC. In CSV files a text that a spreadsheet "
    "program would take for a formula bears an apostrophe in front; the JSON Lines files hold it as it is."
)
MEDIA_TYPES = {"csv": "text/csv", "jsonl": "application/jsonl"}
DICTIONARY_FIELDS = (
    Field("resource", "string", "Which table.", lambda row: row[0]),
    Field("field", "string", "Which field of it.", lambda row: row[1]),
    Field("type", "string", "Its type in Table Schema.", lambda row: row[2]),
    Field("required", "boolean", "Whether every row has a value.", lambda row: row[3]),
    Field("description", "string", "What it means.", lambda row: row[4]),
)


def dictionary_rows(tables: Iterable[Resource]) -> list[tuple[str, str, str, bool, str]]:
    """Return one row for each field of each table."""
    return [
        (table.name, field.name, field.type, field.required, field.description)
        for table in tables
        for field in table.fields
    ]


def package_of(
    tables: Sequence[Resource],
    files: Iterable[Written],
    *,
    day: str,
    base_url: str,
    licence: str,
    made_at: dt.datetime,
) -> dict[str, Any]:
    """Return the descriptor of a dump; *day* is the local one after which its folder is called."""
    title, text = LICENCES[licence]
    by_name = {table.name: table for table in tables}
    resources = [_resource(by_name[name], file) for file in files if (name := _stem(file)) in by_name]
    return {
        "profile": "data-package",
        "name": "casetracker-register",
        "id": f"{base_url}/open-data",
        "title": TITLE,
        "description": DESCRIPTION,
        "homepage": f"{base_url}/open-data",
        "created": in_utc(made_at),
        "version": day.replace("-", "."),
        "licenses": [{"name": licence, "title": title, "path": text}],
        "sources": [{"title": TITLE, "path": base_url}],
        "resources": [*resources, _dictionary(files)],
    }


def _stem(file: Written) -> str:
    return file.name.partition(".")[0]


def _resource(table: Resource, file: Written) -> dict[str, Any]:
    ending = file.name.rpartition(".")[2]
    told = _file(file) | {
        "name": table.name if ending == "csv" else f"{table.name}-{ending}",
        "title": table.title,
        "description": table.description,
        "format": ending,
        "mediatype": MEDIA_TYPES[ending],
        "rows": file.rows,
        "schema": {
            "fields": [field.described() for field in table.fields],
            "missingValues": [""],
            **_keys(table),
        },
    }
    return told | ({"profile": "tabular-data-resource", "dialect": DIALECT} if ending == "csv" else {})


DIALECT = {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True, "header": True}


def _keys(table: Resource) -> dict[str, Any]:
    # A tombstone of a whole case has no ordinal, and a key may have no empty part.
    required = {field.name for field in table.fields if field.required}
    keys: dict[str, Any] = {"primaryKey": list(table.key)} if set(table.key) <= required else {}
    foreign = [
        {"fields": field, "reference": {"resource": "" if other == table.name else other, "fields": target}}
        for field, other, target in table.refers
    ]
    return keys | ({"foreignKeys": foreign} if foreign else {})


def _file(file: Written) -> dict[str, Any]:
    return {
        "path": file.name,
        "encoding": "utf-8",
        "bytes": file.size,
        "hash": f"sha256:{file.sha256}",
    }


def _dictionary(files: Iterable[Written]) -> dict[str, Any]:
    file = next(it for it in files if it.name == DICTIONARY)
    return _file(file) | {
        "name": "data-dictionary",
        "title": "Data dictionary",
        "description": "Every field of every table.",
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "rows": file.rows,
        "dialect": DIALECT,
        "schema": {"fields": [field.described() for field in DICTIONARY_FIELDS], "missingValues": [""]},
    }


def write_package(folder: Path, package: dict[str, Any]) -> Written:
    """Write the descriptor."""
    return write_text(folder / PACKAGE, json.dumps(package, ensure_ascii=False, indent=2) + "\n")


def write_checksums(folder: Path, files: Iterable[Written]) -> Written:
    """Write the checksums as ``sha256sum --check`` reads them."""
    return write_text(folder / CHECKSUMS, "".join(f"{file.sha256}  {file.name}\n" for file in files))
