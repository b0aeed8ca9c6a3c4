"""Compile the message catalogues: each ``.po`` that is newer than its ``.mo``.

The compiled files are not committed, so installing, running and testing all begin with this.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from tools.messages import TRANSLATIONS
from tools.tree import ROOT


def compile_catalogue(source: Path) -> bool:
    """Compile one ``.po`` beside itself unless that is up to date; return whether it was written."""
    target = source.with_suffix(".mo")
    if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
        return False
    with source.open("rb") as file:
        catalogue = read_po(file, locale=source.parent.parent.name, abort_invalid=True)
    # Several test processes may compile at once: none of them may read half a file.
    with tempfile.NamedTemporaryFile(dir=target.parent, suffix=".tmp", delete=False) as draft:
        write_mo(draft, catalogue)
    Path(draft.name).replace(target)
    target.chmod(0o644)
    return True


def compile_all(folder: Path = TRANSLATIONS) -> list[Path]:
    """Compile every catalogue under *folder*; return those that were out of date."""
    return [source for source in sorted(folder.glob("*/LC_MESSAGES/*.po")) if compile_catalogue(source)]


def main() -> int:
    """Compile all catalogues of the application; return the exit code."""
    for source in compile_all():
        print(f"Compiled {os.path.relpath(source, ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
