"""``/file/check`` and what follows: all answers at a glance, sent once however often, and the receipt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from casetracker import db, labels
from casetracker.accounts.queries import is_staffed
from casetracker.alerts.addresses import mail_domain
from casetracker.alerts.filers.asking import MOST_IN_A_DAY, MOST_IN_AN_HOUR, ask_again, may_ask_again_at
from casetracker.cases.models import Case
from casetracker.filing import actions, drafts
from casetracker.filing.inputs import PAGES
from casetracker.filing.models import Filing
from casetracker.filing.tracking import contact_of_case
from casetracker.notices.facts import notice_data, receipt_pdf
from casetracker.protection import attachment
from casetracker.registry.errors import InvalidInput
from casetracker.registry.models import Election
from casetracker.runtime import lawbook, settings
from casetracker.web.filing import asking, floods, holding
from casetracker.web.filing.blueprint import pages
from casetracker.web.filing.words import ORDER, TITLES, UNSTAFFED, WARNINGS
from casetracker.web.form_view import named_errors
from casetracker.web.public.calculator.asking import read_day
from casetracker.web.rendering import fmt_date, language
from casetracker.web.staff.presenters.case_clocks import case_clocks

# A field that no person sees; programs fill it in.
TRAP = "website"
LETTERS = ("kk", "ru")


@pages.get("/file/check")
def check() -> ResponseReturnValue:
    """Show everything that was typed, and what is still missing, before it is sent."""
    if holding.held_draft(db.db.session) is None:
        return redirect(url_for("filing.start"))
    return _page({})


@pages.post("/file/send")
def send() -> ResponseReturnValue:
    """Send the complaint; sent again, it is the same one."""
    filing = holding.held(db.db.session)
    if filing is None:
        return redirect(url_for("filing.start"), 303)
    if filing.state == "draft":
        try:
            checked = actions.check_answers(db.db.session, lawbook(), holding.answers_held(db.db.session))
        except InvalidInput as refused:
            return _page(refused.errors), 422
        wait = _seconds_to_wait(filing, checked.body.id)
        if wait:
            return _wait(wait)
        try:
            _send()
        except InvalidInput as refused:
            return _page(refused.errors), 422
    return redirect(url_for("filing.sent"), 303)


def _seconds_to_wait(filing: Filing, body: str) -> int:
    """Return how long a complaint has to wait: never more than the longest wait from its first try."""
    tried_at = filing.tried_at or db.now()
    left = floods.LONGEST_WAIT - round((db.now() - tried_at).total_seconds())
    if left <= 0:
        return 0
    return min(left, floods.seconds_to_wait("send") or floods.seconds_before_body(body))


def _send() -> None:
    try:
        _send_once()
    except IntegrityError:
        # The same filing, sent twice in the same moment: the other one was first, and now it can be seen.
        _send_once()


def _send_once() -> None:
    with db.unit_of_work() as session:
        filing = holding.held_to_change(session)
        if filing is not None:
            # The day for which the confirmation is shown begins now, and so does the cookie's.
            holding.hold(filing)
            trapped = bool(request.form.get(TRAP))
            actions.send(session, holding.tools(), filing, is_suspicious=trapped, language=language())


def _wait(seconds: int) -> ResponseReturnValue:
    """Keep everything, and that it was tried now: whoever has to wait loses no time limit by it."""
    with db.unit_of_work() as session:
        filing = holding.held_to_change(session)
        if filing is None or filing.state != "draft":
            return redirect(url_for("filing.start"), 303)
        filing.tried_at = filing.tried_at or db.now()
        # A code that somebody has written down stays good: the page with a newer one may never reach them.
        tried_at, code = filing.tried_at, "" if filing.code_hash else drafts.give_code(filing)
        drafts.keep_longer(filing)
    page = render_template(
        "filing/wait.html",
        minutes=floods.minutes(seconds),
        code=code,
        tried_at=tried_at,
        days=drafts.KEPT.days,
    )
    return page, 429, {"Retry-After": str(seconds)}


@pages.get("/file/sent")
def sent() -> ResponseReturnValue:
    """Show the reference, the tracking code and the clocks of what was sent from here."""
    filing, case = _sent()
    contact = contact_of_case(db.db.session, case)
    return render_template(
        "filing/sent.html",
        case=case,
        tracking_code=actions.tracking_code_of(holding.box(), filing),
        expires_at=filing.expires_at,
        clocks=case_clocks(lawbook(), case, db.now()),
        is_asked=contact is not None and contact.state == "unconfirmed",
        again_at=may_ask_again_at(db.db.session, contact) if contact else None,
        now=db.now(),
        most=(MOST_IN_AN_HOUR, MOST_IN_A_DAY),
        letters=[(code, labels.label("language", code)) for code in LETTERS],
    )


@pages.post("/file/ask-again")
def send_mail_again() -> ResponseReturnValue:
    """Send the mail once more that asks for the confirmation; the page is the same for every address."""
    with db.unit_of_work() as session:
        filing = holding.held_to_change(session)
        contact = contact_of_case(session, filing.case) if filing and filing.case else None
        if contact is not None:
            ask_again(session, holding.box(), contact, db.now(), mail_domain(settings()))
    return redirect(url_for("filing.sent"), 303)


@pages.get("/file/receipt")
def receipt() -> ResponseReturnValue:
    """Give the receipt of what was sent from here; there is none in English, as letters have none."""
    _filing, case = _sent()
    wanted = request.args.get("letter", "")
    tongue = wanted if wanted in LETTERS else language() if language() in LETTERS else case.language
    day = case.registered_at.astimezone(ZoneInfo(case.body.zone)).date()
    content = receipt_pdf(notice_data(lawbook(), case, tongue), day)
    return attachment(content, f"receipt-{case.slug.replace('/', '-')}-{tongue}.pdf", "application/pdf")


def _sent() -> tuple[Filing, Case]:
    filing = holding.held(db.db.session)
    if filing is None or filing.case is None:
        abort(404)
    return filing, filing.case


def _page(errors: Mapping[str, Sequence[str]]) -> str:
    session = db.db.session
    filing, answers = holding.held_draft(session), holding.answers_held(session)
    names = asking.names_of_fields(lawbook(), answers)
    notes: list[str] = []
    if not errors:
        try:
            notes = _notes(actions.check_answers(session, lawbook(), answers))
        except InvalidInput as refused:
            errors = refused.errors
    return render_template(
        "filing/check.html",
        step="check",
        title=TITLES["check"],
        number=len(ORDER),
        count=len(ORDER),
        groups=[(TITLES[page], _rows(page, answers, names), _address(page)) for page in PAGES],
        files=[drafts.name_of(holding.box(), file) for file in filing.files] if filing else [],
        missing=[
            (" ".join(told), _address(actions.page_of(name)))
            for name, told in named_errors(errors, names).items()
        ],
        notes=notes,
        tried_at=filing.tried_at if filing else None,
        trap=TRAP,
    )


def _notes(checked: actions.Checked) -> list[str]:
    flags = [str(flag) for flag in actions.flags_of(lawbook(), checked)]
    if not is_staffed(db.db.session, checked.body):
        flags.append(UNSTAFFED)
    return [str(WARNINGS[flag]) for flag in flags if flag in WARNINGS]


def _address(page: str) -> str:
    if page == actions.EVIDENCE:
        return url_for("filing.evidence")
    return url_for("filing.answer_step", step=page, then="check")


def _rows(page: str, answers: Mapping[str, str], names: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(names[name], _told(name, answers.get(name, ""))) for name in PAGES[page]().fields]


def _told(name: str, value: str) -> str:
    """Return an answer as people read it."""
    book, spoken = lawbook(), language()
    kinds = {"contested_kind": "contested-kind", "subject": "subject", "language": "language"}
    if not value:
        return "—"
    if name in kinds:
        return str(labels.label(kinds[name], value)) if value in labels.KINDS[kinds[name]] else value
    if name == "election":
        election = db.db.session.get(Election, value)
        return election.name(spoken) if election else value
    if name in ("body", "contested_body"):
        return asking.name_of_body(db.db.session, value) or value
    if name == "confidential":
        return _("Yes")
    if name == "on" and (day := read_day(value)):
        return fmt_date(day)
    if name == "contested" and value in book.forum.contested:
        return book.forum.contested[value].names[spoken]
    named = {"against": book.forum.against, "by": book.forum.complainants}.get(name, {})
    return named[value][spoken] if value in named else value
