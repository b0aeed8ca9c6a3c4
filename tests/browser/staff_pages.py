"""The pages of the desk, by who opens them, and a desk on which there is something to see on each."""

from __future__ import annotations

from sqlalchemy.orm import Session

from casetracker.accounts.feeds import MINE, create_feed
from casetracker.alerts.actions import plan_alerts
from casetracker.cases.drafts import save_draft
from casetracker.cases.identities import look
from casetracker.cases.models import Case
from casetracker.cases.saved_views import save_view
from casetracker.db import now
from casetracker.documents.models import DocumentText
from casetracker.exchange.jobs import read_as, start_import
from casetracker.exchange.mapping import Reading
from casetracker.publication.actions import proposed_texts, publish
from casetracker.publication.preparing import begin, submit
from casetracker.runtime import lawbook
from tests.builders.accounts import create_user
from tests.builders.bounces import create_bounce, create_faults
from tests.builders.cases import create_case, create_decision, vault
from tests.builders.chains import followed, step
from tests.builders.documents import create_document
from tests.builders.elections import create_unverified_election
from tests.builders.hearings import create_hearing
from tests.builders.journals import as_csv, row
from tests.builders.pdfs import scanned_pdf
from tests.builders.proceedings import create_stay
from tests.builders.registry import CENTRAL, create_registry

SUPERVISOR = "supervisor@astana.example"
PUBLISHER = "publisher@astana.example"
ADMINISTRATOR = "administrator@central.example"
AUDITOR = "auditor@astana.example"
DRAFT = "00000000-0000-4000-8000-000000000001"
CASE = "/staff/cases/2022-pres/rec-astana-"
PUBLISHED, WAITING, ANNULLED, STAYED, RETURNED = (f"{CASE}{serial:04}" for serial in range(1, 6))

SUPERVISOR_PAGES = (
    "/staff/",
    "/staff/?whose=me",
    "/staff/board?clock=any&only=late",
    "/staff/board?clock=any",
    "/staff/board/views/1/delete",
    "/staff/drafts",
    f"/staff/drafts/{DRAFT}/discard",
    "/staff/cases",
    "/staff/cases/new",
    f"/staff/cases/new?draft={DRAFT}",
    *(PUBLISHED, ANNULLED, STAYED, RETURNED),
    *(f"{WAITING}/{step}" for step in ("assign", "decision", "stay", "court", "correct", "join", "split")),
    *(f"{WAITING}/{step}" for step in ("return-for-defects", "find-admissible", "withdraw", "forward")),
    f"{PUBLISHED}/next-instance",
    f"{ANNULLED}/reopen",
    f"{STAYED}/resume",
    f"{RETURNED}/mend-defects",
    f"{WAITING}/interim-decision",
    f"{PUBLISHED}/correct-decision",
    f"{PUBLISHED}/correct-taking",
    f"{PUBLISHED}/decisions/1/served",
    f"{PUBLISHED}/decisions/1/in-force",
    f"{PUBLISHED}/decisions/1/parties/1/served",
    f"{WAITING}/hearings/new",
    *(f"{WAITING}/hearings/1/{step}" for step in ("move", "adjourn", "cancel", "result")),
    f"{WAITING}/parties/new",
    f"{PUBLISHED}/parties/1/correct",
    f"{PUBLISHED}/parties/1/remove",
    f"{WAITING}/notices/receipt",
    "/staff/matters/4",
    "/staff/hand-overs",
    "/staff/hand-overs/new",
    "/staff/hand-overs/2",
    "/staff/persons",
    "/staff/retention",
    "/staff/retention/2022-pres",
    "/staff/bodies?q=астана",
    "/staff/outbox",
    "/staff/outbox/1",
    "/staff/alerts",
    "/staff/alerts/coming",
    "/staff/alerts/rules",
    "/staff/import",
    "/staff/import/2",
    "/staff/import/1/columns",
    "/staff/law",
    "/staff/law/recomputations",
    "/staff/elections",
    "/staff/elections/2026-ref",
)
PUBLISHER_PAGES = (
    "/staff/",
    f"{PUBLISHED}/publish",
    f"{PUBLISHED}/publish/withdraw",
    f"{PUBLISHED}/publish/withdraw?decision=1",
    f"{PUBLISHED}/publish/documents/1",
    f"{WAITING}/publish",
    f"{PUBLISHED}/documents/new",
    f"{PUBLISHED}/documents/1",
    f"{PUBLISHED}/documents/1/text",
)
LAWYER_PAGES = (f"{PUBLISHED}/documents/1/withdraw",)
ADMINISTRATOR_PAGES = (
    "/staff/",
    "/staff/retention/2022-pres/period",
    "/staff/law/preview",
    "/staff/law/recomputations/new",
    "/staff/elections/2026-kurultai",
    "/staff/elections/2026-kurultai/law",
    "/staff/elections/2026-kurultai/law/withdrawal",
    "/staff/elections/2026-ref/edit",
    "/staff/account",
    "/staff/account/password",
    "/staff/account/confirm",
    "/staff/account/second-factor",
    "/staff/account/recovery-codes",
    "/staff/account/tokens/new",
    "/staff/account/calendars/new",
    "/staff/account/alerts",
    "/staff/users",
    "/staff/users/invite",
    "/staff/users/1",
    "/staff/users/1/edit",
)
AUDITOR_PAGES = ("/staff/audit", "/staff/audit?from=x&looks=true")
LAWYER = "lawyer@astana.example"
PAGES = {
    SUPERVISOR: SUPERVISOR_PAGES,
    LAWYER: LAWYER_PAGES,
    PUBLISHER: PUBLISHER_PAGES,
    ADMINISTRATOR: ADMINISTRATOR_PAGES,
    AUDITOR: AUDITOR_PAGES,
}
# What is no page: files to download, pictures, and what a script asks for.
NOT_PAGES = {
    "staff.import_progress",
    "staff.download_document",
    "staff.download_redacted",
    "staff.export_list",
    "staff.import_errors",
    "staff.show_document_page",
    "staff.suggest_bodies",
}


