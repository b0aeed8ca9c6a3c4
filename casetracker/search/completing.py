"""What may follow while a search is typed: the same search with its last word completed."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from casetracker.search.analysis.spelling import may_be_corrected
from casetracker.search.analysis.tokens import parts
from casetracker.search.queries import count
from casetracker.search.query import parse, plain_words
from casetracker.search.vocabulary import words_beginning

# Of the words that begin so, the shortest are looked at; of these, so many of different stems are counted.
MOST_READ = 60
MOST_COUNTED = 8


def completions(session: Session, text: str, most: int) -> Sequence[str]:
    """Return the text with its last word completed, by the words that most texts hold first."""
    understood, found = plain_words(text)
    last = found[-1] if found and found[-1].end == len(understood) else None
    begun = parts(last.typed) if last else ()
    if last is None or len(begun) != 1 or not may_be_corrected(begun[0]):
        return ()
    words = _one_of_each_stem(session, begun[0])
    counted = [(-count(session, parse(word)), place, word) for place, word in enumerate(words)]
    before = understood[: last.start]
    return [before + word for hits, _place, word in sorted(counted) if hits][:most]


def _one_of_each_stem(session: Session, begun: str) -> Sequence[str]:
    """Return the shortest word of each stem that begins so; forms of one word find the same."""
    words: dict[str, None] = {}
    stems: set[str] = set()
    for word, stem in words_beginning(session, begun, MOST_READ):
        if stem not in stems:
            words[word] = None
        stems.add(stem)
    return list(words)[:MOST_COUNTED]
