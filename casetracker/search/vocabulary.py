"""The words of the published texts, as they are spelt there: what a spelling is corrected from.

A word is kept with the stem under which it is indexed, and goes when no entry holds that stem any more. How
frequent it is, the index tells. Filled from the public projection only.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import cache, lru_cache

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Mapped, Session, mapped_column

from casetracker.bulk import insert_rows
from casetracker.db import Base, as_json
from casetracker.search.analysis.analyser import is_common, stem_of
from casetracker.search.analysis.spelling import LONGEST, folded, may_be_corrected, other_beginnings
from casetracker.search.analysis.tokens import LONGEST_PART, parts
from casetracker.search.memory import STEMS, holds_any

# Each look-up gives at most so many words, those of the nearest length first.
MOST_FOUND = 400
# So many letters at the beginning or end of a word choose what is looked at: one would choose a tenth
# of all words.
FEWEST_LETTERS, MOST_LETTERS = 2, 5
_BATCH = 500
# Follows every letter: the end of the range of all words that begin alike.
_LAST = "\U0010ffff"

Spelling = tuple[str, str]


def _text(length: int) -> sa.types.TypeEngine[str]:
    """Text that PostgreSQL sorts by its letters' numbers too, so that a range is the same on both."""
    return sa.String(length).with_variant(postgresql.VARCHAR(length, collation="C"), "postgresql")


class SearchWord(Base):
    """A word of a published text and a stem that it is indexed under."""

    __tablename__ = "search_words"

    word: Mapped[str] = mapped_column(_text(LONGEST), primary_key=True)
    stem: Mapped[str] = mapped_column(_text(LONGEST_PART), primary_key=True, index=True)
    # As it is typed on a Russian keyboard, forwards and backwards.
    folded: Mapped[str] = mapped_column(_text(LONGEST), index=True)
    backwards: Mapped[str] = mapped_column(_text(LONGEST), index=True)


def spellings(words: Iterable[tuple[str, str]]) -> set[Spelling]:
    """Return the words to keep, each with its stem, of words as they stand in a text with their language."""
    return {spelling for raw, language in set(words) for spelling in _spellings_of(raw, language)}


@lru_cache(maxsize=32_768)
def _spellings_of(raw: str, language: str) -> tuple[Spelling, ...]:
    return tuple(
        (part, stem_of(part, language))
        for part in parts(raw)
        if may_be_corrected(part) and not is_common(part)
    )


def note_words(session: Session, held: Collection[Spelling]) -> None:
    """Add those words that are not known yet; never commits.

    Whoever noted a change of the index before is alone until the end of the transaction.
    """
    new: list[Spelling] = []
    spelt = sorted(held)
    for start in range(0, len(spelt), _BATCH):
        new += _unknown(session, spelt[start : start + _BATCH])
    rows_of_new = [
        {"word": word, "stem": stem, "folded": folded(word), "backwards": folded(word)[::-1]}
        for word, stem in sorted(new)
    ]
    insert_rows(session, SearchWord, rows_of_new)


def _unknown(session: Session, spelt: Sequence[Spelling]) -> Iterable[Spelling]:
    """Return those of some words that are not kept yet, each with its stem."""
    dialect = session.get_bind().dialect.name
    rows = session.connection().execute(_those_unknown(dialect), _given(dialect, spelt))
    return [(row[0], row[1]) for row in rows]


@cache
def _those_unknown(dialect: str) -> sa.Select[str, str]:
    """Made once: making it takes as long as running it."""
    word: sa.ColumnElement[str]
    stem: sa.ColumnElement[str]
    if dialect == "postgresql":
        words, stems = (
            sa.cast(sa.func.string_to_array(sa.bindparam(name, type_=sa.Text), " "), postgresql.ARRAY(kind))
            for name, kind in (("words", SearchWord.word.type), ("stems", SearchWord.stem.type))
        )
        rows = sa.func.unnest(words, stems).table_valued("word", "stem", name="given").render_derived()
        word, stem = rows.c.word, rows.c.stem
    else:
        value = sa.func.json_each(sa.bindparam("spelt")).table_valued("value").c.value
        word, stem = sa.func.json_extract(value, "$[0]"), sa.func.json_extract(value, "$[1]")
    known = sa.exists().where(SearchWord.word == word, SearchWord.stem == stem)
    return sa.select(word, stem).where(~known)


