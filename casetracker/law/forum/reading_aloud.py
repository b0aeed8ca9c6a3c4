"""An answer of the guide as lines of text, for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from casetracker.law.forum import words
from casetracker.law.wording import date_in_words


def lines_of(told: Mapping[str, Any], language: str) -> Iterator[str]:
    """Yield the lines of what ``told_advice`` gave, in the same language."""
    heading = words.HEADINGS[language]
    yield told["answer"]
    for route in (*told["routes"], *told["remains"]):
        yield f"- {'; '.join(body['name'] for body in route['bodies'])}: {route['file_by']}"
    for part in ("routes", "closed", "remains"):
        if told[part]:
            yield from ("", heading[part])
        for number, route in enumerate(told[part], start=1):
            # How long somebody else would have had is of no use to who may not come.
            lines = _standing(route) if part == "closed" else _route(route, language)
            yield from ("", f"{number}. {route['name']}", *(f"   {line}" for line in lines))
    if told["notes"]:
        yield from ("", heading["notes"])
    for note in told["notes"]:
        yield f"- {note['text']}" + (f" ({note['citation']})" if note["citation"] else "")
        if note["limit"]:
            yield f"  {note['limit']['name']}: {_day_or_reason(note['limit'], language)}"
            yield from (f"  {heading['disputes']}: {it['text']}" for it in note["limit"]["disputes"])


def _route(route: Mapping[str, Any], language: str) -> Iterator[str]:
    heading = words.HEADINGS[language]
    yield f"{heading['forum']}: {'; '.join(body['name'] for body in route['bodies'])}"
    yield from _standing(route)
    yield from _filing(route, language)
    yield from _reviews(route, language)
    for step in route["after"]:
        final = f" {step['finality']}" if step["finality"] else ""
        yield f"{heading['after']}: {step['text']}{final} ({step['citation']})"
    yield from (f"{heading[part]}: {route[part]}" for part in ("finality", "remark") if route[part])
    questions = [*route["disputes"], *(item for limit in _limits(route) for item in limit["disputes"])]
    yield from dict.fromkeys(f"{heading['disputes']}: {item['text']}" for item in questions)
    mark = "" if route["mark"] == "verified" else f" ({route['mark_text']})"
    yield f"{heading['basis']}: {route['citation']}{mark}"


def _standing(route: Mapping[str, Any]) -> Iterator[str]:
    standing = route["standing"]
    yield f"{standing['found_text']}. {standing['text']} ({standing['citation']})"


def _filing(route: Mapping[str, Any], language: str) -> Iterator[str]:
    heading, filing = words.HEADINGS[language], route["filing"]
    if filing is None:
        yield heading["no-filing"]
        return
    yield f"{heading['filing']}: {route['file_by']}"
    if filing["if_late"]:
        yield filing["if_late"]
    if route["timing"]:
        yield route["timing"]["text"]


def _limits(route: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [*([route["filing"]] if route["filing"] else []), *route["reviews"]]


def _reviews(route: Mapping[str, Any], language: str) -> Iterator[str]:
    heading = words.HEADINGS[language]
    if not route["reviews"]:
        yield heading["no-review"]
    for limit in route["reviews"]:
        yield f"{heading['review']}: {_day_or_reason(limit, language)}"
    yield from dict.fromkeys(sentence for limit in route["reviews"] for sentence in limit["assumed"])


def _day_or_reason(limit: Mapping[str, Any], language: str) -> str:
    deadline = limit["deadline"]
    if deadline is None:
        return str(limit["problem"]["message"])
    given = {key: deadline[key] or deadline["due_on"] for key in ("due_on", "strict_on", "other_on")}
    days = {key: date_in_words(date.fromisoformat(day), language) for key, day in given.items()}
    wording = "due-once" if given["due_on"] == given["strict_on"] else "due"
    if given["other_on"] != given["due_on"]:
        wording = "due-other"
    if deadline["immediate"]:
        wording = "immediate"
    return words.HEADINGS[language][wording].format(**days)
