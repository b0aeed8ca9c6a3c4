"""How often one place may do something: over that, nothing is lost, and the page says when to try again."""

from __future__ import annotations

from flask_limiter.util import get_remote_address
from limits import RateLimitItem, parse

from casetracker import db
from casetracker.protection import limiter

# An address may be that of a whole village: enough for many people, too little for a program.
OF_ONE_PLACE = {
    "begin": parse("60 per hour"),
    "upload": parse("200 per hour"),
    "send": parse("20 per hour"),
    # Only codes that open nothing count: a village shares an address, and a right code costs nobody a try.
    "code": parse("30 per hour"),
}
# Complaints to one body, from wherever they come.
OF_ONE_BODY = parse("600 per hour")


def seconds_to_wait(action: str) -> int:
    """Count one more of an action of this place; return how long it has to wait, 0 when it may go on."""
    return _hit(OF_ONE_PLACE[action], action, get_remote_address())


def seconds_before_code() -> int:
    """Return how long this place has to wait before it may try another code; it counts nothing."""
    item, keys = OF_ONE_PLACE["code"], ("filing", "code", get_remote_address())
    if not limiter.enabled or limiter.limiter.test(item, *keys):
        return 0
    return _left(item, *keys)


def seconds_before_body(body: str) -> int:
    """Count one more complaint to a body; return how long it has to wait, 0 when it may go on."""
    return _hit(OF_ONE_BODY, "body", body)


def _hit(item: RateLimitItem, *keys: str) -> int:
    if not limiter.enabled:
        return 0
    if limiter.limiter.hit(item, "filing", *keys):
        return 0
    return _left(item, "filing", *keys)


def _left(item: RateLimitItem, *keys: str) -> int:
    ends_at = limiter.limiter.get_window_stats(item, *keys).reset_time
    return max(1, round(ends_at - db.now().timestamp()))


def minutes(seconds: int) -> int:
    """Return a wait in whole minutes, at least one."""
    return max(1, -(-seconds // 60))
