"""A mail as text and HTML in the recipient's language, from ``templates/mail/<intent>/``.

Each intent declares the variables of its templates (``intents``); a template that uses another fails,
and so does a mail that lacks one. Nothing about complainants is among them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import format_datetime
from typing import Any, cast

import jinja2
from babel.support import NullTranslations, Translations
from flask import current_app
from flask_babel import force_locale, get_translations
from jinja2.nodes import EvalContext
from markupsafe import Markup

from casetracker.alerts import reasons
from casetracker.alerts.addresses import recipient_address, sender_header
from casetracker.alerts.intents import INTENTS, TEST
from casetracker.alerts.letters import Headers, Letter, encoded, written
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
    templates, words = mail_templates(), {"gettext": _gettext_of(get_translations())}
    try:
        subject, text, html = (
            templates.get_template(f"mail/{intent}/{part}").render(variables, **words)
            for part in ("subject.txt", "body.txt", "body.html")
        )
    except jinja2.TemplateError as error:
        raise RenderingError(reasons.NOT_RENDERED, f"{intent}: {error}") from error
    return Rendered(" ".join(subject.split()), text.strip() + "\n", html)


def _gettext_of(translations: Translations | NullTranslations) -> Callable[..., str]:
    """Return the translation of sentences into one language: it is not looked for again at each sentence."""

    @jinja2.pass_eval_context
    def gettext(context: EvalContext, sentence: str, **variables: object) -> str:
        told = translations.gettext(sentence)
        return (Markup(told) if context.autoescape else told) % variables  # noqa: S704  # nosec B704 - our own sentence

    return gettext


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
    calendar: bytes | None = None,
    more: Headers = (),
) -> Letter:
    """Return the mail, ready to be sent; *calendar* is brought along, *more* are headers besides.

    Raises :class:`RenderingError` when nothing can be sent to the recipient's address.
    """
    address = recipient_address(recipient)
    if address is None:
        raise RenderingError(reasons.BAD_ADDRESS, "the recipient's address cannot be used")
    headers = (
        ("Message-ID", message_id),
        ("Date", format_datetime(at)),
        ("From", sender_header(settings.mail_from)),
        ("To", str(address)),
        ("Subject", encoded("Subject", rendered.subject)),
        ("Auto-Submitted", "auto-generated"),
        ("Content-Language", language),
        *more,
    )
    content = written(headers, rendered.text, rendered.html, calendar)
    return Letter(message_id, address.addr_spec, content)
