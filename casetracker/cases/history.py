"""The history of a case as it stands: without what a later entry put right."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from casetracker.cases.models import Event

# A judgement and what takes its place when facts are corrected: of each pair the last one stands.
JUDGEMENTS = (("filed-late", "filed-in-time"), ("deadline-met", "deadline-missed"))
# Event, number and moment.
Taken = tuple[str, str, dt.datetime]
MOMENTS = {"received_at": "received", "filed_at": "filed", "served_at": "served"}


def standing(events: Iterable[Event]) -> Iterator[tuple[str, dt.datetime]]:
    """Yield kind and moment of what happened, as it is known now: corrected, and in order.

    A judgement that was overturned is left out, and so are the corrections themselves.
    """
    # An event that is only just added has no number yet.
    known = sorted(events, key=lambda event: event.recorded_at)
    moments, overturned = _corrected(known), _overturned(known)
    taken = _taken(known)
    told = [
        (moments.get(event.kind) or _as_corrected(event, taken), event.kind)
        for place, event in enumerate(known)
        if event.kind != "corrected" and place not in overturned
    ]
    for at, kind in sorted(told, key=lambda item: item[0]):
        yield kind, at


def _corrected(events: Iterable[Event]) -> dict[str, dt.datetime]:
    """Return the last word on each moment that was corrected, by the kind of its event."""
    return {
        MOMENTS[event.data["field"]]: dt.datetime.fromisoformat(event.data["new"])
        for event in events
        if event.kind == "corrected" and event.data.get("field") in MOMENTS and event.data.get("new")
    }


def _taken(events: Iterable[Event]) -> list[tuple[Taken, dt.datetime]]:
    """Return where the day of a decision was corrected to, by its event, its number and the day before."""
    return [
        (
            (event.data["of"], event.data["number"], dt.datetime.fromisoformat(event.data["old"])),
            dt.datetime.fromisoformat(event.data["new"]),
        )
        for event in events
        if event.kind == "corrected" and event.data.get("field") == "taken_at"
    ]


def _as_corrected(event: Event, taken: Iterable[tuple[Taken, dt.datetime]]) -> dt.datetime:
    """Return when a decision was taken as it is known now; of anything else, when it happened."""
    at = event.at
    for about, corrected_at in taken:
        # One correction after the other: a day that was taken back may be entered once more.
        if about == (event.kind, event.data.get("number", ""), at):
            at = corrected_at
    return at


def _overturned(events: Iterable[Event]) -> set[int]:
    """Return the places of the judgements that a later one of the same rule took the place of."""
    last: dict[tuple[tuple[str, str], str], int] = {}
    overturned = set()
    for place, event in enumerate(events):
        for pair in JUDGEMENTS:
            if event.kind in pair:
                about = (pair, event.data.get("rule", ""))
                if about in last:
                    overturned.add(last[about])
                last[about] = place
    return overturned
