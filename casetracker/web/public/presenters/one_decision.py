"""The page of one decision: its text, how it is cited, and where its case is told."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import gettext as _

from casetracker.publication.citing import decision_identifier
from casetracker.publication.models import PublicDecision
from casetracker.web.public.presenters.decisions import cited_name, shown_decision
from casetracker.web.public.presenters.linked_data import decision_address, decision_data, summary_of
from casetracker.web.public.queries import Names
from casetracker.web.rendering import language


def decision_page(decision: PublicDecision, names: Names) -> dict[str, Any]:
    """Return what the page of a published decision shows."""
    case = decision.case
    election, name = case.slug.split("/")
    return {
        "case": case,
        "decision": shown_decision(decision, case),
        "body": names.body(case.body_id, language()),
        "case_href": url_for("public.show_case", election=election, name=name),
        "akn_href": url_for(
            "public.export_decision", election=election, name=name, decision=decision.ordinal
        ),
        "cite": _citation(decision, names),
        "identifier": decision_identifier(decision),
        "address": decision_address(decision),
        "summary": summary_of(case),
        "data": decision_data(decision, names),
    }


def _citation(decision: PublicDecision, names: Names) -> str:
    case = decision.case
    version = _("version %(version)s", version=decision.version)
    return ", ".join((names.body(case.body_id, language()), case.reference, cited_name(decision), version))
