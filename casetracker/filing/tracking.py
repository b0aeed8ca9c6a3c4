"""The case of a tracking code, for whoever holds the code."""

from __future__ import annotations

import hmac

import sqlalchemy as sa
from sqlalchemy.orm import Session

from casetracker.cases.models import Case, CaseLink
from casetracker.cases.models.link import FORWARDED
from casetracker.cases.references import tracking_hash
from casetracker.filing.models import Filing, FilingContact


def case_of_code(session: Session, code: str) -> Case | None:
    """Return the case of a tracking code that was read by ``drafts.typed_code``; None where there is none.

    What is compared is a hash of 75 random bits: how long it takes tells nothing of a code.
    """
    wanted = tracking_hash(code)
    found = session.scalars(sa.select(Case).where(Case.tracking_hash == wanted)).one_or_none()
    return found if found is not None and hmac.compare_digest(found.tracking_hash, wanted) else None


def followed_by(case: Case) -> list[Case]:
    """Return the cases as which other bodies received this one, in their order."""
    return [link.to_case for link in case.links_from if link.kind == FORWARDED]


def cases_followed(case: Case) -> list[Case]:
    """Return a case, and all as which other bodies received it one after the other."""
    cases = [case]
    for each in cases:
        cases += [after for after in followed_by(each) if after not in cases]
    return cases


def followed_from(condition: sa.ColumnElement[bool]) -> sa.CTE:
    """Return the statement of what whoever filed follows: of each ``contact_id`` its ``case_id`` and those
    as which other bodies received the case; *condition* is one on ``FilingContact``.
    """
    own = sa.select(FilingContact.id.label("contact_id"), FilingContact.case_id).where(condition)
    followed = own.cte("followed", recursive=True)
    after = sa.select(followed.c.contact_id, CaseLink.to_case_id).join(
        CaseLink, sa.and_(CaseLink.from_case_id == followed.c.case_id, CaseLink.kind == FORWARDED)
    )
    return followed.union(after)


def filing_of_case(session: Session, case: Case) -> Filing | None:
    """Return the filing that became a case; None for one that came in another way."""
    return session.scalars(sa.select(Filing).where(Filing.case_id == case.id)).one_or_none()


def contact_of_case(session: Session, case: Case) -> FilingContact | None:
    """Return the address that is told of a case, or None."""
    return session.scalars(sa.select(FilingContact).where(FilingContact.case_id == case.id)).one_or_none()
