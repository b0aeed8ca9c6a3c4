"""``casetracker users``: accounts, invitations and tokens."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import click
from flask_babel import force_locale

from casetracker.accounts import administration, links
from casetracker.accounts.actions import AccountError, create_user
from casetracker.accounts.models import ROLES, TOKEN_SCOPES, User
from casetracker.accounts.queries import user_by_email
from casetracker.accounts.sealing import Seal
from casetracker.accounts.second_factors import reset_second_factors
from casetracker.accounts.sessions import end_sessions
from casetracker.accounts.tokens import create_token
from casetracker.alerts.account_mails import tell_change, tell_link
from casetracker.alerts.addresses import mail_domain
from casetracker.cli.application import with_app
from casetracker.db import db, now, unit_of_work
from casetracker.registry.errors import InvalidInput
from casetracker.registry.queries import body_by_id_or_code
from casetracker.runtime import settings

ACTOR = administration.COMMAND_LINE
LANGUAGES = click.Choice(["kk", "ru", "en"])


def _told(command: Callable[..., Any]) -> Callable[..., Any]:
    """Say in English what is refused, as the rest of the command line does."""

    @functools.wraps(command)
    def inside(*arguments: Any, **options: Any) -> Any:
        try:
            with force_locale("en"):
                return command(*arguments, **options)
        except AccountError as error:
            raise click.UsageError(str(error)) from error
        except InvalidInput as refused:
            sentences = [text for texts in refused.errors.values() for text in texts]
            raise click.UsageError(" ".join(sentences)) from refused

    return inside


@click.group()
def users() -> None:
    """People who log in."""


@users.command()
@click.option("--email", required=True)
@click.option("--name", required=True)
@click.option("--role", required=True, type=click.Choice(ROLES))
@click.option("--body", "body_id", required=True, help="The id of the user's commission or court.")
@click.option("--language", default="kk", type=LANGUAGES)
@click.option("--password", prompt=True, hide_input=True, confirmation_prompt=True)
@with_app
@_told
def create(email: str, name: str, role: str, body_id: str, language: str, password: str) -> None:
    """Make a user; the password is asked for unless given."""
    with unit_of_work() as session:
        create_user(
            session,
            email=email,
            name=name,
            role=role,
            body_id=body_id,
            language=language,
            password=password,
            actor=ACTOR,
        )
    click.echo(f"{email} can log in.")


@users.command()
@click.option("--email", required=True)
@click.option("--name", required=True)
@click.option("--role", required=True, type=click.Choice(ROLES))
@click.option("--body", "body_id", required=True, help="The id or code of the user's commission or court.")
@click.option("--language", default="kk", type=LANGUAGES)
@with_app
@_told
def invite(email: str, name: str, role: str, body_id: str, language: str) -> None:
    """Make a user who chooses a password by a link that is sent by mail."""
    with unit_of_work() as session:
        body = body_by_id_or_code(session, body_id)
        if body is None:
            raise AccountError(f"There is no body '{body_id}'. Load the register first or check the id.")
        user = administration.invite_user(
            session, None, email=email, name=name, role=role, body=body, language=language
        )
        link, token = links.make_link(session, user, links.INVITATION, actor=ACTOR, now=now())
        sealed = Seal(settings().identity_keys).seal(token)
        tell_link(session, link, sealed, now=now(), domain=mail_domain(settings()))
    click.echo(f"The invitation of {email} lies in the outbox; the scheduler sends it.")


@users.command()
@click.argument("email")
@with_app
@_told
def disable(email: str) -> None:
    """Let the user of EMAIL in no more; sessions end and tokens are revoked."""
    user = _user(email)
    with unit_of_work() as session:
        administration.disable_user(session, None, user)
    click.echo(f"{email} can log in no more.")


@users.command()
@click.argument("email")
@with_app
@_told
def enable(email: str) -> None:
    """Let the user of EMAIL in again."""
    user = _user(email)
    with unit_of_work() as session:
        administration.enable_user(session, None, user)
    click.echo(f"{email} can log in.")


@users.command("reset-second-factor")
@click.argument("email")
@with_app
def reset_second_factor(email: str) -> None:
    """Take the app, the passkeys and the recovery codes of the user of EMAIL away; sessions end."""
    user = _user(email)
    with unit_of_work() as session:
        reset_second_factors(session, user, actor=ACTOR)
        tell_change(session, user, "second-factor.reset", now=now(), domain=mail_domain(settings()))
    click.echo(f"{email} has no second factor any more.")


@users.command()
@click.argument("email")
@click.option("--name", default="integration", help="What the token is for.")
@click.option("--scope", default="write", type=click.Choice(TOKEN_SCOPES), show_default=True)
@with_app
def token(email: str, name: str, scope: str) -> None:
    """Print a new API token that acts as the user of EMAIL; it cannot be shown again."""
    user = _user(email)
    with unit_of_work() as session:
        text = create_token(session, user, name, actor=ACTOR, scope=scope)
    click.echo(text)


@users.command("log-out")
@click.argument("email")
@with_app
def log_out(email: str) -> None:
    """End every open session of the user of EMAIL."""
    user = _user(email)
    with unit_of_work() as session:
        end_sessions(session, user, actor=ACTOR)
    click.echo(f"Every session of {email} has ended.")


def _user(email: str) -> User:
    user = user_by_email(db.session, email)
    if user is None:
        raise click.UsageError(f"There is no user with the address {email}.")
    return user
