"""Read ``procedures.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from casetracker.law import Dispute, Procedure, Rule
from casetracker.law.procedures import BODY_KINDS, COMMISSION_LEVELS, ELECTION_KINDS
from casetracker.lawbook.rules import Terms
from casetracker.lawbook.shape import (
    Findings,
    WrongEntryError,
    check_keys,
    entries,
    keyed,
    one_of,
    read_yaml,
    three_texts,
)


def read_procedures(
    path: Path,
    terms: Terms,
    disputes: Mapping[str, Dispute],
    rules: Mapping[str, Rule],
    found: Findings,
) -> dict[str, Procedure]:
    """Return the procedures by slug; problems go to ``found``."""
    listed: Mapping[str, Any] = {}
    with found.entry(path.name):
        listed = keyed(check_keys(read_yaml(path), ("procedures",))["procedures"], "procedures")
    procedures = {}
    for slug, entry in listed.items():
        with found.entry(f"{path.name}: {slug}"):
            procedures[slug] = _procedure(slug, entry, terms, disputes, rules)
    return procedures


def _procedure(
    slug: str, entry: Any, terms: Terms, disputes: Mapping[str, Dispute], rules: Mapping[str, Rule]
) -> Procedure:
    required = ("names", "receivers", "review_rules", "standing")
    check_keys(entry, required, ("filing_rule", "elections", "disputes"))
    filing_rule = entry.get("filing_rule")
    review_rules = tuple(entries(entry["review_rules"], "review_rules"))
    for rule_id in (*review_rules, *([filing_rule] if filing_rule else [])):
        if rule_id not in rules:
            raise WrongEntryError(f"there is no rule '{rule_id}'.")
    return Procedure(
        slug=slug,
        names=three_texts(entry["names"], "names"),
        receivers=_receivers(entry["receivers"]),
        filing_rule=filing_rule,
        review_rules=review_rules,
        standing=terms.text(entry["standing"], "standing"),
        elections=tuple(
            one_of(kind, ELECTION_KINDS, "elections")
            for kind in entries(entry.get("elections", []), "elections")
        ),
        disputes=tuple(
            disputes[one_of(id_, disputes, "disputes")]
            for id_ in entries(entry.get("disputes", []), "disputes")
        ),
    )


def _receivers(entry: Any) -> dict[str, tuple[str, ...]]:
    if not isinstance(entry, dict) or not entry:
        raise WrongEntryError("receivers must name at least one kind of body.")
    return {
        one_of(kind, BODY_KINDS, "receivers"): tuple(
            one_of(level, COMMISSION_LEVELS, f"receivers.{kind}")
            for level in entries(levels, f"receivers.{kind}")
        )
        for kind, levels in entry.items()
    }
