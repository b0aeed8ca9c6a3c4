"""The letter of a claimed mail: its text, and what it brings along."""

from __future__ import annotations

import datetime as dt

import structlog
from flask_babel import force_locale
from sqlalchemy.exc import SQLAlchemyError

from casetracker import db
from casetracker.alerts import reasons
from casetracker.alerts.account_mails import render_link_mail
from casetracker.alerts.addressees import message_to
from casetracker.alerts.calendar_entries import Known
from casetracker.alerts.calendar_part import ics_of
from casetracker.alerts.claims import ClaimedMail
from casetracker.alerts.filers.mails import TO_FILERS
from casetracker.alerts.intents import FILERS, PERSONAL, SUBSCRIBERS
from casetracker.alerts.letters import Letter
from casetracker.alerts.planning import OVERDUE, STAYED
from casetracker.alerts.rendering import Rendered, RenderingError, compose, render_mail
from casetracker.alerts.subscriptions.mails import TO_SUBSCRIBERS
from config.settings import Settings

log = structlog.get_logger(__name__)


def compose_claimed(mail: ClaimedMail, settings: Settings) -> Letter:
    """Return the message of a claimed mail. Raises :class:`RenderingError`, whatever is wrong with it."""
    try:
        return _composed(mail, settings)
    except (RenderingError, SQLAlchemyError):
        raise
    except Exception as error:
        # One mail that cannot be made must never hold up the others that were claimed with it.
        raise RenderingError(reasons.NOT_RENDERED, f"{mail.intent}: {type(error).__name__}") from error


def _composed(mail: ClaimedMail, settings: Settings) -> Letter:
    if mail.intent in SUBSCRIBERS:
        return message_to(mail, settings, TO_SUBSCRIBERS)
    if mail.intent in FILERS:
        return message_to(mail, settings, TO_FILERS)
    at = db.now()
    return compose(
        _rendered(mail, settings, at),
        settings,
        recipient=mail.recipient,
        message_id=mail.message_id,
        language=mail.language,
        at=at,
        calendar=_calendar(mail, settings),
    )


def _calendar(mail: ClaimedMail, settings: Settings) -> bytes | None:
    """Return the time limit for the recipient's calendar; a mail about what is over brings none."""
    facts = mail.variables
    if "known" not in facts or mail.intent == OVERDUE:
        return None
    state = "stayed" if mail.intent == STAYED else "running"
    try:
        known = Known.from_dict(facts["known"])
        with force_locale(mail.language):
            return ics_of(
                mail.case_reference or "", facts, known, mail.language, settings.base_url, state=state
            )
    except Exception:
        # The mail matters more than what it brings along.
        log.exception("calendar_part_failed", mail=mail.id)
        return None


def _rendered(mail: ClaimedMail, settings: Settings, at: dt.datetime) -> Rendered:
    if mail.intent in PERSONAL:
        return render_link_mail(mail.intent, mail.language, mail.variables, settings)
    told = (mail.intent, mail.language, mail.case_reference, mail.variables)
    return render_mail(*told, settings.base_url, at)
