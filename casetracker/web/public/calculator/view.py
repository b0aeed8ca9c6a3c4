"""``/calculator``: until when, for anyone; nothing is stored, the address holds the whole question."""

from __future__ import annotations

from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from casetracker import db
from casetracker.law import Rule, UnverifiedLaw
from casetracker.law.forum import Choice
from casetracker.lawbook import LawBook
from casetracker.registry.queries import list_elections
from casetracker.runtime import lawbook, settings
from casetracker.web.public.blueprint import pages
from casetracker.web.public.calculator import guiding
from casetracker.web.public.calculator.asking import Asked
from casetracker.web.public.calculator.computing import FIELDS, computed, read_facts
from casetracker.web.public.calculator.guide_presenter import contested_options, guide_answer, guide_form
from casetracker.web.public.calculator.presenter import answer, facts_form, last_verified, rule_choices
from casetracker.web.public.conditional import unless_same
from casetracker.web.public.presenters.rules import near_rules

Shown = dict[str, Any]


@pages.get("/calculator")
def calculator() -> ResponseReturnValue:
    """Ask what happened or which limit is meant, then for the facts, then tell the last day."""
    asked, book = Asked(request.args), lawbook()
    rule_id = asked.text("rule")
    if rule_id in book.rules:
        shown = _time_limit(book, asked, book.rules.get(rule_id), db.db.session)
        return unless_same(render_template("public/calculator/limit.html", **shown))
    contested = asked.text("contested")
    if contested in book.forum.contested and not rule_id:
        shown = _guide(book, asked, book.forum.contested[contested], db.db.session)
        return unless_same(render_template("public/calculator/guide.html", **shown))
    shown = _entrance(book, asked, rule_id)
    return unless_same(render_template("public/calculator/start.html", **shown))


def _time_limit(book: LawBook, asked: Asked, rule: Rule, session: Session) -> Shown:
    elections = list_elections(session)
    shown: Shown = {"answer": None, "unverified": None}
    if any(name in asked for name in FIELDS):
        election = asked.election(elections)
        facts = read_facts(asked, book, rule, election)
        deadline = computed(asked, book, rule, facts, election) if facts else None
        if isinstance(deadline, UnverifiedLaw):
            shown["unverified"] = last_verified(book, rule, deadline)
        elif facts and deadline:
            shown["answer"] = answer(book, asked, facts, deadline, settings().base_url)
    return shown | facts_form(book, asked, rule, elections)


def _guide(book: LawBook, asked: Asked, choice: Choice, session: Session) -> Shown:
    elections = list_elections(session)
    shown: Shown = {"answer": None}
    if any(name in asked for name in guiding.FIELDS):
        question = guiding.read_question(asked, book, choice, elections)
        advice = guiding.advice_on(asked, book, question) if question else None
        if advice:
            shown = {"answer": guide_answer(book, asked, advice, settings().base_url)}
    return shown | guide_form(book, asked, choice, elections)


def _entrance(book: LawBook, asked: Asked, rule_id: str) -> Shown:
    near: list[Shown] = []
    if rule_id:
        asked.fail("rule", _("There is no time limit “%(id)s”. Choose one from the list.", id=rule_id[:60]))
        near = near_rules(book.rules, rule_id)
    elif "rule" in asked:
        asked.fail("rule", _("Choose a time limit from the list."))
    contested = asked.text("contested")
    if contested and not rule_id:
        asked.fail("contested", _("“%(value)s” is not in the list. Choose again.", value=contested[:60]))
    elif "contested" in asked and not rule_id:
        asked.fail("contested", _("Choose what you want to contest."))
    return {
        "contested": contested_options(book),
        "groups": rule_choices(book),
        "near": near,
        "errors": asked.errors,
    }
