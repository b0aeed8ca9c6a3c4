"""The addresses of the public pages for search engines, in parts as the protocol of sitemaps wants them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from itertools import islice
from xml.sax.saxutils import escape

import sqlalchemy as sa
from sqlalchemy.orm import Session

from casetracker.publication.matter_queries import shown_matters
from casetracker.publication.models import PublicCase, PublicDecision, PublicMatter
from casetracker.registry.models import Body, Election
from casetracker.streaming import each_row

NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
# The protocol allows 50 000 addresses in a file; each case has its own and those of its decisions.
CASES_A_PART = 10_000
MOST_ADDRESSES = 50_000

Address = tuple[str, dt.datetime | None]


def parts(session: Session) -> int:
    """Return how many parts the cases have: a case stays in its part for good."""
    last = session.scalar(sa.select(sa.func.max(PublicCase.id))) or 0
    return -(-last // CASES_A_PART)


def case_addresses(session: Session, part: int, base_url: str) -> Iterator[Address]:
    """Give the addresses of the published cases of a part and of their decisions."""
    begin = (part - 1) * CASES_A_PART
    here = (PublicCase.id > begin, PublicCase.id <= begin + CASES_A_PART, PublicCase.state == "published")
    cases = sa.select(PublicCase.slug, PublicCase.updated_at).where(*here).order_by(PublicCase.id)
    for slug, updated_at in each_row(session, cases):
        yield f"{base_url}/cases/{slug}", updated_at
    shown = (*here, PublicDecision.withdrawn_at.is_(None))
    decisions = (
        sa.select(PublicCase.slug, PublicDecision.ordinal, PublicCase.updated_at)
        .join(PublicDecision.case)
        .where(*shown)
        .order_by(PublicDecision.id)
        .limit(MOST_ADDRESSES - CASES_A_PART)
    )
    for slug, ordinal, updated_at in each_row(session, decisions):
        yield f"{base_url}/cases/{slug}/decisions/{ordinal}", updated_at


def matter_addresses(session: Session, base_url: str) -> Iterator[Address]:
    """Give the addresses of the chains of published cases."""
    for matter in islice(shown_matters(session), MOST_ADDRESSES):
        yield f"{base_url}/matters/{matter.id}", matter.updated_at


def matter_marks(session: Session) -> tuple[object, ...]:
    """Return what the addresses of chains depend on, beside the published cases."""
    told = sa.select(sa.func.max(PublicMatter.updated_at), sa.func.count(PublicMatter.id))
    return tuple(session.execute(told).one())


def place_marks(session: Session) -> tuple[int, ...]:
    """Return what the addresses of elections and bodies depend on: they are added, and never taken away."""
    elections = sa.select(sa.func.count(Election.id)).scalar_subquery()
    bodies = sa.select(sa.func.count(Body.id)).where(Body.generated.is_(False)).scalar_subquery()
    return tuple(session.execute(sa.select(elections, bodies)).one())


def place_addresses(session: Session, pages: Iterable[str], base_url: str) -> Iterator[Address]:
    """Give the addresses of the pages around the cases: *pages*, elections, and the bodies that exist."""
    for path in pages:
        yield base_url + path, None
    for election in session.scalars(sa.select(Election.id).order_by(Election.id)):
        yield f"{base_url}/elections/{election}", None
    real = sa.select(Body.id).where(Body.generated.is_(False)).order_by(Body.id)
    for body in session.scalars(real.limit(MOST_ADDRESSES - 1000)):
        yield f"{base_url}/bodies/{body}", None


def index(addresses: Iterable[str]) -> str:
    """Return the file that names the parts."""
    told = "".join(f"<sitemap><loc>{escape(address)}</loc></sitemap>\n" for address in addresses)
    return f'{HEAD}<sitemapindex xmlns="{NAMESPACE}">\n{told}</sitemapindex>\n'


def part_chunks(addresses: Iterable[Address]) -> Iterator[str]:
    """Give one part piece by piece."""
    yield f'{HEAD}<urlset xmlns="{NAMESPACE}">\n'
    for address, changed_at in addresses:
        changed = f"<lastmod>{_moment(changed_at)}</lastmod>" if changed_at else ""
        yield f"<url><loc>{escape(address)}</loc>{changed}</url>\n"
    yield "</urlset>\n"


def _moment(instant: dt.datetime) -> str:
    return instant.astimezone(dt.UTC).replace(microsecond=0).isoformat()
