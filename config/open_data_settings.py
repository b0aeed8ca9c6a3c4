"""Settings of the open data: where dumps lie, how long, and under which licence they are given."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from environs import Env

# What the licence is called in data packages: its name and where its text stands.
LICENCES = {
    "CC-BY-4.0": (
        "Creative Commons Attribution 4.0 International",
        "https://creativecommons.org/licenses/by/4.0/",
    ),
    "CC0-1.0": ("Creative Commons Zero 1.0 Universal", "https://creativecommons.org/publicdomain/zero/1.0/"),
    "ODC-BY-1.0": (
        "Open Data Commons Attribution License 1.0",
        "https://opendatacommons.org/licenses/by/1-0/",
    ),
    "ODC-PDDL-1.0": (
        "Open Data Commons Public Domain Dedication and Licence 1.0",
        "https://opendatacommons.org/licenses/pddl/1-0/",
    ),
}
LONGEST_DAYS = 3650


@dataclass(frozen=True, kw_only=True)
class OpenDataSettings:
    """What the service needs to know about its dumps.

    Attributes:
        folder: where they lie; None: in ``VAR_DIR``. The scheduler writes there, the web process reads.
    """

    folder: Path | None = None
    keep_days: int = 30
    licence: str = "CC-BY-4.0"

    def fault(self) -> str | None:
        """Return a sentence that says which setting cannot be used and what it may be; None if all can."""
        if self.licence not in LICENCES:
            return f"OPEN_DATA_LICENCE is '{self.licence}'; it must be one of: {', '.join(LICENCES)}."
        if self.keep_days not in range(1, LONGEST_DAYS + 1):
            return f"OPEN_DATA_KEEP_DAYS is {self.keep_days}; it must be a number from 1 to {LONGEST_DAYS}."
        return None


def read_open_data_settings(env: Env) -> OpenDataSettings:
    """Build the settings from environment variables."""
    folder = env.str("OPEN_DATA_DIR", "")
    return OpenDataSettings(
        folder=Path(folder).resolve() if folder else None,
        keep_days=env.int("OPEN_DATA_KEEP_DAYS", 30),
        licence=env.str("OPEN_DATA_LICENCE", "CC-BY-4.0"),
    )
