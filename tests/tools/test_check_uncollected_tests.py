from __future__ import annotations

from pathlib import Path

import pytest

from tools.check_uncollected_tests import problems_in

# Each source stands in a string: as code, this very file would fail the check.
UNCOLLECTED = {
    "does not begin with test_": ("tests/deadlines.py", "def test_a(): ...\n"),
    "its name does not begin": ("tests/test_a.py", "def testing_a(): ...\n"),
    "an earlier test has the same name": ("tests/test_a.py", "def test_a(): ...\ndef test_a(): ...\n"),
    "nested in outer": ("tests/test_a.py", "def outer():\n    def test_a(): ...\n"),
    "class Deadlines does not begin": ("tests/test_a.py", "class Deadlines:\n    def test_a(self): ...\n"),
    "has an __init__": (
        "tests/test_a.py",
        "class TestA:\n    def __init__(self): ...\n    def test_a(self): ...\n",
    ),
}


@pytest.mark.parametrize("why", UNCOLLECTED)
def test_a_test_that_would_not_run_is_told_with_the_reason(why: str) -> None:
    path, text = UNCOLLECTED[why]
    (problem,) = problems_in(Path(path), text)
    assert why in problem


@pytest.mark.parametrize(
    "text",
    [
        "import pytest\n@pytest.mark.skip\ndef test_a(): ...\n",
        "import pytest\n@pytest.mark.skipif(True, reason='x')\ndef test_a(): ...\n",
        "import pytest\ndef test_a():\n    pytest.skip('no database')\n",
        "import pytest\nweb = pytest.importorskip('web')\n",
        "import pytest\n@pytest.mark.xfail\ndef test_a(): ...\n",
    ],
)
def test_a_skipped_test_is_told(text: str) -> None:
    (problem,) = problems_in(Path("tests/test_a.py"), text)
    assert "a skipped test proves nothing" in problem


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("tests/test_a.py", "def test_a(): ...\nasync def test_b(): ...\n"),
        ("tests/test_a.py", "class TestA:\n    def test_a(self): ...\n    def test_b(self): ...\n"),
        ("tests/conftest.py", "import pytest\n@pytest.fixture\ndef test_database(): ...\n"),
        ("tests/builders/cases.py", "def create_case(): ...\n"),
    ],
)
def test_what_runs_or_is_no_test_is_left_alone(path: str, text: str) -> None:
    assert list(problems_in(Path(path), text)) == []
