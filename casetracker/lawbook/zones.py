"""Whether the machine knows when the days of the law end."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from casetracker.lawbook.book import LawbookError

# By which days are counted where no body or hearing says another.
DEFAULT_ZONE = "Asia/Almaty"
ZONE_WITNESSES = (
    (datetime(2022, 11, 20, 12, tzinfo=UTC), timedelta(hours=6)),
    (datetime(2024, 3, 2, 12, tzinfo=UTC), timedelta(hours=5)),
)


def assert_zone_data() -> None:
    """Refuse to start with zone data from before Kazakhstan's change to one zone on 1 March 2024.

    Raises:
        LawbookError: the zone data is missing or too old, so that days would end at the wrong instant.
    """
    try:
        zone = ZoneInfo(DEFAULT_ZONE)
    except ZoneInfoNotFoundError as problem:
        raise LawbookError(["There is no time zone data; install the package tzdata."]) from problem
    for moment, offset in ZONE_WITNESSES:
        found = moment.astimezone(zone).utcoffset()
        if found != offset:
            day = moment.date().isoformat()
            mismatch = f"on {day} {DEFAULT_ZONE} is at {found}, expected {offset}"
            raise LawbookError([f"Time zone data is out of date: {mismatch}; update tzdata."])
