"""How often the scheduler does what."""

from __future__ import annotations

from dataclasses import dataclass

PLAN_SECONDS = 15.0
DELIVER_SECONDS = 5.0


@dataclass(frozen=True)
class Intervals:
    """How often each poll runs, in seconds."""

    plan: float = PLAN_SECONDS
    occasions: float = 60.0
    deliver: float = DELIVER_SECONDS
    heartbeat: float = 15.0
    recompute: float = 5.0
    publish: float = 15.0
    read: float = 5.0
    scan: float = 15.0
    sweep: float = 3600.0
    tidy: float = 3600.0
    erase: float = 15.0
    imports: float = 2.0
    bounces: float = 60.0
    open_data: float = 60.0
    index: float = 3600.0
    # What failed is tried again so soon, however seldom it runs.
    retry: float = 30.0
