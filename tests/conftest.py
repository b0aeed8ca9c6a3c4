"""What every test may ask for. The fixtures themselves stand in tests/support/, by subject."""

from __future__ import annotations

import gc
import os
import sys

import hypothesis
import pytest

from tools.compile_messages import compile_all

pytest_plugins = [
    "tests.support.databases",
    "tests.support.application",
    "tests.support.mail",
    "tests.support.identity_provider",
    "tests.support.processes",
    "tests.support.shifted_processes",
    "tests.support.browsers",
    "tests.support.statements",
]

# Where bytecode is not kept, every process that a test starts compiles the whole product, and every worker
# all tests.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# Thousands of tests are much to walk through for the collector of garbage, again and again.
gc.set_threshold(20_000, 20, 20)

# A busy machine is slow, not wrong; and a run that failed must fail again when it is repeated.
hypothesis.settings.register_profile("house", deadline=None, derandomize=True, print_blob=True)
hypothesis.settings.load_profile("house")


def pytest_configure(config: pytest.Config) -> None:
    """Compile the catalogues once, before any worker starts."""
    if not hasattr(config, "workerinput"):
        compile_all()


def pytest_collection_finish() -> None:
    """Let the collector of garbage pass by what stays to the end, as it passes by the service's own."""
    gc.collect()
    gc.freeze()
