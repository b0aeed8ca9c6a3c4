"""What somebody typed into the search box, understood, and said again to each database.

Pure functions. Words must all occur (in any form), `"several words"` must stand together, `-word` must
not occur, `word*` finds every word that begins so. Nothing that was typed reaches a database's query
language: `parse` keeps letters and digits only, and the renderers quote every stem again.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from casetracker.search.analysis.analyser import (
    LANGUAGES,
    is_common,
    query_variants,
    stems,
)
from casetracker.search.analysis.normalise import DASHES, normalise, without_ignorable
from casetracker.search.analysis.tokens import parts, words
from casetracker.search.synonyms import also_searched

LONGEST_QUERY = 400
MOST_TERMS = 32
SHORTEST_WILDCARD = 3


class Reason(StrEnum):
    """Why there is nothing to search for."""

    NOTHING_TYPED = "nothing-typed"
    NO_WORDS = "no-words"
    ONLY_COMMON_WORDS = "only-common-words"
    ONLY_EXCLUDED = "only-excluded"


@dataclass(frozen=True, slots=True)
class Alternative:
    """Stems that must stand together in this order; with `prefix` the last one may go on."""

    stems: tuple[str, ...]
    prefix: bool = False


Group = tuple[Alternative, ...]


@dataclass(frozen=True, slots=True)
class Expansion:
    """A word that was typed by itself, and the words of the law that are searched for besides."""

    typed: str
    also: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Query:
    """Every group of `wanted` must be met by one of its alternatives, none of `unwanted` may be.

    `shortened`: the text was over 400 characters or 32 terms and its end was left out. `short_wildcard`:
    a `*` after fewer than three letters was ignored. `reason` is set exactly when there is nothing to
    search for. `expanded`: words besides which others are searched for, already among the alternatives.
    """

    wanted: tuple[Group, ...] = ()
    unwanted: tuple[Group, ...] = ()
    reason: Reason | None = None
    shortened: bool = False
    short_wildcard: bool = False
    expanded: tuple[Expansion, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to search for."""
        return not self.wanted


@dataclass(frozen=True, slots=True)
class PlainWord:
    """A word that was typed by itself, without quotes, minus or asterisk: `text[start:end]`."""

    typed: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Piece:
    text: str
    is_phrase: bool
    is_unwanted: bool
    wildcard: bool


_QUOTES = str.maketrans(dict.fromkeys("„“”«»‟＂", '"'))
_PIECE = re.compile(
    rf'(?P<minus>(?<!\S)[{re.escape(DASHES)}])?(?:"(?P<phrase>[^"]*)"|(?P<word>[^\s"*]+)(?P<star>\*?))'
)


def parse(text: str) -> Query:
    """Understand a search text; never fails, whatever was typed."""
    pieces, shortened = _pieces(text)
    wanted = _collect(piece for piece in pieces if not piece.is_unwanted)
    unwanted = _collect(piece for piece in pieces if piece.is_unwanted)
    return Query(
        wanted=wanted[:MOST_TERMS],
        unwanted=unwanted[:MOST_TERMS] if wanted else (),
        reason=None if wanted else _reason(text, pieces, bool(unwanted)),
        shortened=shortened or max(len(wanted), len(unwanted)) > MOST_TERMS,
        short_wildcard=any(p.wildcard and not _is_long_enough(p.text) for p in pieces),
        expanded=_expanded(pieces) if wanted else (),
    )


def plain_words(text: str) -> tuple[str, list[PlainWord]]:
    """The text as it is understood, and the words in it that stand by themselves."""
    understood = _understood(text)
    found = [
        PlainWord(match["word"], match.start(), match.end())
        for match in _PIECE.finditer(understood)
        if match["word"] and not match["minus"] and not match["star"]
    ]
    return understood, found


def _understood(text: str) -> str:
    return without_ignorable(text[:LONGEST_QUERY]).translate(_QUOTES)


def _collect(pieces: Iterable[_Piece]) -> tuple[Group, ...]:
    return tuple(dict.fromkeys(group for piece in pieces for group in _groups(piece)))


def _pieces(text: str) -> tuple[list[_Piece], bool]:
    shortened = len(text) > LONGEST_QUERY
    found = _PIECE.finditer(_understood(text))
    pieces = [
        _Piece(
            text=match["word"] if match["phrase"] is None else match["phrase"],
            is_phrase=match["phrase"] is not None,
            is_unwanted=bool(match["minus"]),
            wildcard=bool(match["star"]),
        )
        for match in found
    ]
    return pieces, shortened


