"""What the calculator shows of the forum guide: the questions, and where a dispute can be taken."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask import url_for

from casetracker.law.explain import explain
from casetracker.law.forum import Advice, Choice, told_advice
from casetracker.law.forum.summing_up import sentence_of
from casetracker.law.forum.words import HEADINGS
from casetracker.lawbook import DEFAULT_ZONE, LawBook
from casetracker.registry.models import Election
from casetracker.web.law_links import cited, rule_url
from casetracker.web.public.calculator.asking import Asked, read_day
from casetracker.web.public.calculator.dates import dates_of
from casetracker.web.public.calculator.elsewhere import forum_request
from casetracker.web.public.calculator.guiding import FIELDS
from casetracker.web.public.calculator.zones import zone_options
from casetracker.web.public.presenters.rules import MARK_COLOURS
from casetracker.web.rendering import language

Shown = dict[str, Any]

VOUCHED = "warning-law-confirmed-not-verified"
STANDING_COLOURS = {"yes": "green", "no": "red", "unclear": "yellow"}


def contested_options(book: LawBook) -> list[tuple[str, str]]:
    """Return what may be contested, to choose from."""
    return [(choice.slug, choice.names[language()]) for choice in book.forum.contested.values()]


def guide_form(book: LawBook, asked: Asked, choice: Choice, elections: Sequence[Election]) -> Shown:
    """Return the form that asks the rest once it is known what is contested."""
    guide, spoken, typed = book.forum, language(), asked.typed(FIELDS)
    return {
        "contested": choice.slug,
        "name": choice.names[spoken],
        "event": choice.on[spoken],
        "against": [(slug, guide.against[slug][spoken]) for slug in choice.against],
        "by": [(slug, names[spoken]) for slug, names in guide.complainants.items()],
        "kinds": [(slug, guide.elections[slug][spoken]) for slug in choice.elections or guide.elections],
        "elections": [(it.id, it.name(spoken)) for it in elections if _occurs(choice, it)],
        "zones": zone_options(book.calendar.zones, typed.get("zone", "")),
        "values": {"zone": DEFAULT_ZONE, **typed},
        "unreadable": [name for name, text in typed.items() if read_day(text) is None],
        "more": any(name in typed for name in ("zone", "called_on", "results_on")),
        "errors": {name: asked.errors[name] for name in FIELDS if name in asked.errors},
    }


def guide_answer(book: LawBook, asked: Asked, advice: Advice, base_url: str) -> Shown:
    """Return the advice as the page shows it: in the words of the API and of the command line."""
    told = told_advice(advice, language())
    contested = advice.question.contested
    address = url_for("public.calculator", contested=contested, **asked.typed(FIELDS))  # type: ignore[arg-type]
    return {
        "heading": HEADINGS[language()],
        "words": told["question"]["words"],
        "found": told["found"],
        "caveat": told["caveat"],
        "unverified": told["unverified"],
        "sentence": sentence_of(advice, language()),
        "dead_end": told["dead_end"] and cited(told["dead_end"]["citations"]),
        **{part: [_route(book, route) for route in told[part]] for part in ("routes", "closed", "remains")},
        "notes": [_note(book, note) for note in told["notes"]],
        "address": base_url + address,
        "api": forum_request(advice.question, asked.text("election"), base_url),
    }


def _occurs(choice: Choice, election: Election) -> bool:
    return not choice.elections or election.kind in choice.elections


def _route(book: LawBook, route: Mapping[str, Any]) -> Shown:
    standing = route["standing"]
    return {
        "id": route["id"],
        "name": route["name"],
        "file_by": route["file_by"],
        "bodies": [body["name"] for body in route["bodies"]],
        "mark": (route["mark_text"], MARK_COLOURS[route["mark"]]),
        "standing": {
            "tag": (standing["found_text"], STANDING_COLOURS[standing["found"]]),
            "unclear": standing["found"] == "unclear",
            "text": standing["text"],
            "citations": cited(standing["citations"]),
        },
        "filing": route["filing"] and {**_limit(book, route["filing"]), "filing": True},
        "timing": route["timing"] and route["timing"]["text"],
        "is_late": route["filed_late"],
        "reviews": [_limit(book, limit) for limit in route["reviews"]],
        "after": [_step(book, step) for step in route["after"]],
        "finality": route["finality"],
        "remark": route["remark"],
        "disputes": _disputes(route),
        "citations": cited(route["citations"]),
    }


def _disputes(route: Mapping[str, Any]) -> list[str]:
    limits = [*([route["filing"]] if route["filing"] else []), *route["reviews"]]
    found: Iterable[Mapping[str, Any]] = [
        *route["disputes"],
        *(it for each in limits for it in each["disputes"]),
    ]
    return list(dict.fromkeys(dispute["text"] for dispute in found))


def _limit(book: LawBook, limit: Mapping[str, Any]) -> Shown:
    told = limit["deadline"]
    return {
        "name": limit["name"],
        "rule_url": rule_url(book, limit["rule"]),
        "dates": told and dates_of(told),
        "warnings": _warnings(told) if told else [],
        "explanation": told["explanation"] if told else [],
        "citations": cited(told["citations"]) if told else [],
        "unverified": limit["problem"] and limit["problem"]["code"] == "unverified-law",
        "problem": limit["problem"] and limit["problem"]["message"],
        "assumed": limit["assumed"],
        "if_late": limit["if_late"],
    }


def _warnings(told: Mapping[str, Any]) -> list[str]:
    steps = [step for step in told["trace"] if step["code"].startswith("warning-")]
    # Who vouches for the law stands at the head of the answer.
    return explain([step for step in steps if step["code"] != VOUCHED], language())


def _step(book: LawBook, step: Mapping[str, Any]) -> Shown:
    return {
        "text": step["text"],
        "finality": step["finality"],
        "rule_url": step["rule"] and rule_url(book, step["rule"]),
        "citations": cited(step["citations"]),
    }


def _note(book: LawBook, note: Mapping[str, Any]) -> Shown:
    return {
        "text": note["text"],
        "limit": note["limit"] and _limit(book, note["limit"]),
        "citations": cited(note["citations"]),
        "sources": note["sources"],
    }
