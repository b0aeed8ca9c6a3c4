"""The pages of the law: every rule in a list, and everything about one of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any, cast

from flask import url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from casetracker.labels import LAW_SUBJECTS, RULE_MARKS
from casetracker.law import Citation, Dispute, Edition, Rule, RuleSet, UnknownRule
from casetracker.law.phrases import EVENT_NAMES, GROUND_NAMES
from casetracker.law.wording import article_in_words, citation_in_words
from casetracker.lawbook import LawBook
from casetracker.web.law_links import cited, law_text, rule_url
from casetracker.web.public.presenters.editions import (
    counting,
    last_hour,
    near_voting,
    period_in_words,
    short_hour,
)
from casetracker.web.rendering import fmt_date, label, language

Shown = dict[str, Any]

MARK_COLOURS = {"verified": "green", "inference": "yellow", "disputed": "purple"}
FILTERS = {"subject": LAW_SUBJECTS, "mark": RULE_MARKS}
LONGEST_SHOWN = 60


def law_page(book: LawBook, arguments: MultiDict[str, str]) -> Shown:
    """Return what the list of rules shows; a filter that is not known is told and left out."""
    chosen = {name: value for name in FILTERS if (value := arguments.get(name, "")) in FILTERS[name]}
    unknown = [arguments[name] for name in FILTERS if arguments.get(name) and name not in chosen]
    rules = [rule for rule in book.rules if _fits(rule, chosen)]
    return {
        "chosen": chosen,
        "filters": _filters(book.rules, chosen),
        "unknown": [value[:LONGEST_SHOWN] for value in unknown],
        "total": len(rules),
        "groups": _groups(rules),
        "verified_to": fmt_date(min(rule.verified_to for rule in book.rules)),
        "marks": {mark: label("rule-mark", mark) for mark in RULE_MARKS},
        "colours": MARK_COLOURS,
    }


def rule_page(book: LawBook, rule: Rule, base_url: str) -> Shown:
    """Return everything that the page of one rule shows."""
    names = {code: rule.names[code] for code in ("kk", "ru", "en") if code != language()}
    return {
        "rule": rule,
        "name": rule.names[language()],
        "other_names": names,
        "subject": label("law-subject", rule.subject),
        "mark": (label("rule-mark", rule.mark), MARK_COLOURS[rule.mark]),
        "rows": _rule_rows(rule),
        "disputes": [_dispute(dispute) for dispute in rule.disputes],
        "notes": rule.notes and rule.notes[language()],
        "editions": [_edition(book, edition) for edition in reversed(rule.editions)],
        "verified_to": fmt_date(rule.verified_to),
        "address": base_url + url_for("public.show_rule", rule_id=rule.id),
        "api_address": f"{base_url}/api/v1/rules/{rule.id}",
        "cite": _cite(rule),
    }


def near_rules(rules: RuleSet, rule_id: str) -> list[Shown]:
    """Return links to the rules whose ids are near to one that does not exist."""
    try:
        rules.get(rule_id)
    except UnknownRule as unknown:
        return [_near(rules.get(near)) for near in cast("list[str]", unknown.params["close"])]
    return []


def _near(rule: Rule) -> Shown:
    href = url_for("public.show_rule", rule_id=rule.id)
    return {"href": href, "text": rule.names[language()], "id": rule.id}


def event_name(rule: Rule) -> str:
    """Return what starts (or, counted back, ends) the clock of a rule."""
    return str(EVENT_NAMES[language()][rule.counted_from])


def by_subject(rules: Iterable[Rule]) -> dict[str, list[Rule]]:
    """Return the rules by their subjects, in the order of the labels; unknown subjects come last."""
    rules = list(rules)
    subjects = dict.fromkeys((*LAW_SUBJECTS, *(rule.subject for rule in rules)))
    grouped = {name: [rule for rule in rules if rule.subject == name] for name in subjects}
    return {name: found for name, found in grouped.items() if found}


def _fits(rule: Rule, chosen: Shown) -> bool:
    return all(getattr(rule, name) == value for name, value in chosen.items())


def _filters(rules: Iterable[Rule], chosen: Shown) -> list[Shown]:
    known = list(rules)
    legends = {"subject": _("Subject of the time limit"), "mark": _("How sure it is")}
    return [
        {
            "name": name,
            "legend": legend,
            "everything": _("Everything"),
            "value": chosen.get(name, ""),
            "options": [
                (slug, str(words)) for slug, words in FILTERS[name].items() if _used(known, name, slug)
            ],
        }
        for name, legend in legends.items()
    ]


def _used(rules: Sequence[Rule], name: str, slug: str) -> bool:
    return any(getattr(rule, name) == slug for rule in rules)


def _groups(rules: Sequence[Rule]) -> list[Shown]:
    return [
        {"id": name, "title": label("law-subject", name), "rules": [_line(rule) for rule in found]}
        for name, found in by_subject(rules).items()
    ]


def _line(rule: Rule) -> Shown:
    edition = rule.editions[-1]
    return {
        "href": url_for("public.show_rule", rule_id=rule.id),
        "name": rule.names[language()],
        "mark": (label("rule-mark", rule.mark), MARK_COLOURS[rule.mark]),
        "clock_of": rule.clock_of[language()],
        "counted_from": event_name(rule),
        "period": period_in_words(edition),
        "hour": short_hour(edition),
        "near_voting": near_voting(edition),
        "citations": [_short(citation) for citation in edition.citations],
        "editions": len(rule.editions),
    }


def _short(citation: Citation) -> Shown:
    """Return a citation with its article apart from its act, whose name fills a table."""
    act, spoken = citation.act, language()
    article = article_in_words(citation.article, act.division, spoken)
    return {
        "text": article or act.names[spoken],
        "act": act.names[spoken] if article else "",
        **law_text(citation.to_dict()),
    }


def _rule_rows(rule: Rule) -> list[tuple[str, str]]:
    standing = [(_("Who may use it"), rule.standing[language()])] if rule.standing else []
    silent = _("The law is silent on this, or its text was not found.")
    return [
        (_("Whose time it is"), rule.clock_of[language()]),
        (_("Counted to") if _is_backward(rule) else _("Counted from"), event_name(rule)),
        (_("Goes to"), rule.forum[language()]),
        *standing,
        (_("What lateness means"), label("lateness", rule.if_late)),
        (_("Whether the outcome is final"), rule.finality[language()] if rule.finality else silent),
    ]


def _dispute(dispute: Dispute) -> Shown:
    when = {
        "boundary-day": _("On the fifth day before voting"),
        "near-voting": _("In the days before voting"),
        "last-day-off": _("When the last day is a day off"),
    }
    return {"when": when.get(dispute.when, ""), "text": dispute.texts[language()]}


def _is_backward(rule: Rule) -> bool:
    return all(edition.direction == "backward" for edition in rule.editions)


def _edition(book: LawBook, edition: Edition) -> Shown:
    return {
        "id": edition.id,
        "title": _(
            "In force from %(first)s to %(last)s",
            first=fmt_date(edition.valid_from),
            last=fmt_date(edition.valid_to),
        ),
        "note": edition.valid_from_note and edition.valid_from_note[language()],
        "period": period_in_words(edition),
        "counting": counting(edition),
        "hour": last_hour(edition),
        "near_voting": near_voting(edition),
        "boundary": edition.proximity is not None and edition.proximity.boundary_days is not None,
        "window": _window(book, edition),
        "forum": edition.forum and edition.forum[language()],
        "stays": [_stay(ground, edition) for ground in edition.stays],
        "citations": [_read(citation.to_dict(), citation.read_on) for citation in edition.citations],
    }


def _read(citation: Shown, read_on: dt.date) -> Shown:
    return {**cited([citation])[0], "read": _("read on %(day)s", day=fmt_date(read_on))}


def _window(book: LawBook, edition: Edition) -> Shown | None:
    if edition.window is None:
        return None
    rule = book.rules.rules.get(edition.window.rule)
    name = rule.names[language()] if rule else edition.window.rule
    return {"months": edition.window.months, "text": name, "href": rule_url(book, edition.window.rule)}


def _stay(ground: str, edition: Edition) -> Shown:
    effect = edition.stays[ground]
    return {
        "ground": GROUND_NAMES[language()][ground],
        "effect": label("stay-effect", effect.effect),
        "citations": cited(citation.to_dict() for citation in effect.citations),
    }


def _cite(rule: Rule) -> str:
    newest = rule.editions[-1]
    articles = "; ".join(citation_in_words(it.to_dict(), language()) for it in newest.citations)
    return f"{rule.names[language()]}. {articles}"
