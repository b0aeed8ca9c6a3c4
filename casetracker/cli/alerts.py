"""``casetracker alerts``: one pass by hand, and a mail to try the settings."""

from __future__ import annotations

from email.utils import make_msgid
from typing import NoReturn

import click

from casetracker import db
from casetracker.alerts.actions import plan_alerts
from casetracker.alerts.addresses import mail_domain, sender_address
from casetracker.alerts.delivery import deliver
from casetracker.alerts.rendering import RenderingError, compose, render_test_mail
from casetracker.alerts.transport import TransportError, mail_folder, open_transport
from casetracker.cli.application import with_app
from casetracker.runtime import settings
from config.settings import Settings

LANGUAGES = click.Choice(["kk", "ru", "en"])


@click.group()
def alerts() -> None:
    """Plan and deliver reminders and notices by hand."""


@alerts.command()
@with_app
def plan() -> None:
    """Put what is due and untold into the outbox."""
    with db.unit_of_work() as session:
        made = plan_alerts(session, db.now(), domain=mail_domain(settings()))
    click.echo(f"{made} mails were put into the outbox.")


@alerts.command("deliver")
@with_app
def deliver_command() -> None:
    """Send what waits in the outbox; safe beside a running scheduler."""
    done = deliver(settings(), "command line")
    click.echo(f"{done.sent} sent, {done.retried} to be tried again, {done.failed} failed.")


@alerts.command("send-test")
@click.argument("address")
@click.option("--language", type=LANGUAGES, default="kk", show_default=True)
@with_app
def send_test(address: str, language: str) -> None:
    """Send a mail to ADDRESS, to try the mail settings."""
    chosen = settings()
    try:
        message = compose(
            render_test_mail(language, chosen.base_url),
            chosen,
            recipient=address,
            message_id=make_msgid(domain=mail_domain(chosen)),
            language=language,
            at=db.now(),
        )
    except RenderingError as error:
        raise click.UsageError(
            f"No mail can be sent to '{address}'. Give an address like name@host.kz."
        ) from error
    transport = open_transport(chosen)
    try:
        transport.send(message, sender_address(chosen).addr_spec, address)
    except TransportError as error:
        _not_taken(chosen, error)
    finally:
        transport.close()
    where = f"handed to {chosen.smtp_host}" if chosen.smtp_host else f"written to {mail_folder(chosen)}"
    click.echo(f"The mail was {where}.")


def _not_taken(chosen: Settings, error: TransportError) -> NoReturn:
    hint = (
        "Check SMTP_HOST, SMTP_PORT, SMTP_SECURITY and the login." if chosen.smtp_host else "Check VAR_DIR."
    )
    raise click.ClickException(f"The mail was not taken: {error}. {hint}") from error