def _given(dialect: str, spelt: Sequence[Spelling]) -> dict[str, str]:
    """Return words and stems as one or two texts: a driver makes hundreds of values ready one by one.

    No word has a blank.
    """
    if dialect != "postgresql":
        return {"spelt": as_json(spelt)}
    words, stems = zip(*spelt, strict=True)
    return {"words": " ".join(words), "stems": " ".join(stems)}


def drop_words(session: Session, stems: Iterable[str]) -> None:
    """Forget the words of those stems that no entry holds any more; never commits."""
    gone = [stem for stem in sorted(set(stems)) if stem.isalpha() and not holds_any(session, STEMS, stem)]
    for start in range(0, len(gone), _BATCH):
        session.execute(sa.delete(SearchWord).where(SearchWord.stem.in_(gone[start : start + _BATCH])))


def words_like(session: Session, typed: str, slack: int) -> Sequence[str]:
    """Return words that may be meant by another: they begin or end like it, and are about as long.

    Who made one mistake left the beginning or the end of the word as it is.
    """
    letters = folded(typed)
    kept = _kept(letters)
    found = dict.fromkeys(_words(session, SearchWord.folded == letters, letters, 0))
    if slack:
        begun = _begins(SearchWord.folded, letters[:kept])
        ended = _begins(SearchWord.backwards, letters[::-1][:kept])
        found |= dict.fromkeys(_words(session, begun, letters, slack))
        found |= dict.fromkeys(_words(session, ended, letters, slack))
    return tuple(found)


def words_mistyped_at_both_ends(session: Session, typed: str, slack: int) -> Sequence[str]:
    """Return words that may be meant by one with a mistake in its first letters, and another one later."""
    letters = folded(typed)
    others = other_beginnings(letters, _kept(letters))
    asked: dict[str, str | int] = {f"from{number}": other for number, other in enumerate(others)}
    asked |= {f"to{number}": other + _LAST for number, other in enumerate(others)}
    asked |= {"least": len(letters) - slack, "most": len(letters) + slack, "length": len(letters)}
    return tuple(dict.fromkeys(session.scalars(_begun_by_one_of(len(others)), asked)))


@cache
def _begun_by_one_of(amount: int) -> sa.Select[str]:
    """Made once for each amount: making it takes ten times as long as running it."""
    column, length = SearchWord.folded, sa.func.length(SearchWord.folded)
    begun = sa.or_(
        *(
            sa.and_(column >= sa.bindparam(f"from{number}"), column < sa.bindparam(f"to{number}"))
            for number in range(amount)
        )
    )
    near = length.between(sa.bindparam("least", type_=sa.Integer), sa.bindparam("most", type_=sa.Integer))
    order = sa.func.abs(length - sa.bindparam("length", type_=sa.Integer))
    wanted = sa.select(SearchWord.word).where(begun, near)
    return wanted.order_by(order, column, SearchWord.word, SearchWord.stem).limit(MOST_FOUND)


def _kept(letters: str) -> int:
    return max(FEWEST_LETTERS, min((len(letters) - 1) // 2, MOST_LETTERS))


def words_beginning(session: Session, typed: str, most: int) -> Sequence[Spelling]:
    """Return the shortest words that begin like what was typed, with their stems."""
    wanted = sa.select(SearchWord.word, SearchWord.stem).where(_begins(SearchWord.folded, folded(typed)))
    ordered = wanted.order_by(sa.func.length(SearchWord.word), SearchWord.word, SearchWord.stem)
    return [(row.word, row.stem) for row in session.execute(ordered.limit(most))]


def _words(session: Session, alike: sa.ColumnElement[bool], letters: str, slack: int) -> Iterable[str]:
    length = sa.func.length(SearchWord.folded)
    near = length.between(len(letters) - slack, len(letters) + slack)
    order = (sa.func.abs(length - len(letters)), SearchWord.folded, SearchWord.word, SearchWord.stem)
    return session.scalars(sa.select(SearchWord.word).where(alike, near).order_by(*order).limit(MOST_FOUND))


def _begins(column: sa.orm.InstrumentedAttribute[str], letters: str) -> sa.ColumnElement[bool]:
    return sa.and_(column >= letters, column < letters + _LAST)
