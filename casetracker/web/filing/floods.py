"""How often one place may do something: over that, nothing is lost or refused, it takes its turn later.

An address may be that of a whole village, or of everybody with one mobile operator: whoever shares it with
a program still gets on, after a short wait that is told.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import TypeVar

import structlog
from flask import session as cookie
from flask_limiter.util import get_remote_address
from limits import RateLimitItem, parse

from casetracker import db
from casetracker.protection import limiter

log = structlog.get_logger(__name__)
Answer = TypeVar("Answer")

OF_ONE_PLACE = {
    "begin": parse("60 per hour"),
    "upload": parse("200 per hour"),
    "send": parse("20 per hour"),
    # Only codes that open nothing count: a village shares an address, and a right code costs nobody a try.
    "code": parse("30 per hour"),
}
# Complaints to one body, from wherever they come.
OF_ONE_BODY = parse("600 per hour")
# Files for one draft, where its place has sent too many: as many as a draft may have.
OF_ONE_DRAFT = parse("20 per hour")
# Turns given to one place in an hour make the next one later, up to the longest.
TURNS = parse("1000 per hour")
USED_ONCE = parse("1 per day")
SHORTEST_TURN, LONGEST_TURN, TURNS_PER_SECOND = 10, 60, 20
# Nobody waits longer than this from the first try to send: then it goes through, however many there are.
LONGEST_WAIT = 3600
TURN = "filing-turn"


def seconds_to_wait(action: str) -> int:
    """Count one more of an action of this place; return how long it has to wait, 0 when it may go on."""
    return _hit(OF_ONE_PLACE[action], action, get_remote_address())


def seconds_to_begin() -> int:
    """Return how long this browser waits before it may begin a complaint, 0 when it may.

    Over the limit of its place it is given a turn, which comes within a minute and is good for one complaint.
    """
    if not seconds_to_wait("begin"):
        return 0
    number, ready_at = cookie.get(TURN) or _new_turn()
    left = round(ready_at - db.now().timestamp())
    if left > 0:
        return left
    cookie.pop(TURN, None)
    if not _hit(USED_ONCE, "turn", number):
        return 0
    # A cookie that was copied: this turn was taken.
    return max(1, round(_new_turn()[1] - db.now().timestamp()))


def _new_turn() -> tuple[str, float]:
    keys = ("filing", "turns", get_remote_address())
    _hit(TURNS, *keys[1:])
    free = _asked(lambda: limiter.limiter.get_window_stats(TURNS, *keys).remaining, TURNS.amount)
    wait = min(LONGEST_TURN, SHORTEST_TURN + (TURNS.amount - free) // TURNS_PER_SECOND)
    number, ready_at = secrets.token_hex(8), db.now().timestamp() + wait
    cookie[TURN] = [number, ready_at]
    return number, ready_at


def seconds_to_upload(draft: int) -> int:
    """Count one more upload; return how long it has to wait: a draft gets its files from every place."""
    return seconds_to_wait("upload") and _hit(OF_ONE_DRAFT, "upload", str(draft))


def seconds_before_code() -> int:
    """Return how long this place has to wait before it may try another code; it counts nothing."""
    item, keys = OF_ONE_PLACE["code"], ("filing", "code", get_remote_address())
    if not limiter.enabled or _asked(lambda: limiter.limiter.test(item, *keys), True):
        return 0
    return _left(item, *keys)


def seconds_before_body(body: str) -> int:
    """Count one more complaint to a body; return how long it has to wait, 0 when it may go on."""
    return _hit(OF_ONE_BODY, "body", body)


def _hit(item: RateLimitItem, *keys: str) -> int:
    if not limiter.enabled or _asked(lambda: limiter.limiter.hit(item, "filing", *keys), True):
        return 0
    return _left(item, "filing", *keys)


def _left(item: RateLimitItem, *keys: str) -> int:
    now = db.now().timestamp()
    ends_at = _asked(lambda: limiter.limiter.get_window_stats(item, *keys).reset_time, now)
    return max(1, round(ends_at - now))


def _asked(question: Callable[[], Answer], otherwise: Answer) -> Answer:
    """Return what the store of counters answers; *otherwise* while it is down: filing goes on without it."""
    try:
        return question()
    except Exception:
        # Each kind of store has exceptions of its own.
        log.exception("counter_store_failed")
        return otherwise


def minutes(seconds: int) -> int:
    """Return a wait in whole minutes, at least one."""
    return max(1, -(-seconds // 60))
