"""Cases that hang together as a tree: what follows from a case hangs below it, the rest stands beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _

from casetracker.cases.models.link import FORWARDED, JOINED, NEXT_INSTANCE, VERTICAL
from casetracker.web.rendering import label

Shown = dict[str, Any]
# Gives what is shown of a case, by its id.
Tell = Callable[[int], Shown]
# What a link is called from its other end.
BACK = {NEXT_INSTANCE: "lower-instance", FORWARDED: "forwarded-from", JOINED: JOINED}


@dataclass(frozen=True)
class Tie:
    """A link between two cases of a chain, from the lower to the upper one."""

    kind: str
    lower: int
    upper: int


def relation_of(kind: str) -> str:
    """Return in words what the upper case of a link is to the lower one."""
    return label("link", kind)


def back_relation_of(kind: str) -> str:
    """Return in words what the lower case of a link is to the upper one."""
    return label("link", BACK.get(kind, "parallel-commission"))


def draw(references: Mapping[int, str], ties: Sequence[Tie], tell: Tell) -> list[Shown]:
    """Return cases, by id in the order in which they are drawn, as a tree in which each stands once.

    To what *tell* gives are added the ``relation`` to the case above, what stands ``beside`` it in words,
    and the cases ``below``.
    """
    pen = _Pen(references, ties, tell)
    below = {tie.upper for tie in ties if tie.kind in VERTICAL and tie.lower in references}
    tops = [case for case in references if case not in below]
    tree = [pen.node(case, "") for case in tops]
    # Whatever else was recorded, no case is left out: two may follow from each other.
    return tree + [pen.node(case, "") for case in references if case not in pen.drawn]


@dataclass
class _Pen:
    references: Mapping[int, str]
    ties: Sequence[Tie]
    tell: Tell
    drawn: dict[int, Tie | None] = field(default_factory=dict)

    def node(self, case: int, relation: str, above: Tie | None = None) -> Shown:
        """Draw a case with everything below it."""
        self.drawn[case] = above
        following = [tie for tie in self.ties if tie.kind in VERTICAL and tie.lower == case]
        below = [
            self.node(tie.upper, relation_of(tie.kind), tie)
            for tie in following
            if tie.upper in self.references and tie.upper not in self.drawn
        ]
        beside = [words for tie in self.ties if (words := self._beside(case, tie))]
        return self.tell(case) | {"relation": relation, "beside": beside, "below": below}

    def _beside(self, case: int, tie: Tie) -> str:
        """Return the case at the other end of a link in words; '' where it is drawn above or below."""
        if case not in (tie.lower, tie.upper):
            return ""
        if tie.kind in VERTICAL and self.drawn.get(tie.upper, tie) == tie:
            return ""
        is_lower = tie.lower == case
        other = self.references.get(tie.upper if is_lower else tie.lower)
        if other is None:
            return ""
        relation = relation_of(tie.kind) if is_lower else back_relation_of(tie.kind)
        return _("%(relation)s: %(reference)s", relation=relation, reference=other)
