"""Read the rules of one country: one file per subject, each rule with its editions."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from casetracker.law import Edition, Rule
from casetracker.law.rules import EVENTS, LATENESS, Mark
from casetracker.lawbook.editions import SHARED_KEYS, check_sequence, read_edition
from casetracker.lawbook.located import LocatedMapping
from casetracker.lawbook.shape import (
    Findings,
    WrongEntryError,
    check_keys,
    entries,
    inside,
    keyed,
    one_of,
    opened,
    three_texts,
)
from casetracker.lawbook.shared import ACTS, DISPUTES, TERMS, Shared

PROCEDURES, FORUM, GROUNDS = "procedures.yaml", "forum.yaml", "grounds.yaml"
NOT_SUBJECTS = (ACTS, TERMS, DISPUTES, PROCEDURES, FORUM, GROUNDS)
MARKS = ("verified", "inference", "disputed")
RULE_KEYS = ("names", "clock_of", "counted_from", "forum", "if_late", "mark", "editions")
OPTIONAL_RULE_KEYS = ("standing", "finality", "disputes", "notes")
RULE_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z0-9]+(?:-[a-z0-9]+)*)+")


@dataclass(frozen=True)
class Written:
    """A rule with the place where it is written: the name of the file, and the entry with its lines."""

    rule: Rule
    file: str
    entry: Any

    @property
    def where(self) -> str:
        """Return the place as ``Findings.entry`` takes it."""
        return f"{self.file}: {self.rule.id}"


def read_rules(law_dir: Path, shared: Shared, found: Findings) -> dict[str, Written]:
    """Return the rules by id, each with its place; problems go to ``found``."""
    rules: dict[str, Written] = {}
    for path in sorted(law_dir.glob("*.yaml")):
        if path.name not in NOT_SUBJECTS:
            _read_subject(path, shared, rules, found)
    if not rules and not found.problems:
        found.problems.append(f"{found.name(law_dir)}: there is no rule file in this directory.")
    for written in rules.values():
        with found.entry(written.where, written.entry):
            _check_windows(written.rule, rules)
    return rules


def _read_subject(path: Path, shared: Shared, rules: dict[str, Written], found: Findings) -> None:
    file = found.name(path)
    data = opened(path, found, ("subject", "rules"), ("defaults",))
    if data is None:
        return
    with found.entry(file, data):
        one_of(data["subject"], (path.stem,), "subject")
        with inside("defaults"):
            check_keys(data.get("defaults", {}), (), SHARED_KEYS)
        for rule_id, entry in keyed(data["rules"], "rules").items():
            with found.entry(f"{file}: {rule_id}", entry):
                _check_id(rule_id, rules)
                rules[rule_id] = Written(_rule(rule_id, entry, data, shared), file, entry)


def _check_id(rule_id: object, rules: Mapping[str, Written]) -> None:
    if not isinstance(rule_id, str) or not RULE_ID.fullmatch(rule_id):
        raise WrongEntryError(
            "the id of a rule has two parts or more of small Latin letters, such as voter-list.display."
        )
    if rule_id in rules:
        raise WrongEntryError(f"the rule is already in {rules[rule_id].file}.")


def _check_windows(rule: Rule, known: Collection[str]) -> None:
    for number, edition in enumerate(rule.editions):
        if edition.window and edition.window.rule not in known:
            named = f"is '{edition.window.rule}'; there is no rule of that id."
            raise WrongEntryError(named, f"editions[{number}].applies_within.rule")


def _rule(rule_id: str, entry: Any, file: Mapping[str, Any], shared: Shared) -> Rule:
    check_keys(entry, RULE_KEYS, OPTIONAL_RULE_KEYS)
    terms, disputes = shared.terms, shared.disputes_of(entry)
    if entry["mark"] == "disputed" and not disputes:
        raise WrongEntryError("is 'disputed', but no dispute is named; add disputes: [...].", "mark")
    return Rule(
        id=rule_id,
        names=three_texts(entry["names"], "names"),
        clock_of=terms.text(entry["clock_of"], "clock_of"),
        counted_from=one_of(entry["counted_from"], EVENTS, "counted_from"),
        forum=terms.text(entry["forum"], "forum"),
        if_late=one_of(entry["if_late"], LATENESS, "if_late"),
        mark=cast(Mark, one_of(entry["mark"], MARKS, "mark")),
        editions=_editions(entry, file.get("defaults", LocatedMapping()), shared),
        standing=terms.text(entry["standing"], "standing") if "standing" in entry else None,
        disputes=disputes,
        notes=three_texts(entry["notes"], "notes") if "notes" in entry else None,
        finality=terms.text(entry["finality"], "finality") if "finality" in entry else None,
        subject=file["subject"],
    )


def _editions(entry: Mapping[str, Any], defaults: Mapping[str, Any], shared: Shared) -> tuple[Edition, ...]:
    editions = []
    for number, written in enumerate(entries(entry["editions"], "editions")):
        if not isinstance(written, LocatedMapping):
            raise WrongEntryError("expected a mapping of keys to values.", f"editions[{number}]")
        whole = written.over(defaults)
        with inside("editions", number, node=whole):
            editions.append(read_edition(whole, shared))
    check_sequence(editions)
    return tuple(editions)