def set_the_desk(session: Session) -> None:
    """Store the people, and cases in every state of which a page tells. Not committed."""
    create_registry(session)
    supervisor = create_user(session, email=SUPERVISOR, role="supervisor")
    create_user(session, email=LAWYER, role="lawyer")
    create_user(session, email=PUBLISHER, role="publisher")
    create_user(session, email=AUDITOR, role="auditor")
    administrator = create_user(session, email=ADMINISTRATOR, role="administrator", body_id=CENTRAL)
    save_draft(session, vault().box, supervisor.id, DRAFT, {"text": "Байқаушы"}, version=0)
    save_view(session, supervisor.id, "late", "only=late", is_default=False)
    _sent, judged = (
        start_import(session, vault().box, supervisor, "journal.csv", as_csv([row()]), "ru") for _ in range(2)
    )
    read_as(session, lawbook(), judged, Reading.of(judged.mapping), actor="test")
    create_unverified_election(session)
    _publish_some(session)
    _carry_some_on(session)
    # Around noon there: at night nothing is told, and the outbox would be empty.
    plan_alerts(session, now().replace(hour=6))
    create_bounce(session, supervisor)
    create_faults(session, now())
    create_feed(session, administrator, MINE, language="kk")


def _publish_some(session: Session) -> None:
    """Publish a case with its decision, leave one waiting, and publish the longest reference there is."""
    case = create_case(session)
    decision = create_decision(session, case)
    scan = create_document(session, case, scanned_pdf("Арыз иесі Үлгіов С.М."), "арыз.pdf")
    scan.text_state = "done"
    session.add(DocumentText(document_id=scan.id, text="Арыз иесі Үлгіов С.М.", method="ocr", read_at=now()))
    people = list(look(session, vault(), case, actor="test", reason="test").values())
    publish(session, case, decision, proposed_texts(case, decision, people), people, actor="test")
    waiting = create_case(session)
    create_hearing(session, waiting)
    publication = begin(session, waiting, None, people, actor="test")
    submit(session, publication, people, actor="test", version=None)
    # The longest references must not push a narrow page sideways.
    long_one = create_case(session, body="kz-rec-east-kazakhstan")
    publish(session, long_one, None, {"summary": long_one.text}, (), actor="test")


def _carry_some_on(session: Session) -> list[Case]:
    """Take cases to a court and back, stay and return others, and hand one over that waits to be received."""
    annulled, stayed, returned = (create_case(session) for _ in range(3))
    create_decision(session, annulled, outcome="refused", remedy="none")
    claim = followed(step(session, annulled, "next-instance"))
    create_decision(session, claim, number="9", taken_at="2022-12-02T10:00", remedy="decision-annulled")
    step(session, claim, "put-in-force", in_force_on="2022-12-03")
    create_stay(session, stayed)
    step(session, returned, "return-for-defects")
    step(session, returned, "join", reference=annulled.reference)
    elsewhere = create_case(session, body="kz-rec-almaty")
    step(session, elsewhere, "forward", body="kz-rec-astana", procedure="commission-complaint")
    return [annulled, stayed, returned]
