"""An answer of the guide with its words: one for the command line, the API and the pages."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from casetracker.law.calendar import Texts
from casetracker.law.errors import UnverifiedLaw
from casetracker.law.explain import citations_in_words, tell_error
from casetracker.law.forum import words
from casetracker.law.forum.advice import Advice, Limit, Note, Route
from casetracker.law.forum.guide import Guide, NextStep
from casetracker.law.forum.summing_up import answer_of, caveat_of, file_by
from casetracker.law.rules import Citation, RuleSet
from casetracker.law.telling import told_deadline
from casetracker.law.wording import date_in_words


def told_advice(advice: Advice, language: str) -> dict[str, Any]:
    """Return the advice as JSON-able values, every text in one language.

    Raises:
        ValueError: the language is not one of ``kk``, ``ru``, ``en``.
    """
    if language not in words.LANGUAGES:
        raise ValueError(
            f"'{language}' is not a language of the guide; allowed: {', '.join(words.LANGUAGES)}"
        )
    end, rules = advice.dead_end, advice.rules
    return {
        "question": _question(advice, language),
        "found": advice.found,
        "unverified": advice.unverified,
        "caveat": caveat_of(advice, language),
        "answer": answer_of(advice, language),
        "dead_end": None
        if end is None
        else {"slug": end.slug, "text": end.text[language], **_cited(end.citations, language)},
        "routes": [_route(route, language, rules) for route in advice.routes],
        "closed": [_route(route, language, rules) for route in advice.closed],
        "remains": [_route(route, language, rules) for route in advice.remains],
        "notes": [
            # That the law was not verified is the beginning of the answer, not a note at its end.
            _note(note, language, rules)
            for note in advice.notes
            if note.shown != "unverified"
        ],
    }


def told_choices(guide: Guide, language: str) -> dict[str, Any]:
    """Return what can be asked, with names: for forms, and for callers that must know the slugs.

    Raises:
        KeyError: the language is not one of ``kk``, ``ru``, ``en``.
    """
    return {
        "contested": [
            {
                "slug": choice.slug,
                "name": choice.names[language],
                "on": choice.on[language],
                "against": list(choice.against),
                "elections": list(choice.elections or guide.elections),
            }
            for choice in guide.contested.values()
        ],
        "against": _named(guide.against.items(), language),
        "by": _named(guide.complainants.items(), language),
        "elections": _named(guide.elections.items(), language),
    }


def _named(texts: Iterable[tuple[str, Texts]], language: str) -> list[dict[str, str]]:
    return [{"slug": slug, "name": names[language]} for slug, names in texts]


def _question(advice: Advice, language: str) -> dict[str, Any]:
    asked, guide = advice.question, advice.guide
    days = {
        name: getattr(asked, name) for name in ("on", "filed_on", "election_day", "results_on", "called_on")
    }
    return {
        "contested": asked.contested,
        "against": asked.against,
        "by": asked.by,
        "election": asked.election,
        **{name: day.isoformat() if isinstance(day, date) else None for name, day in days.items()},
        "zone": asked.zone,
        "confirmed": asked.confirmed
        and {"on": asked.confirmed.on.isoformat(), "source": asked.confirmed.source},
        "words": {
            "contested": advice.choice.names[language],
            "against": guide.against[asked.against][language],
            "by": guide.complainants[asked.by][language],
            "election": guide.elections[asked.election][language],
            "on": advice.choice.on[language],
        },
    }


def _route(route: Route, language: str, rules: RuleSet) -> dict[str, Any]:
    standing = route.standing
    return {
        "id": route.id,
        "name": route.names[language],
        "bodies": [
            {"kind": body.kind, "levels": list(body.levels), "name": body.names[language]}
            for body in route.bodies
        ],
        "procedure": route.procedure,
        "mark": route.mark,
        "mark_text": words.MARKS[language][route.mark],
        "standing": {
            "found": standing.found,
            "found_text": words.STANDING[language][standing.found],
            "text": standing.text[language],
            **_cited(standing.citations, language),
        },
        "file_by": None if standing.found == "no" else file_by(route, language, rules),
        "filing": None if route.filing is None else _limit(route.filing, language, rules, complainants=True),
        "timing": _timing(route, language),
        "filed_late": route.filed_late,
        "reviews": [_limit(limit, language, rules, complainants=False) for limit in route.reviews],
        "after": [_step(step, language) for step in route.after],
        "finality": route.finality and route.finality[language],
        "remark": route.remark and route.remark[language],
        "disputes": [{"id": dispute.id, "text": dispute.texts[language]} for dispute in route.disputes],
        **_cited(route.citations, language),
    }


def _step(step: NextStep, language: str) -> dict[str, Any]:
    return {
        "slug": step.slug,
        "text": step.text[language],
        "forum": step.forum[language],
        "rule": step.rule,
        "finality": step.finality and step.finality[language],
        **_cited(step.citations, language),
    }


def _timing(route: Route, language: str) -> dict[str, str] | None:
    if route.timing is None or route.filing is None or route.filing.deadline is None:
        return None
    deadline = route.filing.deadline
    text = words.TIMING[language][route.timing].format(
        due_on=date_in_words(deadline.due_on, language), strict_on=date_in_words(deadline.strict_on, language)
    )
    return {"code": route.timing, "text": text}


def _limit(limit: Limit, language: str, rules: RuleSet, *, complainants: bool) -> dict[str, Any]:
    problem = limit.problem
    return {
        "rule": limit.rule.id,
        "name": limit.rule.names[language],
        "deadline": None if limit.deadline is None else told_deadline(limit.deadline, language),
        "problem": None
        if problem is None
        else {"code": problem.code, "message": tell_error(problem, language, rules)},
        "disputes": _open_questions(limit, language),
        "assumed": [words.ASSUMED[language][code] for code in limit.assumed],
        "if_late": _if_late(limit, language) if complainants else None,
    }


def _if_late(limit: Limit, language: str) -> str | None:
    """Return what lateness means to who complains; of a body it is no advice, of unverified law not known."""
    unverified = isinstance(limit.problem, UnverifiedLaw)
    return None if unverified else words.LATENESS[language].get(limit.rule.if_late)


def _open_questions(limit: Limit, language: str) -> list[dict[str, str]]:
    """Return the questions that touch this date; those of the route itself stand with the route."""
    touched = () if limit.deadline is None else limit.deadline.disputed
    return [
        {"id": dispute.id, "text": dispute.texts[language]}
        for dispute in limit.rule.disputes
        if dispute.id in touched
    ]


def _note(note: Note, language: str, rules: RuleSet) -> dict[str, Any]:
    return {
        "slug": note.slug,
        "text": note.text[language],
        "sources": list(note.sources),
        "limit": None if note.limit is None else _limit(note.limit, language, rules, complainants=False),
        **_cited(note.citations, language),
    }


def _cited(citations: Iterable[Citation], language: str) -> dict[str, Any]:
    """Return places in the law in words and in full."""
    listed = [citation.to_dict() for citation in citations]
    return {"citation": citations_in_words(listed, language), "citations": listed}
