"""What the measurements were taken on. Nothing here names a host, a user or a path."""

from __future__ import annotations

import os
import platform
import subprocess
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

LIBRARIES = ("sqlalchemy", "psycopg", "flask", "pyyaml", "tzdata")
ROOT = Path(__file__).parent.parent


@cache
def describe() -> dict[str, Any]:
    """Return processor, memory, system, Python, libraries, and the commit that was measured."""
    return {
        "measured_at": datetime.now(UTC).isoformat(timespec="minutes"),
        "cpu": _line(Path("/proc/cpuinfo"), "model name") or platform.processor() or platform.machine(),
        "cores": os.cpu_count(),
        "memory_mib": _memory_mib(),
        "os": f"{platform.system()} {platform.release()}",
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "libraries": {name: version(name) for name in LIBRARIES},
        "commit": _git("rev-parse", "--short=12", "HEAD") or None,
        "uncommitted_changes": bool(_git("status", "--porcelain", "--untracked-files=no")),
    }


def _line(path: Path, key: str) -> str:
    """Return the value of the first ``key : value`` line of a system file, or nothing."""
    if not path.exists():
        return ""
    for line in path.read_text(encoding="utf-8").splitlines():
        name, _, value = line.partition(":")
        if name.strip() == key:
            return value.strip()
    return ""


def _memory_mib() -> int | None:
    found = _line(Path("/proc/meminfo"), "MemTotal")
    return int(found.split()[0]) // 1024 if found else None


def _git(*words: str) -> str:
    try:
        answer = subprocess.run(  # noqa: S603  # the developer's own git, fixed words
            ["git", *words],  # noqa: S607
            cwd=ROOT,
            check=True,
            capture_output=True,
            text=True,
        )
    except (OSError, subprocess.CalledProcessError):
        return ""
    return answer.stdout.strip()
