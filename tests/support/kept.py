"""What every test's application has in common and would only make again: compiled templates, the law book.

Each test builds an application of its own. Compiling its templates and reading the rule files took most of
the time of a test of a page; both depend on nothing but files that no test changes.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from unittest import mock

import jinja2
from jinja2.bccache import Bucket

from casetracker.lawbook import LawBook, load_lawbook
from config.settings import CONFIG_DIR


class CompiledTemplates(jinja2.BytecodeCache):
    """The code of templates, kept by this process; a template that changed is compiled again."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key] = bucket.bytecode_to_string()


COMPILED = CompiledTemplates()


@cache
def _shipped() -> LawBook:
    return load_lawbook(CONFIG_DIR)


def _lawbook(folder: Path) -> LawBook:
    return _shipped() if folder == CONFIG_DIR else load_lawbook(folder)


@contextlib.contextmanager
def shipped_law_read_once() -> Iterator[None]:
    """Let applications that are built meanwhile share the law book that the product ships."""
    with mock.patch("casetracker.app.load_lawbook", _lawbook):
        yield
