"""Send a filing: it becomes a case as at the desk, with its clocks and documents. Actions never commit."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from casetracker import db
from casetracker.accounts.tokens import new_token, token_hash
from casetracker.audit.actions import record
from casetracker.cases.actions import register_complaint
from casetracker.cases.identities import Vault
from casetracker.cases.inputs import ComplaintSchema, read_input
from casetracker.cases.intake import ONLINE
from casetracker.cases.jurisdiction import Brought, Flag, judged
from casetracker.cases.models import Case
from casetracker.documents.actions import Details, store_document
from casetracker.documents.errors import MissingContentError
from casetracker.documents.receiving import Received
from casetracker.documents.storage import Store
from casetracker.documents.types import BY_MEDIA_TYPE
from casetracker.filing.drafts import answers_of, name_of
from casetracker.filing.inputs import PAGE_OF, PAGES
from casetracker.filing.models import Filing, FilingContact, FilingFile
from casetracker.filing.proposing import Described, described, flags_by_the_way, procedure_of, today_at
from casetracker.law import LawError
from casetracker.lawbook import LawBook
from casetracker.registry.errors import InvalidInput
from casetracker.registry.models import Body
from casetracker.registry.queries import body_by_id_or_code
from casetracker.sealing.box import SealBox

VISITOR = "visitor"
# So long whoever sent a complaint can still look up its tracking code where they sent it.
CODE_KEPT = dt.timedelta(days=1)
EVIDENCE = "evidence"


@dataclass(frozen=True)
class Tools:
    """What filing works with: the law, the keys, and the store of documents."""

    book: LawBook
    box: SealBox
    vault: Vault
    store: Store


def send(session: Session, tools: Tools, filing: Filing, *, is_suspicious: bool, language: str) -> Case:
    """Register what somebody filed; a filing that was sent before is the case that it became.

    *filing* is locked. *language* is that of the mails. Late, before the wrong body, without standing: it is
    registered all the same, and the desk sees it. Raises :class:`InvalidInput`.
    """
    if filing.case is not None:
        return filing.case
    answers = check_answers(session, tools.book, answers_of(tools.box, filing))
    now = db.now()
    values = answers.complaint(filing.tried_at or now, now)
    registration = register_complaint(
        session, tools.book, tools.vault, values, actor=VISITOR, import_key=f"filing:{filing.id}"
    )
    case = registration.case
    _attach(session, tools, filing, case, answers.values["language"])
    code = {"tracking_code": registration.tracking_code}
    filing.sealed = tools.box.seal(json.dumps(code).encode())
    filing.state, filing.case, filing.sent_at, filing.expires_at = "sent", case, now, now + CODE_KEPT
    filing.is_suspicious = is_suspicious
    filing.wants_confidentiality = bool(answers.values["confidential"])
    if answers.values["email"]:
        session.add(_contact(tools.box, case, answers.values["email"], language, now))
    session.flush()
    details = {"reference": case.reference}
    record(session, actor=VISITOR, action="filing.sent", thing=filing.ref, details=details)
    return case


@dataclass(frozen=True)
class Checked:
    """Everything that was typed, found right."""

    values: dict[str, Any]
    matter: Described
    body: Body
    procedure: str

    def complaint(self, filed_at: dt.datetime, received_at: dt.datetime) -> dict[str, Any]:
        """Return the complaint as ``ComplaintSchema`` gives it, and what is claimed for the standing."""
        typed, matter = self.values, self.matter
        served = dt.datetime.combine(matter.on, dt.time()).isoformat() if matter.is_service else None
        values = read_input(
            ComplaintSchema(),
            {
                "election": matter.election.id,
                "body": self.body.id,
                "procedure": self.procedure,
                "contested_on": None if matter.is_service else matter.on.isoformat(),
                "contested_served_at": served,
                "contested_body": matter.contested_body and matter.contested_body.id,
                "channel": ONLINE,
                "received_at": received_at.isoformat(),
                "filed_at": filed_at.isoformat(),
                "complainant_kind": matter.by,
                "complainant_name": typed["name"],
                "complainant_contact": typed["contact"],
                "complainant_organisation": typed["organisation"],
                **{
                    name: typed[name]
                    for name in (
                        "subject",
                        "contested_kind",
                        "contested_number",
                        "text",
                        "relief",
                        "language",
                    )
                },
            },
        )
        return values | {"complainant_standing": typed["standing"]}


def check_answers(session: Session, book: LawBook, answers: dict[str, str]) -> Checked:
    """Return everything that was typed, found complete. Raises :class:`InvalidInput` with what is not."""
    values: dict[str, Any] = {}
    errors: dict[str, list[str]] = {}
    for schema in PAGES.values():
        fields = schema()
        try:
            values |= read_input(fields, {name: answers.get(name, "") for name in fields.fields})
        except InvalidInput as refused:
            errors |= refused.errors
    if errors:
        raise InvalidInput(errors)
    matter = described(session, book, answers)
    body = body_by_id_or_code(session, values["body"])
    try:
        procedure = procedure_of(session, book, matter, body) if body else None
    except LawError as refused:
        raise InvalidInput({"on": [_("This day does not fit the election. Check the date.")]}) from refused
    if body is None or procedure is None:
        raise InvalidInput({"body": [_("Choose the body that the complaint goes to.")]})
    if not body.exists_on(today_at(body)):
        raise InvalidInput({"body": [_("This body does not exist any more. Choose another one.")]})
    return Checked(values, matter, body, procedure)


def flags_of(book: LawBook, checked: Checked) -> tuple[Flag, ...]:
    """Return what a person should know before they send it: nothing of it is refused."""
    matter = checked.matter
    brought = Brought(
        procedure=checked.procedure,
        subject=checked.values["subject"],
        by=matter.by,
        election=matter.election,
        body=checked.body,
        contested_body=matter.contested_body,
        contested_on=None if matter.is_service else matter.on,
        filed_at=db.now(),
        served_at=_midnight(matter.on, checked.body.zone) if matter.is_service else None,
    )
    try:
        verdict = judged(book, brought, matter.choice.slug)
        return verdict.flags if verdict else flags_by_the_way(book, matter, checked.body)
    except LawError:
        return ()


def _midnight(day: dt.date, zone: str) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), ZoneInfo(zone))


def page_of(field: str) -> str:
    """Return the page on which something wrong is mended, also for what a field of the case came from."""
    as_typed = {"contested_on": "on", "contested_served_at": "on"}.get(field, field)
    return EVIDENCE if field == EVIDENCE else PAGE_OF.get(as_typed, "what")


def _attach(session: Session, tools: Tools, filing: Filing, case: Case, language: str) -> None:
    details = Details(EVIDENCE, language)
    for file in list(filing.files):
        try:
            with tools.store.open(file.sha256) as content:
                received = _received(tools.box, file, content)
                store_document(session, tools.store, case, received, details, actor=VISITOR)
        except MissingContentError as lost:
            sentence = _(
                "The file “%(name)s” was damaged here. Remove it and attach it again.",
                name=name_of(tools.box, file),
            )
            raise InvalidInput({EVIDENCE: [sentence]}) from lost
        filing.files.remove(file)
        session.delete(file)


def _received(box: SealBox, file: FilingFile, content: Any) -> Received:
    found = BY_MEDIA_TYPE[file.content_type]
    return Received(
        content, name_of(box, file), found, file.size, file.sha256, file.scan_state, file.scanned_at
    )


def _contact(box: SealBox, case: Case, address: str, language: str, now: dt.datetime) -> FilingContact:
    token = new_token()
    sealed = box.seal(json.dumps({"address": address, "token": token}).encode())
    return FilingContact(
        case=case,
        state="unconfirmed",
        language=language,
        sealed=sealed,
        token_hash=token_hash(token),
        created_at=now,
        told_event_id=0,
    )


def tracking_code_of(box: SealBox, filing: Filing) -> str | None:
    """Return the tracking code of a filing that was sent less than a day ago; None later."""
    is_over = filing.expires_at is None or filing.expires_at <= db.now()
    if filing.state != "sent" or filing.sealed is None or is_over:
        return None
    return str(json.loads(box.open(filing.sealed))["tracking_code"])
