"""The index of the corpus, in bulk: what `casetracker.search.actions.index_case` makes of the same rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy.orm import Session

from casetracker.publication.measuring import due_at_of, timeliness_of
from casetracker.publication.models import PublicCase, PublicDecision
from casetracker.registry.models import Body, Election
from casetracker.search.analysis.analyser import LANGUAGES, analyse, stems, words_with_language
from casetracker.search.streams import as_tsvector, as_words, stream
from casetracker.search.texts import labels_of, numbers_of, texts_of
from casetracker.search.vocabulary import note_words, spellings

Row = dict[str, Any]
Spoken = tuple[str, str]


class Indexing:
    """Fills the entries of decisions and gathers the words by which they are found."""

    def __init__(self, bodies: Iterable[Body], election: Election, dialect: str) -> None:
        self._names = {body.id: self._named(body) for body in bodies}
        self._election = self._named(election)
        self._stored: Callable[[list[str]], str] = as_tsvector if dialect == "postgresql" else as_words
        self._words: set[Spoken] = set()

    def entry(self, case_row: Row, decision_row: Row) -> Row:
        """Return what an entry says that is not copied: its words, and how its limits stand."""
        case, decision = PublicCase(**case_row), PublicDecision(**decision_row)
        shown = [(it.text, it.language) for it in labels_of(case, decision)]
        names = [self._spoken(*it) for it in [*self._names[case.body_id], *self._election, *shown]]
        texts = [self._spoken(it.text, it.language) for it in texts_of(case, decision)]
        numbers = [analyse(number, case.language) for number in numbers_of(case, decision)]
        title = [*numbers, *map(_stems, names)]
        self._words.update(word for spoken in (*names, *texts) for word in spoken)
        return {
            "title_stems": self._stored(stream(*title)),
            "stems": self._stored(stream(*title, *map(_stems, texts))),
            "due_at": due_at_of(case),
            "timeliness": timeliness_of(case),
        }

    def keep_words(self, session: Session) -> None:
        """Store the vocabulary of all entries that were made."""
        note_words(session, spellings(self._words))

    @staticmethod
    def _named(thing: Body | Election) -> list[Spoken]:
        return [(thing.name(language), language) for language in LANGUAGES]

    @staticmethod
    def _spoken(text: str, language: str) -> list[Spoken]:
        return [(word.raw, spoken) for word, spoken in words_with_language(text, language)]


def _stems(spoken: list[Spoken]) -> list[str]:
    return [stem for raw, language in spoken for stem in stems(raw, language)]
