"""Imports at the command line: begun, or taken up again where a killed one stopped. Never commits."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from casetracker.exchange import jobs
from casetracker.exchange.desk import check_terms
from casetracker.exchange.errors import ImportFileError
from casetracker.exchange.fates import Terms
from casetracker.exchange.mapping import Reading
from casetracker.exchange.models import ImportJob
from casetracker.lawbook import LawBook
from casetracker.registry.models import Body
from casetracker.registry.queries import body_by_id_or_code, central_commission
from casetracker.sealing.box import SealBox

UNFINISHED = ("previewing", "previewed", "importing")


@dataclass(frozen=True)
class Order:
    """What was asked for at the command line.

    Attributes:
        election: where a row names none; rows of another one are refused.
        body: where a row names none; also whose import it is, else that of the central commission.
    """

    operator: str
    file_name: str
    content: bytes
    language: str
    election: str | None = None
    body: str | None = None

    def fixed(self) -> dict[str, str]:
        """Return what holds for every row that says nothing itself."""
        told = {"election": self.election, "body": self.body}
        return {name: value for name, value in told.items() if value}


def begin(session: Session, book: LawBook, box: SealBox, order: Order) -> ImportJob:
    """Keep the file of an order and begin its preview.

    Raises :class:`ImportFileError` when the file cannot be read as a journal, or the order names an election
    or a body that does not exist; the caller's unit of work must then not be committed.
    """
    check_terms(session, Terms(order.operator, order.election, order.body))
    sender = jobs.Operator(order.operator, _home(session, order))
    job = jobs.start_import(session, box, sender, order.file_name, order.content, order.language)
    reading = replace(Reading.of(job.mapping), fixed=order.fixed(), election=order.election)
    jobs.read_as(session, book, job, reading, actor=sender.ref)
    return job


def _home(session: Session, order: Order) -> Body:
    body = body_by_id_or_code(session, order.body) if order.body else central_commission(session)
    if body is None:
        raise ImportFileError(
            _("No commission is registered yet. Load the register first: casetracker registry load.")
        )
    return body


def unfinished(session: Session, order: Order) -> ImportJob | None:
    """Return the import of the same file on the same terms that was left before its end, the latest."""
    same = sa.select(ImportJob).where(
        ImportJob.operator.is_not(None),
        ImportJob.file_hash == hashlib.sha256(order.content).hexdigest(),
        ImportJob.state.in_(UNFINISHED),
    )
    for job in session.scalars(same.order_by(ImportJob.id.desc())):
        reading = Reading.of(job.mapping)
        if (dict(reading.fixed), reading.election) == (order.fixed(), order.election):
            return job
    return None
