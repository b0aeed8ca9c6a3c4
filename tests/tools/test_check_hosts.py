from __future__ import annotations

from pathlib import Path

import pytest

from tools.check_hosts import problems_in

# Put together here, so that this file itself passes the check.
INDEX = "https://" + "pypi" + ".org/simple"
HOME = "/" + "home/someone/project"


@pytest.mark.parametrize(
    ("line", "what"),
    [
        (f"see {INDEX}/flask", "package host"),
        ("https://files." + "pythonhosted" + ".org/packages/x.whl", "package host"),
        ("https://registry." + "npmjs" + ".org/sass", "package host"),
        ('      "resolved"' + ': "somewhere",', "where a package came from"),
        ("--extra-index" + "-url somewhere", "where a package came from"),
        (f"cd {HOME}", "path of one machine"),
        (f'path = "{HOME}/x"', "path of one machine"),
    ],
)
def test_a_host_or_a_machine_path_is_told_with_its_line(line: str, what: str) -> None:
    (problem,) = problems_in(Path("README.md"), f"first\n{line}\n".encode())
    assert problem.startswith("README.md:2: ")
    assert what in problem


@pytest.mark.parametrize(
    "line",
    [
        "https://example.org" + HOME,
        "see docs/work/plan.md and ./work/x",
        "the word resolved in a sentence",
        "a homework/home-page path",
    ],
)
def test_what_only_resembles_one_is_left_alone(line: str) -> None:
    assert list(problems_in(Path("README.md"), line.encode())) == []


def test_the_resolver_s_own_lock_is_never_committed() -> None:
    (problem,) = problems_in(Path("uv.lock"), b"")
    assert "must not be committed" in problem


def test_a_binary_file_is_left_alone() -> None:
    assert list(problems_in(Path("font.woff2"), b"\0\0" + INDEX.encode())) == []
