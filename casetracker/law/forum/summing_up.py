"""What an answer of the guide comes to: the law it rests on, who decides, and by when to file."""

from __future__ import annotations

from casetracker.law.errors import UnverifiedLaw
from casetracker.law.explain import tell_error
from casetracker.law.forum import words
from casetracker.law.forum.advice import Advice, Limit, Route
from casetracker.law.rules import RuleSet
from casetracker.law.wording import date_in_words


def answer_of(advice: Advice, language: str) -> str:
    """Return the whole answer; where no verified law stands behind it, it begins by saying so."""
    parts = (caveat_of(advice, language), sentence_of(advice, language))
    return " ".join(part for part in parts if part)


def sentence_of(advice: Advice, language: str) -> str:
    """Return who decides, or why nobody does."""
    if not advice.routes:
        return advice.dead_end.text[language] if advice.dead_end else ""
    sure = any(route.standing.found == "yes" for route in advice.routes)
    shown = [route for route in advice.routes if not sure or route.standing.found == "yes"]
    bodies = dict.fromkeys(body.names[language] for route in shown for body in route.bodies)
    return words.HEADINGS[language]["go-to" if sure else "maybe"].format(bodies="; ".join(bodies))


def caveat_of(advice: Advice, language: str) -> str | None:
    """Return that the law was not verified, and who vouches for it; None where it was verified."""
    if advice.unverified:
        told = [note.text[language] for note in advice.notes if note.shown == "unverified"]
        return " ".join(told) or words.UNVERIFIED[language]
    if advice.vouched is None:
        return None
    on = date_in_words(advice.vouched.on, language)
    return words.VOUCHED[language].format(on=on, source=advice.vouched.source)


def file_by(route: Route, language: str, rules: RuleSet) -> str:
    """Return by when to file: the safe day first, then the last one; or why no day is told."""
    if route.filing is None:
        return words.HEADINGS[language]["no-filing"]
    return _last_days(route.filing, language, rules)


def _last_days(limit: Limit, language: str, rules: RuleSet) -> str:
    wordings, deadline = words.FILE_BY[language], limit.deadline
    if deadline is None:
        if limit.problem is None or isinstance(limit.problem, UnverifiedLaw):
            return wordings["unverified"]
        return tell_error(limit.problem, language, rules)
    wording = "file-once" if deadline.strict_on == deadline.due_on else "file-by"
    if deadline.immediate:
        wording = "file-immediately"
    return wordings[wording].format(
        strict_on=date_in_words(deadline.strict_on, language), due_on=date_in_words(deadline.due_on, language)
    )
