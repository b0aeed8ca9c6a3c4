"""Check that no file names a package host or a path of somebody's machine, and that uv.lock is absent.

A clone has to work wherever packages come from, and what a machine is called is nobody's business.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from tools.tree import ROOT, report, repository_files

NEVER_COMMITTED = frozenset({"uv.lock"})
PATTERNS = {
    "names a package host": re.compile(
        r"\b(?:files\.)?pythonhosted\.org|\b(?:test\.)?pypi\.org|\bregistry\.(?:npmjs\.org|yarnpkg\.com)"
        r"|\bdeb\.debian\.org|\bproxy\.golang\.org"
    ),
    "records where a package came from": re.compile(
        r'^\s*"resolved":|^--(?:extra-)?index-url\b|^--find-links\b'
    ),
    "names a path of one machine": re.compile(
        r"(?<![\w.:/-])/(?:work/|root/|home/\w|Users/\w|opt/(?:pypi|wheels))"
    ),
}


def problems_in(path: Path, content: bytes) -> Iterator[str]:
    """Yield what is wrong in one file; binary files are left alone."""
    if path.name in NEVER_COMMITTED:
        yield f"{path}: must not be committed; `git rm --cached {path}`"
        return
    if b"\0" in content:
        return
    for number, line in enumerate(content.decode("utf-8", "replace").splitlines(), start=1):
        for what, pattern in PATTERNS.items():
            if match := pattern.search(line):
                yield f"{path}:{number}: {what}: {match.group().strip()}"


def main() -> int:
    """Run the check on the whole repository; return the exit code."""
    found = [
        problem
        for path in repository_files(ROOT)
        for problem in problems_in(path, (ROOT / path).read_bytes())
    ]
    return report(found, "hosts and paths")


if __name__ == "__main__":
    sys.exit(main())
