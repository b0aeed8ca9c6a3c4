"""Procedures: what may be brought before whom, with the clocks that start."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from casetracker.law.calendar import Texts
from casetracker.law.rules import Dispute

BODY_KINDS = (
    *("commission", "administrative-court", "supreme-court", "district-court", "constitutional"),
    *("appeal-court", "cassation-court", "prosecutor", "law-enforcement"),
)
COMMISSION_LEVELS = ("central", "territorial-region", "territorial-district", "precinct")
ELECTION_KINDS = (
    *("presidential", "senate", "mazhilis", "kurultai", "maslikhat", "akim"),
    *("local-body", "referendum"),
)

# What a body may rule on before it decides.
RULINGS = (
    *("acceptance", "procedure", "application-granted", "application-refused"),
    *("stay", "stay-refused", "interim-relief", "interim-relief-refused"),
)


@dataclass(frozen=True)
class Procedure:
    """One way to bring a matter.

    Attributes:
        receivers: body kinds that may receive it, each with the commission levels allowed (empty: all).
        filing_rule: id of the rule for the complainant's own limit, if there is one.
        review_rules: ids of the rules for the body's limit.
        appeal_rules: ids of the rules for the parties' limit to contest the decision, by the kind of body
            that took it; a kind that is missing: no limit is known, or the law is silent.
        ruling_appeal_rules: the same for a decision on the way, by what it rules on; nothing here: such a
            decision is contested together with the one that ends the case.
        in_force_rules: ids of the rules for the day from which a decision is in force, likewise.
        elections: election kinds it belongs to (empty: every kind).
        standing: who may use it.
        disputes: open questions about the forum itself.
    """

    slug: str
    names: Texts
    receivers: Mapping[str, tuple[str, ...]]
    filing_rule: str | None
    review_rules: tuple[str, ...]
    standing: Texts
    elections: tuple[str, ...] = ()
    disputes: tuple[Dispute, ...] = ()
    appeal_rules: Mapping[str, str] = field(default_factory=dict)
    in_force_rules: Mapping[str, str] = field(default_factory=dict)
    ruling_appeal_rules: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def appeal_rule(self, body_kind: str, ruling: str | None = None) -> str | None:
        """Return the rule for contesting a decision of such a body, or of what it rules on the way."""
        rules = self.appeal_rules if ruling is None else self.ruling_appeal_rules.get(ruling, {})
        return rules.get(body_kind)

    @property
    def body_kinds(self) -> tuple[str, ...]:
        """Return the kinds of body that may receive it."""
        return tuple(self.receivers)

    @property
    def body_levels(self) -> tuple[str, ...]:
        """Return the commission levels that may receive it; empty when it goes to courts only."""
        if "commission" not in self.receivers:
            return ()
        return self.receivers["commission"] or COMMISSION_LEVELS

    @property
    def rules(self) -> tuple[str, ...]:
        """Return the ids of all its rules, the filing limit first."""
        return (self.filing_rule, *self.review_rules) if self.filing_rule else self.review_rules

    def accepts(self, kind: str, level: str | None = None) -> bool:
        """Say whether a body of that kind (and, for commissions, that level) may receive it."""
        if kind not in self.receivers:
            return False
        levels = self.receivers[kind]
        return not levels or level in levels

    def fits_election(self, kind: str) -> bool:
        """Say whether it exists in elections of that kind."""
        return not self.elections or kind in self.elections
