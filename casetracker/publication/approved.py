"""What publishers approved: the texts and documents that may be shown, where they can be told again.

An approved text is the marks of one original, or what somebody wrote by hand. Where the original changed
since, the public row alone still knows it, and nothing is told here: it is never derived anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from casetracker.cases.models import Case, Decision
from casetracker.documents.models import Document
from casetracker.publication.models import PublicCase, PublicDecision
from casetracker.publication.preparing import public_texts, source_hash
from casetracker.publication.projecting import DECISION_TEXTS
from casetracker.publication.publications import Publication


@dataclass(frozen=True)
class Approved:
    """The publications of a case that became public, the last leading."""

    publications: Sequence[Publication]

    def summary(self) -> str | None:
        """Return the text of the complaint as it was published last; None where it cannot be told."""
        # Whatever became of the decision that it was published with.
        texts = _texts(self.publications[0]) if self.publications else {}
        return texts.get("summary")

    def texts_of(self, decision: Decision) -> dict[str, str | None] | None:
        """Return the texts of a decision as they were published last; None where they cannot be told."""
        last = next((it for it in self.publications if it.decision_id == decision.id), None)
        texts = _texts(last) if last is not None and last.state == "published" else {}
        return texts or None

    def titles(self) -> dict[int, tuple[str, int, int]]:
        """Return title, place of the decision and original of each document that is shown, by its number."""
        found: dict[int, tuple[str, int, int]] = {}
        for publication in self.publications:
            if publication.state == "published":
                ordinal = publication.decision.ordinal if publication.decision else 0
                for told in publication.documents:
                    if "number" in told:
                        found.setdefault(told["number"], (told["title"], ordinal, told["document"]))
        return found


def approved_of(session: Session, case: Case) -> Approved:
    """Return what publishers approved of a case."""
    published = sa.select(Publication).where(
        Publication.case_id == case.id, Publication.public_version.is_not(None)
    )
    newest_first = published.order_by(Publication.public_version.desc(), Publication.id.desc())
    return Approved(session.scalars(newest_first).unique().all())


def covered_copies(session: Session, original: int) -> Sequence[Document]:
    """Return the covered copies of a document."""
    copies = sa.select(Document).where(
        Document.redacts_id == original, Document.is_public.is_(True), Document.withdrawn_at.is_(None)
    )
    return session.scalars(copies.order_by(Document.id)).all()


def _texts(publication: Publication) -> dict[str, str | None]:
    case, decision = publication.case, publication.decision
    if publication.source_hash != source_hash(case, decision):
        return {}
    return public_texts(publication)


def unknown_parts(session: Session, public: PublicCase, case: Case) -> tuple[str, ...]:
    """Return what of a public case nothing but a person can put right, in words that tell nothing private."""
    if public.state == "withdrawn":
        left = public.summary or public.documents or any(_has_text(row) for row in public.decisions)
        return ("a text under the tombstone",) if left else ()
    known = {decision.ordinal for decision in case.decisions}
    shown = {row.ordinal for row in public.decisions}
    parts = [
        f"decision {row.ordinal} without a case file" for row in public.decisions if row.ordinal not in known
    ]
    parts += [
        f"a text under the tombstone of decision {row.ordinal}"
        for row in public.decisions
        if row.withdrawn_at is not None and _has_text(row)
    ]
    approved = approved_of(session, case)
    published = {
        it.decision.ordinal for it in approved.publications if it.state == "published" and it.decision
    }
    parts += [f"decision {ordinal} missing" for ordinal in sorted(published - shown)]
    numbers = {row.number for row in public.documents}
    parts += [f"document {number} missing" for number in sorted(approved.titles().keys() - numbers)]
    return tuple(parts)


def _has_text(row: PublicDecision) -> bool:
    return row.withdrawn_at is not None and any(getattr(row, name) for name in DECISION_TEXTS)
