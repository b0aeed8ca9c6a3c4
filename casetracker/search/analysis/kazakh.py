"""A stemmer for Kazakh: no library has one.

Every chain of endings that the sound laws allow is taken off; what is left over is a candidate. A
candidate in the lexicon wins, the longest first (`шешім-і` is `шешім`, although `шеш-ім-і` is possible).
Without one, the shortest candidate wins, so that all forms of an unknown word meet at the same place,
even if that place is not its true root.

Pure: a word in, a stem out. Words come normalised (`normalise.normalise`).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from casetracker.search.analysis.kazakh_lexicon import lexicon
from casetracker.search.analysis.kazakh_sounds import (
    BACK,
    CONSONANT,
    FRONT,
    VOWELS,
    harden,
    harmonise,
    has_vowel,
    unsigned,
)
from casetracker.search.analysis.kazakh_suffixes import (
    DEPENDENT,
    LONGEST,
    MAY_PRECEDE,
    NEVER_LAST,
    NOUNS_OF_VERBS,
    SUFFIXES,
    VERBAL,
    WHO_SHARES,
    WITHOUT_HARMONY,
    Slot,
    Suffix,
)

SHORTEST_KNOWN = 2
SHORTEST_UNKNOWN = 3
_LONGEST_WORD = 40
_PASSES = 4
_LOCATIVES = frozenset({"да", "де", "та", "те"})


@dataclass(frozen=True, slots=True)
class Candidate:
    """What a chain of endings leaves over; `slot` is that of the last one cut, None for the word itself."""

    stem: str
    slot: Slot | None = None
    weak: bool = False


@lru_cache(maxsize=32_768)
def stem(word: str) -> str:
    """The stem under which all forms of a Kazakh word are indexed."""
    word = unsigned(word)
    for _ in range(_PASSES):
        final, shorter = _cut_once(word)
        if final or shorter == word:
            return shorter
        word = shorter
    return word


def readings(word: str) -> tuple[str, ...]:
    """All stems under which forms of a searched word may be indexed, the likeliest first.

    `өзені` is read as `өзе-ні`, as `теңгені` is `теңге-ні`: only the lexicon could tell that it is
    `өзен-і`. So who searches for an unknown word in -н is given both.
    """
    likeliest = stem(word)
    if likeliest in _known_stems() or len(likeliest) < SHORTEST_UNKNOWN:
        return (likeliest,)
    if likeliest[-1] in FRONT | BACK:
        return likeliest, likeliest + "н"
    if likeliest[-1] == "н" and likeliest[-2] in FRONT | BACK and len(likeliest) > SHORTEST_UNKNOWN:
        return likeliest, likeliest[:-1]
    return (likeliest,)


@cache
def _known_stems() -> frozenset[str]:
    return frozenset({*lexicon().nouns.values(), *lexicon().verbs.values()})


def _cut_once(word: str) -> tuple[bool, str]:
    """Whether this is the end, and the stem."""
    if len(word) > _LONGEST_WORD or not has_vowel(word):
        return True, word
    noun = lexicon().nouns.get(word)
    if noun:
        return True, noun
    candidates = list(_candidates(word))
    known = _longest_known(candidates)
    return (True, known) if known else _shortest_unknown(candidates)


def _candidates(word: str) -> Iterator[Candidate]:
    """The word itself and all that can be left of it, each once."""
    todo = [Candidate(word)]
    seen = set(todo)
    while todo:
        candidate = todo.pop()
        yield candidate
        for shorter in _one_ending_less(candidate):
            if shorter not in seen:
                seen.add(shorter)
                todo.append(shorter)


def _one_ending_less(candidate: Candidate) -> Iterator[Candidate]:
    word = candidate.stem
    for length in range(1, min(LONGEST, len(word) - SHORTEST_KNOWN) + 1):
        for suffix in SUFFIXES.get(word[-length:], ()):
            rest = word[:-length]
            if _in_order(suffix, candidate.slot) and _fits(suffix, rest):
                yield Candidate(rest, suffix.slot, candidate.weak or suffix.weak)


def _in_order(suffix: Suffix, cut_before: Slot | None) -> bool:
    return suffix.slot not in NEVER_LAST if cut_before is None else suffix.slot in MAY_PRECEDE[cut_before]


def _fits(suffix: Suffix, rest: str) -> bool:
    if rest[-1] not in suffix.after or not has_vowel(rest):
        return False
    if suffix.slot is Slot.POSSESSIVE_THIRD and len(suffix.text) > 1 and _cannot_be_owned(rest):
        return False
    return suffix.text in WITHOUT_HARMONY or harmonise(rest, suffix.text)


def _longest_known(candidates: list[Candidate]) -> str | None:
    """The longest known stem; doubtful chains count only without a sure one (`орын-дар`, not `орында-р`)."""
    known = [found for candidate in candidates if (found := _look_up(candidate))]
    return max(known)[2] if known else None


def _look_up(candidate: Candidate) -> tuple[bool, int, str] | None:
    """Whether a known word is sure, its length and its stem.

    A verb must have lost a verb's ending, a noun a noun's: `елу` (fifty) is not `ел` (country) + `у`.
    """
    stem, slot = candidate.stem, candidate.slot
    if slot in DEPENDENT:
        return None
    words = lexicon().verbs if slot is None or slot in VERBAL else lexicon().nouns
    found = words.get(stem) or words.get(harden(stem))
    if found:
        # A verb without any ending is an order, which is rare.
        return slot is not None and not candidate.weak, len(stem), found
    if slot in VERBAL or not (_is_made_of_a_verb(stem) or _is_who_shares(stem)):
        return None
    # `бас-ым` (dominant) is a word of its own sooner than somebody's `бас` (head).
    return not candidate.weak, len(stem), stem


def _is_made_of_a_verb(stem: str) -> bool:
    """Whether a noun is a known verb with an ending that makes nouns of verbs: `тапсыр-ма`, `қой-ыл-ым`."""
    if not stem.endswith(NOUNS_OF_VERBS):
        return False
    roots = (stem[: -len(end)] for end in NOUNS_OF_VERBS if stem.endswith(end))
    # `де-` and its like are too short: `де-ме`, but also `дем-е`.
    return any(
        root in lexicon().verbs and (len(root) > SHORTEST_KNOWN or root[-1] in CONSONANT) for root in roots
    )


def _is_who_shares(stem: str) -> bool:
    """Whether a noun is who shares a known one: `жол-дас` (companion) shares a `жол` (way)."""
    noun, end = stem[:-3], stem[-3:]
    if end not in WHO_SHARES or noun not in lexicon().nouns:
        return False
    # `тақта-сы` (board) is not of who shares a throne, nor `хабарла-с-ты` (they wrote) of who shares news.
    if stem[:-1] in lexicon().nouns or stem[:-1] in lexicon().verbs:
        return False
    return noun[-1] in WHO_SHARES[end] and harmonise(noun, end)


def _cannot_be_owned(rest: str) -> bool:
    """Whether what `-сы` was cut from has an end that no owner follows, so that its `с` is the stem's.

    Neither a case (`жолдас-ы` is not `жол-да-сы`, `көрініс-і` not `көрі-ні-сі`) nor another owner (`жеміс-і`
    is not `жем-і-сі`).
    """
    nouns = lexicon().nouns
    if rest in nouns:
        return False
    if rest[-1] in "ыі":
        return rest[-2] == "н" or rest[:-1] in nouns or harden(rest[:-1]) in nouns
    noun, end = rest[:-2], rest[-2:]
    if end not in _LOCATIVES:
        return False
    return noun[-1:] in WHO_SHARES[end + "с"] and (noun in nouns or _may_be_a_root(noun))


def _shortest_unknown(candidates: list[Candidate]) -> tuple[bool, str]:
    """Whether it is a verb's root, and the stem; a root takes no further cut (`таңда-у` is not `таң-да`)."""
    possible = [c for c in candidates if c.slot is None or _may_stand_alone(c)]
    shortest = min((c.stem for c in possible), key=len)
    is_verb = all(c.slot in VERBAL for c in possible if c.stem == shortest)
    return is_verb, harden(shortest)


def _may_stand_alone(candidate: Candidate) -> bool:
    if candidate.weak or candidate.slot in DEPENDENT or not _may_be_a_root(candidate.stem):
        return False
    # A known noun is hardly the root of an unknown verb: `арқау` (weft) is not `арқа` (back) + `у`.
    return candidate.slot not in VERBAL or candidate.stem not in lexicon().nouns


def _may_be_a_root(stem: str) -> bool:
    """Whether an unknown word may be so short: of those like `қар` the lexicon holds nearly all."""
    if len(stem) > SHORTEST_UNKNOWN:
        return True
    syllable = stem[-1] in CONSONANT and stem[-2] in VOWELS and stem[0] not in VOWELS
    return len(stem) == SHORTEST_UNKNOWN and not syllable
