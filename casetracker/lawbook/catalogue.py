"""The catalogue: a second, short statement of every rule, which the rule files must agree with.

Whoever changes a period by a slip has to slip twice. The columns compared are those of ``COMPARED``; further
columns are for readers.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path

from casetracker.law import Rule
from casetracker.lawbook.located import Findings, WrongEntryError
from casetracker.lawbook.rules import Written

CATALOGUE = "catalogue.csv"
ID = "rule_id"
COMPARED = (
    *("act", "article", "counted_from", "period", "unit", "direction"),
    *("immediately", "if_late", "mark"),
)
LIST = "; "
KEYS = {
    "act": "cite",
    "article": "cite",
    "unit": "period",
}
"""The key of a rule file that says what a column of another name says."""


def check_catalogue(law_dir: Path, rules: Mapping[str, Written], found: Findings) -> None:
    """Compare the rules with the catalogue; each difference goes to ``found``."""
    path = law_dir / CATALOGUE
    file, listed = found.name(path), set()
    with found.entry(file):
        for line, row in _rows(path):
            rule_id = row[ID]
            with found.entry(f"{file}: {rule_id}"):
                if rule_id in listed:
                    raise WrongEntryError("the rule is listed twice.", line=line)
                listed.add(rule_id)
                if rule_id not in rules:
                    raise WrongEntryError("no rule file has this rule.", line=line)
                _compare(rules[rule_id], row, f"{file}:{line}", found)
        for rule_id, written in rules.items():
            if rule_id not in listed:
                with found.entry(written.where, written.entry):
                    raise WrongEntryError(f"the rule is missing in {file}.")


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as problem:
        raise WrongEntryError("the file is missing.") from problem
    except UnicodeDecodeError as problem:
        raise WrongEntryError("the file is not UTF-8 text.") from problem
    reader = csv.DictReader(text.splitlines())
    missing = [name for name in (ID, *COMPARED) if name not in (reader.fieldnames or ())]
    if missing:
        raise WrongEntryError(f"missing column {', '.join(missing)}.", line=1)
    for row in reader:
        yield reader.line_num, {name: (row[name] or "").strip() for name in (ID, *COMPARED)}


def _compare(written: Written, row: Mapping[str, str], place: str, found: Findings) -> None:
    last = len(written.rule.editions) - 1
    for name, said in _statement(written.rule).items():
        if said != row[name]:
            of_edition = name not in ("counted_from", "if_late", "mark")
            key = f"editions[{last}].{KEYS.get(name, name)}" if of_edition else name
            with found.entry(written.where, written.entry):
                raise WrongEntryError(f"says {name} '{said}', but {place} says '{row[name]}'.", key)


def _statement(rule: Rule) -> dict[str, str]:
    """Return what the last edition of a rule says, as the catalogue writes it."""
    edition = rule.editions[-1]
    near = edition.proximity
    return {
        "act": LIST.join(dict.fromkeys(citation.act.id for citation in edition.citations)),
        "article": LIST.join(citation.article for citation in edition.citations),
        "counted_from": rule.counted_from,
        "period": str(edition.period.amount),
        "unit": edition.period.unit,
        "direction": edition.direction,
        "immediately": f"{near.days_before} {near.until}" if near else "",
        "if_late": rule.if_late,
        "mark": rule.mark,
    }
