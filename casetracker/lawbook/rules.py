"""Read the rule files of one country: shared acts, terms and disputes first, then one file per subject."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from casetracker.law import Act, Dispute, Rule
from casetracker.law.rules import EVENTS, LATENESS, DisputeWhen, Mark
from casetracker.lawbook.editions import SHARED_KEYS, check_sequence, read_edition
from casetracker.lawbook.shape import (
    LANGUAGES,
    Findings,
    WrongEntryError,
    check_keys,
    entries,
    keyed,
    one_of,
    read_yaml,
    three_texts,
    web_address,
)

SHARED_FILES = ("acts.yaml", "terms.yaml", "disputes.yaml", "procedures.yaml")
DISPUTE_WHEN = ("always", "boundary-day", "near-voting", "last-day-off")
RULE_KEYS = ("names", "clock_of", "counted_from", "forum", "if_late", "mark", "editions")
OPTIONAL_RULE_KEYS = ("standing", "disputes", "notes")


@dataclass(frozen=True)
class Terms:
    """Texts that entries may name instead of repeating them."""

    texts: Mapping[str, dict[str, str]]

    def text(self, value: object, key: str) -> dict[str, str]:
        """Return a shared text by its name, or the text written in place."""
        if isinstance(value, dict):
            return three_texts(value, key)
        return self.texts[one_of(value, self.texts, key)]


@dataclass(frozen=True)
class Shared:
    """What every subject file may refer to."""

    acts: Mapping[str, Act]
    terms: Terms
    disputes: Mapping[str, Dispute]


def read_rules(law_dir: Path, found: Findings) -> tuple[Terms, dict[str, Dispute], dict[str, Rule]]:
    """Return the terms, the disputes and the rules by id; problems go to ``found``."""
    acts = _entries(law_dir / "acts.yaml", "acts", _act, found)
    terms = Terms(
        _entries(law_dir / "terms.yaml", "terms", lambda id_, entry: three_texts(entry, id_), found)
    )
    disputes = _entries(law_dir / "disputes.yaml", "disputes", _dispute, found)
    shared = Shared(acts, terms, disputes)
    rules: dict[str, Rule] = {}
    for path in sorted(law_dir.glob("*.yaml")):
        if path.name not in SHARED_FILES:
            _read_subject(path, shared, rules, found)
    if not rules:
        found.problems.append(f"{law_dir.name}: there is no rule file in this directory.")
    return terms, disputes, rules


def _entries(path: Path, key: str, make: Any, found: Findings) -> dict[str, Any]:
    listed: Mapping[str, Any] = {}
    with found.entry(path.name):
        listed = keyed(check_keys(read_yaml(path), (key,))[key], key)
    made = {}
    for id_, entry in listed.items():
        with found.entry(f"{path.name}: {id_}"):
            made[id_] = make(id_, entry)
    return made


def _act(act_id: str, entry: Any) -> Act:
    check_keys(entry, ("names", "url", "division"))
    division = one_of(entry["division"], ("paragraph", "part"), "division")
    return Act(
        id=act_id,
        names=three_texts(entry["names"], "names"),
        url=web_address(entry["url"], "url"),
        division="part" if division == "part" else "paragraph",
    )


def _dispute(dispute_id: str, entry: Any) -> Dispute:
    check_keys(entry, ("when", *LANGUAGES))
    return Dispute(
        id=dispute_id,
        texts=three_texts({language: entry[language] for language in LANGUAGES}, "text"),
        when=cast(DisputeWhen, one_of(entry["when"], DISPUTE_WHEN, "when")),
    )


def _read_subject(path: Path, shared: Shared, rules: dict[str, Rule], found: Findings) -> None:
    data: Mapping[str, Any] = {}
    listed: Mapping[str, Any] = {}
    with found.entry(path.name):
        data = check_keys(read_yaml(path), ("subject", "rules"), ("defaults",))
        check_keys(data.get("defaults", {}), (), SHARED_KEYS)
        listed = keyed(data["rules"], "rules")
    for rule_id, entry in listed.items():
        with found.entry(f"{path.name}: {rule_id}"):
            if rule_id in rules:
                raise WrongEntryError(f"the rule is already in {rules[rule_id].subject}.yaml.")
            rules[rule_id] = _rule(rule_id, entry, data, shared)


def _rule(rule_id: str, entry: Any, file: Mapping[str, Any], shared: Shared) -> Rule:
    check_keys(entry, RULE_KEYS, OPTIONAL_RULE_KEYS)
    terms, disputes = shared.terms, shared.disputes
    defaults = file.get("defaults", {})
    editions = tuple(
        read_edition({**defaults, **keyed(edition, "an edition")}, shared.acts, terms.text)
        for edition in entries(entry["editions"], "editions")
    )
    check_sequence(editions)
    return Rule(
        id=rule_id,
        names=three_texts(entry["names"], "names"),
        clock_of=terms.text(entry["clock_of"], "clock_of"),
        counted_from=one_of(entry["counted_from"], EVENTS, "counted_from"),
        forum=terms.text(entry["forum"], "forum"),
        if_late=one_of(entry["if_late"], LATENESS, "if_late"),
        mark=cast(Mark, one_of(entry["mark"], ("verified", "inference", "disputed"), "mark")),
        editions=editions,
        standing=terms.text(entry["standing"], "standing") if "standing" in entry else None,
        disputes=tuple(
            disputes[one_of(id_, disputes, "disputes")]
            for id_ in entries(entry.get("disputes", []), "disputes")
        ),
        notes=three_texts(entry["notes"], "notes") if "notes" in entry else None,
        subject=file["subject"],
    )
