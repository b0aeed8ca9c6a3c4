"""Read ``procedures.yaml``."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from casetracker.law import Procedure
from casetracker.law.procedures import BODY_KINDS, COMMISSION_LEVELS, ELECTION_KINDS, RULINGS
from casetracker.lawbook.shape import (
    Findings,
    WrongEntryError,
    check_keys,
    choices,
    each,
    keyed,
    one_of,
    opened,
    three_texts,
)
from casetracker.lawbook.shared import Shared

REQUIRED = ("names", "receivers", "review_rules", "standing")
OPTIONAL = (
    *("filing_rule", "appeal_rules", "ruling_appeal_rules", "in_force_rules"),
    *("elections", "disputes"),
)


def read_procedures(
    path: Path, shared: Shared, rules: Collection[str], found: Findings
) -> dict[str, Procedure]:
    """Return the procedures by slug; problems go to ``found``."""
    file = found.name(path)
    procedures: dict[str, Procedure] = {}
    data = opened(path, found, ("procedures",)) or {"procedures": {}}
    with found.entry(file, data):
        for slug, entry in keyed(data["procedures"], "procedures").items():
            with found.entry(f"{file}: {slug}", entry):
                procedures[slug] = _procedure(slug, entry, shared, rules)
    return procedures


def _procedure(slug: str, entry: Any, shared: Shared, rules: Collection[str]) -> Procedure:
    check_keys(entry, REQUIRED, OPTIONAL)
    filing_rule = entry.get("filing_rule")
    if filing_rule is not None:
        _known(filing_rule, "filing_rule", rules)
    receivers = _receivers(entry["receivers"])
    return Procedure(
        slug=slug,
        names=three_texts(entry["names"], "names"),
        receivers=receivers,
        filing_rule=filing_rule,
        review_rules=tuple(
            _known(rule_id, key, rules) for key, rule_id in each(entry["review_rules"], "review_rules")
        ),
        standing=shared.terms.text(entry["standing"], "standing"),
        elections=choices(entry.get("elections", []), ELECTION_KINDS, "elections"),
        disputes=shared.disputes_of(entry),
        appeal_rules=_by_kind(entry, "appeal_rules", receivers, rules),
        ruling_appeal_rules={
            ruling: _by_kind(named, ruling, receivers, rules) for ruling, named in _rulings(entry).items()
        },
        in_force_rules=_by_kind(entry, "in_force_rules", receivers, rules),
    )


def _rulings(entry: Mapping[str, Any]) -> Mapping[str, Mapping[str, Any]]:
    """Return what is named of decisions on the way, each in the shape that ``_by_kind`` reads."""
    named = keyed(entry.get("ruling_appeal_rules", {}), "ruling_appeal_rules")
    return {
        one_of(ruling, RULINGS, "ruling_appeal_rules"): {ruling: rules} for ruling, rules in named.items()
    }


def _by_kind(
    entry: Mapping[str, Any], key: str, receivers: Collection[str], rules: Collection[str]
) -> dict[str, str]:
    """Return the rule that a procedure names for each kind of body; only what may receive it decides it."""
    named = keyed(entry.get(key, {}), key)
    return {
        one_of(kind, receivers, key): _known(rule_id, f"{key}.{kind}", rules)
        for kind, rule_id in named.items()
    }


def _known(rule_id: object, key: str, rules: Collection[str]) -> str:
    if not isinstance(rule_id, str) or rule_id not in rules:
        raise WrongEntryError(f"is '{rule_id}'; there is no rule of that id.", key)
    return rule_id


def _receivers(entry: Any) -> dict[str, tuple[str, ...]]:
    if not isinstance(entry, dict) or not entry:
        raise WrongEntryError("must name at least one kind of body.", "receivers")
    return {
        one_of(kind, BODY_KINDS, "receivers"): choices(levels, COMMISSION_LEVELS, f"receivers.{kind}")
        for kind, levels in entry.items()
    }
