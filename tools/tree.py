"""Which files belong to the repository, as git sees them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def repository_files(root: Path = ROOT) -> list[Path]:
    """Return every file that is tracked or could be added, relative to *root*, sorted.

    Files that git ignores are left out; so are tracked files that have been deleted from the disk.
    """
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=root,
        check=True,
        capture_output=True,
    ).stdout
    names = {name for name in listed.decode("utf-8").split("\0") if name}
    return sorted(Path(name) for name in names if (root / name).is_file())


def report(problems: Iterable[str], check: str) -> int:
    """Print *problems* to standard error and return the exit code of the check."""
    found = list(problems)
    for problem in found:
        print(problem, file=sys.stderr)
    if found:
        print(f"{check}: {len(found)} problem(s)", file=sys.stderr)
        return 1
    print(f"{check}: in order")
    return 0
