"""Which of the public texts can be searched, and in which language each is written."""

from collections.abc import Iterable
from dataclasses import dataclass

from casetracker.labels.translating import in_language
from casetracker.publication.models import PublicCase, PublicDecision
from casetracker.search.hits import FoundCase, FoundDecision

LANGUAGES = ("kk", "ru", "en")
# Says nothing of a case.
NO_SUBJECT = "other"
DECISION_TEXTS = ("facts", "provisions", "application", "operative")


@dataclass(frozen=True, slots=True)
class Text:
    """A public text and the language of most of it (kk, ru, en)."""

    text: str
    language: str


def texts_of(case: PublicCase | FoundCase, decision: PublicDecision | FoundDecision | None) -> list[Text]:
    """The texts of a decision with its case, or of the case alone: what the decision says comes first."""
    summary = Text(case.summary, case.language)
    if decision is None:
        return [summary]
    said = [Text(getattr(decision, name), decision.language) for name in DECISION_TEXTS]
    return [text for text in (*said, summary) if text.text]


def numbers_of(case: PublicCase, decision: PublicDecision | None) -> Iterable[str]:
    """The numbers by which a decision or case is cited."""
    cited = (case.reference, decision.number if decision else None, case.contested_number)
    return (number for number in cited if number)


def labels_of(case: PublicCase, decision: PublicDecision | None) -> list[Text]:
    """What stands above a hit, in all languages: what it is about and how it ended."""
    shown = [("subject", case.subject)] if case.subject != NO_SUBJECT else []
    shown += [("outcome", decision.outcome)] if decision and decision.outcome else []
    return [Text(in_language(kind, slug, spoken), spoken) for kind, slug in shown for spoken in LANGUAGES]
