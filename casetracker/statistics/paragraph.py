"""The figures of a slice as an observer writes them: whole sentences, every number with the list behind it.

A sentence counts one thing, so that each language inflects it after its own rules.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from flask_babel import gettext as _
from markupsafe import Markup

from casetracker import labels
from casetracker.labels.within import within_a_sentence
from casetracker.statistics import wording
from casetracker.statistics.queries import Overview
from casetracker.statistics.slices import GRANTED, INADMISSIBLE, Cell

# Gives a number as the link to its list.
Linked = Callable[[int, Cell], Markup]


def sentences(seen: Overview, linked: Linked) -> list[Markup]:
    """Return the paragraph, sentence by sentence; of an empty slice one that says so."""
    if not seen.received:
        return [Markup.escape(_("No complaint is on the register that meets these conditions."))]
    told = _Telling(seen, linked)
    return [*told.received(), *told.results(), *told.grounds(), *told.remedies(), *told.conduct()]


class _Telling:
    def __init__(self, seen: Overview, linked: Linked) -> None:
        self.seen = seen
        self.linked = linked

    def say(self, say: Callable[[int], str], measure: str, *values: str) -> Iterator[Markup]:
        """Give a sentence about a number, unless the number is nought."""
        count = self.seen.count(measure, *values)
        if count:
            yield self.woven(say(count), count, Cell(measure, values))

    def woven(self, sentence: str, count: int, cell: Cell) -> Markup:
        return Markup.escape(sentence).replace(wording.PLACE, self.linked(count, cell))

    def received(self) -> Iterator[Markup]:
        yield from self.say(lambda n: wording.received(self.seen.filters.body_level, n), "outcomes")
        yield from self.say(wording.pending, "outcomes", "pending")

    def results(self) -> Iterator[Markup]:
        yield from self.say(wording.inadmissible, "outcomes", *INADMISSIBLE)
        yield from self.say(wording.refused, "outcomes", "refused")
        if self.seen.count("outcomes", *GRANTED):
            yield from self.say(wording.granted, "outcomes", *GRANTED)
        elif self.seen.count("outcomes", "pending") < self.seen.received:
            yield Markup.escape(_("No complaint was satisfied."))
        yield from self.say(wording.withdrawn, "outcomes", "withdrawn")
        ended = ("terminated", "forwarded", "explained")
        yield from self.say(wording.ended_otherwise, "outcomes", *ended)
        yield from self.say(wording.not_shown, "outcomes", "not-shown")

    def grounds(self) -> Iterator[Markup]:
        parts = self.seen.counts["grounds"]
        if parts:
            # A name and a number, which no language inflects here; the names stand inside a sentence.
            named = [
                Markup("{} ({})").format(
                    within_a_sentence(labels.label("counted-ground", slug)),
                    self.linked(count, Cell("grounds", (slug,))),
                )
                for slug, count in sorted(parts.items(), key=lambda it: -it[1])
            ]
            lead = Markup.escape(_("Why complaints were returned or left without consideration:"))
            yield Markup("{} {}.").format(lead, Markup("; ").join(named))

    def remedies(self) -> Iterator[Markup]:
        if self.seen.count("remedies", "decision-annulled"):
            yield from self.say(wording.annulled, "remedies", "decision-annulled")
        elif self.seen.count("reasons"):
            yield Markup.escape(_("No contested decision was annulled."))

    def conduct(self) -> Iterator[Markup]:
        yield from self.say(wording.in_time, "timeliness", "in-time")
        yield from self.say(wording.after_limit, "timeliness", "late")
        yield from self.say(wording.overdue, "timeliness", "overdue")
        yield from self.say(wording.filed_late, "filing", "late")
        yield from self.say(wording.in_open_session, "sessions", "open")
        yield from self.say(wording.in_closed_session, "sessions", "closed")
        yield from self.say(wording.reasoned, "reasons", "reasoned")
        yield from self.say(wording.unreasoned, "reasons", "unreasoned")
        yield from self.say(wording.published_at_once, "publication", "0")
