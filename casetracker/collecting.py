"""When Python looks for garbage: not while somebody waits for a page."""

from __future__ import annotations

import gc

# Objects that came and did not go: before the youngest are looked through, and how often the others are.
# Those of all ages take tens of milliseconds, for everybody who is being answered.
YOUNGEST, YOUNG, ALL = 2_000, 20, 100


def settle() -> None:
    """Take what a process has made at its start for lasting, and look for garbage more seldom from now on."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNGEST, YOUNG, ALL)