def _reason(text: str, pieces: list[_Piece], has_unwanted: bool) -> Reason:
    if not text.strip():
        return Reason.NOTHING_TYPED
    if has_unwanted:
        return Reason.ONLY_EXCLUDED
    return Reason.ONLY_COMMON_WORDS if any(_parts(p.text) for p in pieces) else Reason.NO_WORDS


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part for word in words(text) for part in parts(word.raw))


def _is_long_enough(text: str) -> bool:
    return len(normalise(text)) >= SHORTEST_WILDCARD


def _groups(piece: _Piece) -> Iterable[Group]:
    """The groups that a piece stands for; none when it holds only signs or common words."""
    if piece.is_phrase:
        return _phrase(piece.text)
    raws = [word.raw for word in words(piece.text)]
    may_lead = not piece.is_unwanted and not piece.wildcard
    groups = [group for raw in raws for group in (_leading if may_lead else _word)(raw)]
    if piece.wildcard and raws and _is_long_enough(raws[-1]):
        groups[len(groups) - len(_word(raws[-1])) :] = _beginning(raws[-1])
    return groups


def _word(raw: str) -> list[Group]:
    """A word, or a compound such as `12/3-Б`, whose parts must stand together."""
    found = parts(raw)
    if len(found) > 1:
        return _phrase(raw)
    return [_single(part) for part in found if not is_common(part)]


def _leading(raw: str) -> list[Group]:
    """A word with what it leads to: quotes, minus and asterisk say that it is meant as it is."""
    also = _also(raw)
    led = (alternative for name in also for group in _phrase(name) for alternative in group)
    return [tuple(dict.fromkeys((*_word(raw)[0], *led)))] if also else _word(raw)


def _also(raw: str) -> tuple[str, ...]:
    found = parts(raw)
    return also_searched(found[0]) if len(found) == 1 and not is_common(found[0]) else ()


def _expanded(pieces: Iterable[_Piece]) -> tuple[Expansion, ...]:
    plain = (piece for piece in pieces if not (piece.is_phrase or piece.is_unwanted or piece.wildcard))
    raws = dict.fromkeys(word.raw for piece in plain for word in words(piece.text))
    return tuple(Expansion(raw, also) for raw in raws if (also := _also(raw)))


def _single(part: str) -> Group:
    return tuple(Alternative((stem,)) for stem in query_variants(part))


def _phrase(text: str) -> list[Group]:
    raws = [word.raw for word in words(text)]
    if len(_parts(text)) == 1:
        return [_single(part) for part in _parts(text) if not is_common(part)]
    readings = (tuple(s for raw in raws for s in stems(raw, language)) for language in LANGUAGES)
    group = tuple(Alternative(reading) for reading in dict.fromkeys(readings) if reading)
    return [group] if group and not all(is_common(part) for part in _parts(text)) else []


def _beginning(raw: str) -> list[Group]:
    """Whatever begins like this: the letters as typed, and the stems, which may be shorter than those."""
    found = parts(raw)
    if not found:
        return []
    begun = Alternative(found, prefix=True)
    return [(begun, *(alternative for group in _word(raw) for alternative in group))]


def to_fts5(query: Query) -> str:
    """The query for `MATCH` on stems with `tokenize='ascii'`; "" when there is nothing to search for."""
    wanted = " AND ".join(_fts5_group(group) for group in query.wanted)
    if not query.unwanted:
        return wanted
    return f"({wanted}) NOT ({' OR '.join(_fts5_group(group) for group in query.unwanted)})"


def _fts5_group(group: Group) -> str:
    return "(" + " OR ".join(_fts5_alternative(alternative) for alternative in group) + ")"


def _fts5_alternative(alternative: Alternative) -> str:
    phrase = " ".join(alternative.stems).replace('"', '""')
    return f'"{phrase}"' + ("*" if alternative.prefix else "")


def to_tsquery(query: Query) -> str:
    """The query to cast with `::tsquery`; "" when there is nothing to search for."""
    wanted = " & ".join(_tsquery_group(group) for group in query.wanted)
    return wanted + "".join(f" & !{_tsquery_group(group)}" for group in query.unwanted)


def _tsquery_group(group: Group) -> str:
    return "(" + " | ".join(_tsquery_alternative(alternative) for alternative in group) + ")"


def _tsquery_alternative(alternative: Alternative) -> str:
    lexemes = ["'" + stem.replace("\\", "\\\\").replace("'", "''") + "'" for stem in alternative.stems]
    return "(" + " <-> ".join(lexemes) + (":*" if alternative.prefix else "") + ")"
