"""A mail as text and HTML in the recipient's language, from ``templates/mail/<intent>/``.

Each intent declares the variables of its templates (``intents``); a template that uses another fails,
and so does a mail that lacks one. Nothing about complainants is among them.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from email.message import EmailMessage, MIMEPart
from email.policy import SMTP
from email.utils import format_datetime
from typing import Any, cast

import jinja2
from flask import current_app
from flask_babel import force_locale

from casetracker.alerts import reasons
from casetracker.alerts.addresses import recipient_address, sender_address
from casetracker.alerts.intents import INTENTS, TEST
from casetracker.alerts.occasion_wording import WORDS as OCCASIONS
from casetracker.alerts.wording import clock_words
from config.settings import Settings


class RenderingError(Exception):
    """A mail cannot be made; ``reason`` is a slug of :mod:`casetracker.alerts.reasons`."""

    def __init__(self, reason: str, told: str) -> None:
        self.reason = reason
        super().__init__(told)


@dataclass(frozen=True)
class Rendered:
    """What a person reads."""

    subject: str
    text: str
    html: str


def mail_templates() -> jinja2.Environment:
    """Return the application's templates, as mail uses them: a name that nobody gave is an error."""
    kept = current_app.extensions.get("mail_templates")
    if kept is None:
        kept = current_app.jinja_env.overlay(undefined=jinja2.StrictUndefined, trim_blocks=True)
        current_app.extensions["mail_templates"] = kept
    return cast(jinja2.Environment, kept)


def render(intent: str, variables: dict[str, Any]) -> Rendered:
    """Return subject, text and HTML in the current language.

    Raises :class:`RenderingError` when *variables* are not those the intent declares, or a template
    cannot be filled.
    """
    declared = INTENTS.get(intent)
    if declared is None or declared != variables.keys():
        wrong = sorted((declared or frozenset()) ^ variables.keys())
        raise RenderingError(
            reasons.NOT_RENDERED, f"variables of {intent} that are missing or too many: {wrong}"
        )
    templates = mail_templates()
    try:
        subject, text, html = (
            templates.get_template(f"mail/{intent}/{part}").render(variables)
            for part in ("subject.txt", "body.txt", "body.html")
        )
    except jinja2.TemplateError as error:
        raise RenderingError(reasons.NOT_RENDERED, f"{intent}: {error}") from error
    return Rendered(" ".join(subject.split()), text.strip() + "\n", html)


def render_mail(
    intent: str, language: str, reference: str | None, facts: dict[str, Any], base_url: str, at: dt.datetime
) -> Rendered:
    """Return a mail of the outbox in its own language, as it is true at the moment *at*.

    Raises :class:`RenderingError`, whatever is wrong with the stored facts: one mail that cannot be
    made must never hold up the others.
    """
    try:
        with force_locale(language):
            words = OCCASIONS.get(intent)
            if words is not None:
                return render(intent, words(language, reference or "", facts, base_url))
            return render(intent, clock_words(intent, language, reference or "", facts, base_url, at))
    except RenderingError:
        raise
    except Exception as error:
        raise RenderingError(reasons.NOT_RENDERED, f"{intent}: {error!r}") from error


def render_test_mail(language: str, base_url: str) -> Rendered:
    """Return the mail that only shows that mail arrives."""
    with force_locale(language):
        return render(TEST, {"language": language, "link": base_url})


def compose(
    rendered: Rendered,
    settings: Settings,
    *,
    recipient: str,
    message_id: str,
    language: str,
    at: dt.datetime,
    calendar: MIMEPart | None = None,
) -> EmailMessage:
    """Return the message, ready to be sent; *calendar* is brought along.

    Raises :class:`RenderingError` when nothing can be sent to the recipient's address.
    """
    address = recipient_address(recipient)
    if address is None:
        raise RenderingError(reasons.BAD_ADDRESS, "the recipient's address cannot be used")
    message = EmailMessage(policy=SMTP)
    message["Message-ID"] = message_id
    message["Date"] = format_datetime(at)
    message["From"] = sender_address(settings)
    message["To"] = address
    message["Subject"] = rendered.subject
    message["Auto-Submitted"] = "auto-generated"
    # Base 64 passes every mail server, also one that knows nothing of 8-bit text.
    message.set_content(rendered.text, cte="base64")
    message.add_alternative(rendered.html, subtype="html", cte="base64")
    if calendar is not None:
        message.make_mixed()
        message.attach(cast(EmailMessage, calendar))
    # Last: headers about the content move into the first part when a second is added.
    message["Content-Language"] = language
    return message
