"""Nothing private reaches an anonymous reader: every address is asked, every answer read."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from urllib.parse import quote

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from casetracker import db
from casetracker.cases.correcting import correct_facts
from casetracker.cases.matters import link_cases
from casetracker.cases.models import Case, Event
from casetracker.documents.models import DocumentText
from casetracker.exchange.opendata.dumping import dump_when_due
from casetracker.exchange.opendata.shelf import dumps
from casetracker.filing import drafts
from casetracker.filing.actions import tracking_code_of
from casetracker.publication.attaching import Attached, attach
from casetracker.publication.following import follow_clocks
from casetracker.publication.models import PublicCase
from casetracker.publication.pdf import Area
from casetracker.publication.preparing import begin
from casetracker.runtime import lawbook, settings
from tests.builders.accounts import create_user
from tests.builders.cases import create_case, create_decision
from tests.builders.documents import create_document
from tests.builders.filings import add_file, create_filing, send_filing, tools
from tests.builders.pdfs import typed_pdf
from tests.builders.publication import create_public_case, publish_case, stored
from tests.builders.registry import create_registry

# One word of its own for each private field, so that a leak says where it comes from.
COMPLAINT = {
    "text": "мәтінқұпиясы",
    "relief": "талапқұпиясы",
    "complainant_name": "Есімқұпиясов",
    "complainant_contact": "baylanys@qupiya.example",
    "complainant_organisation": "ұйымқұпиясы",
}
DECISION = {
    "facts": "фактқұпиясы",
    "provisions": "нормақұпиясы",
    "application": "қолданутқұпиясы",
    "operative": "қарарқұпиясы",
    "dissent": "ерекшепікірқұпиясы",
}
FILED = {"standing": "мәртебеқұпиясы", "email": "poshta@qupiya.example"}
ROW = {"import_key": "import-qupiya", "created_by": "clerk-qupiya"}
WHY_CORRECTED = "түзетуқұпиясы"
EVENT_ACTOR, STAFF_ADDRESS = "actor-qupiya", "staff@qupiya.example"
# Of a redaction that is not published, and of the document that goes with it.
DOCUMENT = {
    "name": "құжататықұпиясы",
    "text": "qujatmatiniqupiya",
    "title": "құжаттақырыпқұпиясы",
    "remark": "ескертуқұпиясы",
}
UNPUBLISHED = "жарияланбағанқұпия"
SECRETS = [
    *COMPLAINT.values(),
    *DECISION.values(),
    *DOCUMENT.values(),
    *FILED.values(),
    *ROW.values(),
    EVENT_ACTOR,
    STAFF_ADDRESS,
    WHY_CORRECTED,
    UNPUBLISHED,
    "qupiya",
]
PUBLIC_TEXTS = {
    "summary": "Ашық мазмұн.",
    "ground_text": None,
    "facts": None,
    "provisions": None,
    "application": None,
    "operative": "Ашық шешім.",
}
# What the addresses of pages are made of; a page with a new kind of argument must be added here.
ARGUMENTS = {
    "election": ["2022-pres"],
    "name": ["rec-astana-0001", "rec-astana-0002"],
    "slug": ["rec-astana-0001", "rec-astana-0002"],
    "body": ["rec-astana"],
    "serial": ["0001", "0002"],
    "body_id": ["kz-rec-astana"],
    "election_id": ["2022-pres"],
    "rule_id": ["commission-decision.appeal.filing"],
    "mail_id": ["1"],
    "decision": ["1"],
    "party": ["1"],
    "kind": ["receipt"],
    "token": ["nothing-like-this"],
    "document": ["1"],
    "number": ["1"],
    "hearing": ["1"],
    "view_id": ["1"],
    "job": ["1"],
    "ending": ["csv"],
    "form_id": ["00000000-0000-4000-8000-000000000000"],
    "user_id": ["1"],
    "matter": ["1"],
    "hand_over": ["1"],
    "step": ["what", "whose", "where", "who", "text"],
    "day": ["latest"],
    "file": ["cases.csv"],
}
WITHOUT_DATA = {"static", "problems.show_problem_kind"}


@pytest.fixture
def secrets_stored(app: Flask) -> list[str]:
    """A published case with a secret in every private field, and one that is not published at all."""
    with stored(app) as session:
        create_registry(session)
        create_user(session, email=STAFF_ADDRESS)
        case, codes = _filed_with_secrets(session)
        decision = create_decision(session, case, **DECISION)
        _prepare_with_secrets(session, case)
        publish_case(session, case, decision, **PUBLIC_TEXTS)
        unpublished = create_case(session, text=UNPUBLISHED)
        create_decision(session, unpublished, operative=UNPUBLISHED)
        other = create_case(session)
        publish_case(session, other, None, **PUBLIC_TEXTS)
        for linked in (unpublished, other):
            link_cases(session, "joined", case, linked, actor="user:1")
        for name, value in ROW.items():
            setattr(case, name, value)
        # What a correction changes follows into the register; why it was made does not.
        facts = {"contested_on": dt.date(2022, 11, 19)}
        correct_facts(session, lawbook(), case, facts, actor="user:1", reason=WHY_CORRECTED)
        assert follow_clocks(session, db.now()) == 1
        session.execute(sa.update(Event).values(actor=EVENT_ACTOR))
        code = session.scalars(sa.select(Case.tracking_hash).where(Case.id == case.id)).one()
    with app.app_context():
        dump_when_due(db.db.engine, settings(), db.now())
    return [code, *codes]


def _filed_with_secrets(session: Session) -> tuple[Case, list[str]]:
    """Return a case that was filed online with a secret in every field, and its codes; a draft is left."""
    typed = {name.removeprefix("complainant_"): secret for name, secret in COMPLAINT.items()}
    with time_machine.travel("2022-11-21T04:00:00Z", tick=False):  # Monday, the day after voting
        create_filing(session, **typed)
        filing = create_filing(session, **typed, **FILED)
        add_file(session, filing, f"{DOCUMENT['text']}".encode(), f"{DOCUMENT['name']}.txt")
        draft_code = drafts.give_code(filing)
        send_filing(session, filing)
        code = tracking_code_of(tools().box, filing)
    assert filing.case
    assert code
    return filing.case, [code, draft_code, str(filing.code_hash)]


def _prepare_with_secrets(session: Session, case: Case) -> None:
    """A redaction with a remark, and a document whose name, text and public title are not public yet."""
    pdf = typed_pdf(f"Text {DOCUMENT['text']}")
    document = create_document(session, case, pdf, f"{DOCUMENT['name']}.pdf")
    text = DocumentText(document_id=document.id, text=DOCUMENT["text"], method="layer", read_at=db.now())
    session.add(text)
    publication = begin(session, case, case.decisions[-1], [], actor="user:1")
    attached = Attached(document.id, DOCUMENT["title"], (Area(1, (10.0, 10.0, 20.0, 20.0)),))
    attach(session, publication, attached, [], actor="user:1", version=None)
    publication.remarks = [{"at": db.now().isoformat(), "by": "user:1", "text": DOCUMENT["remark"]}]
    session.flush()


def addresses(rule: Rule) -> list[str]:
    """Return the addresses of a rule with every combination that is filled from ``ARGUMENTS``."""
    unknown = rule.arguments - ARGUMENTS.keys()
    assert not unknown, f"{rule.rule}: tell ARGUMENTS what {sorted(unknown)} may be"
    found = [str(rule.rule)]
    for argument in sorted(rule.arguments):
        shape = re.compile(rf"<(?:[^<>]*:)?{argument}>")
        found = [shape.sub(value, address) for address in found for value in ARGUMENTS[argument]]
    return found


def text_of(content: bytes) -> str:
    """Return what can be read in an answer; a workbook is unpacked."""
    if not content.startswith(b"PK"):
        return content.decode(errors="replace")
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return "".join(packed.read(name).decode(errors="replace") for name in packed.namelist())


def everything(app: Flask, client: FlaskClient) -> dict[str, str]:
    """Return the answer of every address that can be asked, in each language."""
    rules = [rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())]
    asked = [address for rule in rules if rule.endpoint not in WITHOUT_DATA for address in addresses(rule)]
    asked += [f"/search?q={quote(word)}" for word in ("ашық", "шешімдер")]
    with app.app_context():
        (dump,) = dumps(settings().open_data_dir)
    asked += [f"/search.{ending}?q={quote('ашық')}" for ending in ("atom", "csv", "xlsx", "json")]
    asked += [f"/open-data/{dump.day}/{file.name}" for file in dump.files]
    pages = {}
    for address in asked:
        for lang in ("kk", "ru", "en"):
            joined = f"{address}{'&' if '?' in address else '?'}lang={lang}"
            with client.get(joined) as answer:
                assert answer.status_code < 500, joined
                pages[joined] = text_of(answer.get_data()) + str(answer.headers)
    return pages


def test_nothing_private_stands_on_any_answer(
    app: Flask, client: FlaskClient, secrets_stored: list[str]
) -> None:
    pages = everything(app, client)
    public_page = pages["/cases/2022-pres/rec-astana-0001?lang=kk"]
    assert "Ашық шешім." in public_page
    assert "Ашық мазмұн." in public_page
    for address in ("/matters/1", "/api/v1/matters/1"):
        chain = pages[f"{address}?lang=kk"]
        assert "2022-PRES/REC-ASTANA/0003" in chain
        assert "2022-PRES/REC-ASTANA/0002" not in chain
    told = [text for address, text in pages.items() if "/cases.csv" in address and "latest" not in address]
    assert told
    assert all("Ашық мазмұн." in text for text in told)
    for ending in ("atom", "csv", "xlsx", "json"):
        assert "2022-PRES/REC-ASTANA/0001" in pages[f"/search.{ending}?q={quote('ашық')}&lang=kk"], ending
    assert "Ашық шешім." in pages["/cases/2022-pres/rec-astana-0001/decisions/1.akn.xml?lang=kk"]
    leaks = [
        (address, secret)
        for address, text in pages.items()
        for secret in (*SECRETS, *secrets_stored)
        if secret.lower() in text.lower()
    ]
    assert leaks == []


@pytest.mark.usefixtures("secrets_stored")
def test_nothing_private_can_be_found(client: FlaskClient) -> None:
    assert "app-results__item" in client.get(f"/search?q={quote('ашық')}").text
    for secret in SECRETS:
        assert "app-results__item" not in client.get(f"/search?q={quote(secret)}").text, secret


@pytest.mark.usefixtures("secrets_stored")
def test_projection_itself_holds_nothing_private(app: Flask) -> None:
    with stored(app) as session:
        stored_rows = [
            str(row)
            for table in (
                "public_cases",
                "public_decisions",
                "public_documents",
                "public_links",
                "search_entries",
            )
            for row in session.execute(sa.text(f"SELECT * FROM {table}"))  # noqa: S608
        ]
        assert set(session.scalars(sa.select(PublicCase.summary))) == {"Ашық мазмұн."}
    told = " ".join(stored_rows).lower()
    assert [secret for secret in SECRETS if secret.lower() in told] == []


def test_name_and_contact_are_masked_in_the_proposed_texts(app: Flask, client: FlaskClient) -> None:
    """The publisher who changes nothing publishes the proposal: names are masked in declined forms too."""
    written = (
        "Үлгіовтың шағымы. Жалоба Үлгіова, тел. +7 700 000 00 00, sample@person.example, ИИН 870115300123."
    )
    with stored(app) as session:
        create_registry(session)
        create_public_case(session, complaint={"text": written}, decision={"facts": written})
    for address in ("/", "/search", "/cases/2022-pres/rec-astana-0001", "/bodies/kz-rec-astana"):
        page = client.get(address).text
        assert "[…]" in page, address
        for secret in ("Үлгіов", "700 000", "sample@", "870115300123"):
            assert secret not in page, (address, secret)
