"""The blind index: find the cases of the same person without opening any identity.

Of each name, IIN, e-mail address and telephone number a keyed mark is kept (HMAC). Whoever types the same
word finds it; whoever only has the database can neither read nor guess it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from casetracker.cases.models import Case, Identity, IdentityMark
from casetracker.registry.models import Body
from casetracker.sealing.box import SealBox

MARK_KINDS = ("name", "iin", "email", "phone")
MOST_FOUND = 100

EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
GAP = r"[\s().\-\u2010-\u2015]*"
PHONE = re.compile(rf"(?<![\w/№])\+?\d(?:{GAP}\d){{9,13}}(?!\w)")
IIN = re.compile(r"\d{12}")
# The last ten digits are the number, however its prefix (+7, 8) is written.
PHONE_DIGITS = 10
# A name is written with Kazakh letters in one paper and with Russian ones in the other.
ONE_SPELLING = str.maketrans("ёіқғңәəөұүһ", "еикгнааоуух")

Word = tuple[str, str]


@dataclass(frozen=True)
class SamePerson:
    """A case in which the same person seems to take part, and by what: slugs of ``MARK_KINDS``."""

    case: Case
    by: tuple[str, ...]


def words_of(name: str | None, contact: str | None, iin: str | None = None) -> list[Word]:
    """Return what a person is found by, as (kind, word) in one spelling."""
    words = [("name", one_name(name or "")), ("iin", re.sub(r"\D", "", iin or ""))]
    words += [("email", address.casefold()) for address in EMAIL.findall(contact or "")]
    rest = EMAIL.sub(" ", contact or "")
    words += [("phone", one_number(number)) for number in PHONE.findall(rest)]
    return [(kind, word) for kind, word in dict.fromkeys(words) if word]


def typed_words(text: str) -> list[Word]:
    """Return what somebody typed to find a person: a name, an e-mail address, a telephone number or an IIN.

    Twelve digits may be an IIN or a number with a foreign prefix: both are looked for.
    """
    text = text.strip()
    digits = re.sub(r"\D", "", text)
    if EMAIL.fullmatch(text):
        return [("email", text.casefold())]
    if PHONE.fullmatch(text):
        return [("phone", one_number(text)), *([("iin", digits)] if IIN.fullmatch(digits) else [])]
    name = one_name(text)
    return [("name", name)] if name else []


def one_name(name: str) -> str:
    """Return a name so that the same one is the same text: case, spelling and order do not count."""
    folded = unicodedata.normalize("NFKC", name).casefold().translate(ONE_SPELLING)
    return " ".join(sorted(re.findall(r"[^\W\d_]+", folded)))


def one_number(number: str) -> str:
    """Return the digits that identify a telephone number."""
    return re.sub(r"\D", "", number)[-PHONE_DIGITS:]


def marks_of(
    box: SealBox, words: Iterable[Word], model: type[IdentityMark] = IdentityMark
) -> list[IdentityMark]:
    """Return the marks of words, made with the first key."""
    return [model(kind=kind, mark=box.marks(kind, word)[0]) for kind, word in words]


def unmark(session: Session, identity_ids: Sequence[int]) -> None:
    """Take identities out of the index."""
    session.execute(sa.delete(IdentityMark).where(IdentityMark.identity_id.in_(identity_ids)))


def cases_of_person(
    session: Session, box: SealBox, words: Iterable[Word], scope: sa.ColumnElement[bool]
) -> list[SamePerson]:
    """Return the cases inside a scope in which somebody has one of these words, the newest first.

    *words* come from ``words_of`` or ``typed_words``; *scope* is a condition on ``Body``. While keys are
    being rotated the marks of every key are looked for.
    """
    marks = [mark for kind, word in words for mark in box.marks(kind, word)]
    found = sa.select(Identity.case_id, IdentityMark.kind).join(Identity).where(IdentityMark.mark.in_(marks))
    return _cases(session, found, scope)


def cases_of_same_person(
    session: Session, case: Case, scope: sa.ColumnElement[bool] | None = None
) -> list[SamePerson]:
    """Return the other cases in which a person of this case takes part, newest first; needs no key."""
    own, other = aliased(IdentityMark), aliased(IdentityMark)
    mine, theirs = aliased(Identity), aliased(Identity)
    found = (
        sa.select(theirs.case_id, other.kind)
        .join(other, other.identity_id == theirs.id)
        .join(own, sa.and_(own.mark == other.mark, own.kind == other.kind))
        .join(mine, own.identity_id == mine.id)
        .where(mine.case_id == case.id, theirs.case_id != case.id)
    )
    return _cases(session, found, sa.true() if scope is None else scope)


def _cases(
    session: Session, found: sa.Select[int | None, str], scope: sa.ColumnElement[bool]
) -> list[SamePerson]:
    rows = found.distinct().subquery()
    case_id, kind = rows.c
    statement = (
        sa.select(Case, kind)
        .join(rows, case_id == Case.id)
        .join(Body, Case.body_id == Body.id)
        .where(scope)
        .order_by(Case.received_at.desc(), Case.id.desc(), kind)
        .limit(MOST_FOUND * len(MARK_KINDS))
    )
    by: dict[int, tuple[Case, set[str]]] = {}
    for case, slug in session.execute(statement):
        by.setdefault(case.id, (case, set()))[1].add(slug)
    return [
        SamePerson(case, tuple(slug for slug in MARK_KINDS if slug in slugs))
        for case, slugs in list(by.values())[:MOST_FOUND]
    ]
