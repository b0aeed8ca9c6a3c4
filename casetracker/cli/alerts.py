"""``casetracker alerts``: one pass by hand, and a mail to try the settings."""

from __future__ import annotations

import datetime as dt
import sys
from collections import Counter
from email.utils import make_msgid
from pathlib import Path
from typing import NoReturn

import click

from casetracker import db
from casetracker.alerts.actions import plan_alerts
from casetracker.alerts.addresses import mail_domain, sender_address
from casetracker.alerts.bounces.actions import KNOWN, UNKNOWN
from casetracker.alerts.bounces.models import DELAYED, EXPIRED, PERMANENT
from casetracker.alerts.bounces.reading import LONGEST
from casetracker.alerts.bounces.receiving import ASIDE, NO_REPORT, note_message, receive
from casetracker.alerts.delivery import deliver
from casetracker.alerts.preview import coming_mails
from casetracker.alerts.rendering import RenderingError, compose, render_test_mail
from casetracker.alerts.resending import failed_mails, resend
from casetracker.alerts.transport import TransportError, mail_folder, open_transport
from casetracker.cli.application import with_app
from casetracker.runtime import settings
from casetracker.sealing.box import SealBox
from config.settings import Settings

BOUNCE_WORDS = {
    PERMANENT: "cannot be delivered: the address is marked, or the subscription ended",
    EXPIRED: "given up on the way: the mail is marked as failed",
    DELAYED: "delayed: still being tried by a mail server",
    KNOWN: "known from before",
    UNKNOWN: "about no mail of ours, or another address than it went to",
    NO_REPORT: "not a report of delivery that can be read",
    ASIDE: "put aside: it could not be noted, the log tells why",
}
LANGUAGES = click.Choice(["kk", "ru", "en"])


@click.group()
def alerts() -> None:
    """Plan and deliver reminders and notices by hand."""


@alerts.command()
@click.option("--dry-run", is_flag=True, help="Only tell what would go out; nothing is written.")
@click.option("--hours", type=click.IntRange(0, 720), default=24, show_default=True, help="So far ahead.")
@with_app
def plan(dry_run: bool, hours: int) -> None:
    """Put what is due and untold into the outbox, or tell what would go out."""
    if dry_run:
        _tell_coming(hours)
        return
    with db.unit_of_work() as session:
        made = plan_alerts(session, db.now(), domain=mail_domain(settings()))
    click.echo(f"{made} mails were put into the outbox.")


def _tell_coming(hours: int) -> None:
    now = db.now()
    coming = coming_mails(db.db.session, None, now, now + dt.timedelta(hours=hours))
    for mail in coming:
        how = " (in the daily mail)" if mail.in_digest else ""
        click.echo(
            f"{mail.at:%Y-%m-%d %H:%M} UTC  {mail.intent}  {mail.reference or '-'}  {mail.recipient}{how}"
        )
    click.echo(f"{len(coming)} mails would go out in the next {hours} hours.")


@alerts.command("resend")
@click.argument("mails", nargs=-1, type=click.IntRange(1, 2_000_000_000), metavar="[MAIL]...")
@click.option("--all", "everything", is_flag=True, help="Every mail that failed.")
@with_app
def resend_command(mails: tuple[int, ...], everything: bool) -> None:
    """Try mails again that failed: those with the numbers MAIL (as in /staff/outbox/MAIL), or all."""
    if not mails and not everything:
        raise click.UsageError("Name the mails by their numbers, or give --all.")
    with db.unit_of_work() as session:
        failed = failed_mails(session).all()
        chosen = [mail for mail in failed if everything or mail.id in mails]
        done = resend(session, chosen, actor="command line", now=db.now())
    click.echo(f"{done} mails wait to be sent again.")
    if unknown := sorted(set(mails) - {mail.id for mail in chosen}):
        raise click.ClickException(f"These have not failed: {', '.join(map(str, unknown))}.")


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
        letter = compose(
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
        transport.send(letter, sender_address(chosen).addr_spec)
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


@alerts.command("bounces")
@click.argument("path", type=click.Path(exists=True, readable=True, allow_dash=True, path_type=Path))
@with_app
def read_bounces(path: Path) -> None:
    """Read the mails that came back at PATH: a Maildir, an mbox, one message; - is standard input."""
    box = SealBox(settings().identity_keys)
    try:
        if str(path) == "-":
            found = Counter(note_message(sys.stdin.buffer.read(LONGEST), box, db.now()))
        else:
            found = receive(path, box)
    except OSError as error:
        raise click.ClickException(f"{path} cannot be read: {error.strerror}. Check the path.") from error
    for slug, words in BOUNCE_WORDS.items():
        if found[slug]:
            click.echo(f"{found[slug]} {words}")
    if not found:
        click.echo("There was no message to read.")
