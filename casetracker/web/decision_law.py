"""What a decision says of the law, as pages show it: its ground with the article, its provisions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from casetracker.web.law_links import cited
from casetracker.web.rendering import label

Shown = dict[str, Any]


def shown_provisions(entries: Iterable[Mapping[str, Any]]) -> list[Shown]:
    """Return the provisions of a decision in the reader's language, with the words that it quotes."""
    listed = list(entries)
    return [told | {"words": entry["words"]} for told, entry in zip(cited(listed), listed, strict=True)]


class TellsGround(Protocol):
    """A decision of a case file, or its public projection."""

    inadmissibility_ground: str | None
    refusal_ground: str | None
    ground_text: str
    ground_citations: list[Any]


def shown_ground(decision: TellsGround) -> Shown | None:
    """Return why a complaint was refused or not examined; None where no ground is recorded."""
    named = [
        label(kind, slug)
        for kind, slug in (
            ("ground", decision.inadmissibility_ground),
            ("refusal-ground", decision.refusal_ground),
        )
        if slug
    ]
    if not named and not decision.ground_text:
        return None
    marks = {it["mark"] for it in decision.ground_citations}
    return {
        "name": ", ".join(named),
        "text": decision.ground_text,
        "citations": cited(decision.ground_citations),
        "mark": label("ground-mark", "inference" if "inference" in marks else "verified") if marks else "",
    }
