"""``/law`` and ``/law/<rule>``: every time limit with the article it was read from."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from casetracker.runtime import lawbook, settings
from casetracker.web.public.blueprint import pages
from casetracker.web.public.conditional import unless_same
from casetracker.web.public.presenters.rules import law_page, near_rules, rule_page


@pages.get("/law")
def show_law() -> ResponseReturnValue:
    """List every time limit by subject."""
    return unless_same(render_template("public/law.html", **law_page(lawbook(), request.args)))


@pages.get("/law/<rule_id>")
def show_rule(rule_id: str) -> ResponseReturnValue:
    """Tell everything about one time limit; an id that does not exist leads to the nearest ones."""
    rules = lawbook().rules
    if rule_id not in rules:
        shown = render_template("public/no_rule.html", rule_id=rule_id, near=near_rules(rules, rule_id))
        return shown, 404
    page = rule_page(lawbook(), rules.get(rule_id), settings().base_url)
    return unless_same(render_template("public/rule.html", **page))
