"""Another spelling for a search that finds nothing, or nearly nothing: "did you mean".

Each word that hardly occurs gives way to the most frequent of the nearest words that do. Phrases in quotes,
numbers and words with signs stay as they were typed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from sqlalchemy.orm import Session

from casetracker.search.analysis.analyser import is_common, query_variants
from casetracker.search.analysis.spelling import (
    LONGEST,
    folded,
    may_be_corrected,
    mistakes,
    mistakes_allowed,
    typed_on_another_keyboard,
)
from casetracker.search.analysis.tokens import parts
from casetracker.search.queries import count
from casetracker.search.query import PlainWord, parse, plain_words
from casetracker.search.vocabulary import words_like, words_mistyped_at_both_ends

LookUp = Callable[[Session, str, int], Sequence[str]]

# A word that is found so often may still be mistyped; the other spelling must then be found far more often.
FEW = 2
FAR_MORE = 10
# What one search may cost: words that are counted, that are corrected, and spellings counted for each.
MOST_WORDS = 8
MOST_CORRECTED = 3
MOST_COUNTED = 12


def corrected(session: Session, text: str) -> str | None:
    """Return the text with its doubtful words spelt as published texts spell them; None without a doubt.

    Whether the words are found together is for the caller to ask.
    """
    understood, found = plain_words(text)
    doubtful = _doubtful(session, found)
    if not 0 < len(doubtful) <= MOST_CORRECTED:
        return None
    for word, frequency in reversed(doubtful):
        meant = _meant(session, word.typed, frequency)
        if meant is None:
            return None
        understood = understood[: word.start] + meant + understood[word.end :]
    return " ".join(understood.split())


def is_far_more(other: int, own: int) -> bool:
    """Whether so many hits more are worth a proposal."""
    return other > own * FAR_MORE


def _doubtful(session: Session, found: list[PlainWord]) -> list[tuple[PlainWord, int]]:
    """The words that occur nowhere with how often they do, or those that hardly occur if each does."""
    may_be_wrong = [word for word in found if _readings(word.typed)]
    if len(may_be_wrong) > MOST_WORDS:
        return []
    counted = [(word, count(session, parse(word.typed))) for word in may_be_wrong]
    least = 0 if any(not frequency for _word, frequency in counted) else FEW
    return [(word, frequency) for word, frequency in counted if frequency <= least]


def _readings(typed: str) -> tuple[str, ...]:
    """What a word may be corrected from: itself, when it has only letters, and what another keyboard says."""
    found = parts(typed)
    if found and all(is_common(part) for part in found):
        return ()
    itself = found if len(found) == 1 and may_be_corrected(found[0]) else ()
    return (*itself, *typed_on_another_keyboard(typed))


def _meant(session: Session, typed: str, frequency: int) -> str | None:
    """Return the spelling that is meant: another keyboard explains more than mistakes do, if it explains."""
    for reading in _readings(typed)[::-1]:
        if reading != typed.lower() and is_far_more(count(session, parse(reading)), frequency):
            return reading
    readings = _readings(typed)
    for spelling in _spellings(readings):
        nearest = _nearest(session, spelling, frequency, words_like)
        if nearest:
            return nearest
    # Only a word that may have two mistakes can have one at each end.
    if mistakes_allowed(readings[0]) > 1:
        return _nearest(session, readings[0], frequency, words_mistyped_at_both_ends)
    return None


def _spellings(readings: Iterable[str]) -> Iterable[str]:
    """Give what a known word is sought for: as it was typed, then without its endings."""
    for reading in readings:
        yield reading
        yield from (stem for stem in query_variants(reading) if stem != reading and may_be_corrected(stem))


def _nearest(session: Session, typed: str, frequency: int, look_up: LookUp) -> str | None:
    """Return the nearest word that is far more frequent; of equally near ones the most frequent."""
    most = mistakes_allowed(typed)
    ranked = sorted(_ranked(typed, look_up(session, typed, most), most))[:MOST_COUNTED]
    counted = [(distance, letters, -count(session, parse(word)), word) for distance, letters, word in ranked]
    return next((word for *_, less, word in sorted(counted) if is_far_more(-less, frequency)), None)


def _ranked(typed: str, words: Iterable[str], most: int) -> Iterable[tuple[int, int, str]]:
    """Give words with their distance; letters that a Russian keyboard lacks decide only between equals."""
    plain = folded(typed)
    for word in words:
        distance = mistakes(plain, folded(word), most)
        if distance is not None:
            yield distance, mistakes(typed, word, LONGEST) or 0, word
