"""The law book of one country, and what is said when there is none."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any

from casetracker.law import Calendar, Procedure, Rule, RuleSet
from casetracker.law.forum import Guide
from casetracker.law.grounds import GroundBasis

DEFAULT_COUNTRY = "kz"


class LawbookError(Exception):
    """The rule files cannot be used; ``problems`` names each file, place and reason."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))


@dataclass(frozen=True)
class LawBook:
    """Everything that a deadline is computed from.

    Attributes:
        digests: a digest of each rule, to store beside what was computed from it.
        country: the code of the country, as its directory is called.
        forum: the guide to the bodies that decide; empty where the country has none.
        grounds: the articles that grounds of inadmissibility rest on; empty where the country has none.
    """

    rules: RuleSet
    procedures: Mapping[str, Procedure]
    calendar: Calendar
    digests: Mapping[str, str]
    country: str = DEFAULT_COUNTRY
    forum: Guide = field(default_factory=Guide)
    grounds: tuple[GroundBasis, ...] = ()

    @cached_property
    def digest(self) -> str:
        """Return one sha256 over all rules: the same means that no rule says anything else."""
        return _sha256(dict(self.digests))

    @cached_property
    def fingerprint(self) -> str:
        """Return one sha256 over rules and calendar: what two processes must have in common."""
        return _sha256({"rules": self.digest, "calendar": self.calendar_digest})

    @cached_property
    def calendar_digest(self) -> str:
        """Return the sha256 of what the calendar says."""
        calendar = asdict(self.calendar)
        calendar["days"] = {day.isoformat(): special for day, special in calendar["days"].items()}
        calendar["weekend"] = sorted(calendar["weekend"])
        calendar["incomplete_years"] = sorted(calendar["incomplete_years"])
        return _sha256(calendar)


def digest_of(rule: Rule) -> str:
    """Return the sha256 of what the rule says, whatever the layout of its file."""
    return _sha256(asdict(rule))


def _sha256(values: dict[str, Any]) -> str:
    canonical = json.dumps(values, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(canonical.encode()).hexdigest()
