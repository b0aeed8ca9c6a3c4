"""``casetracker users``: accounts and tokens."""

from __future__ import annotations

import click

from casetracker.accounts.actions import AccountError, create_token, create_user, end_sessions
from casetracker.accounts.models import ROLES, User
from casetracker.accounts.queries import user_by_email
from casetracker.cli.application import with_app
from casetracker.db import db, unit_of_work

ACTOR = "command-line"


@click.group()
def users() -> None:
    """People who log in."""


@users.command()
@click.option("--email", required=True)
@click.option("--name", required=True)
@click.option("--role", required=True, type=click.Choice(ROLES))
@click.option("--body", "body_id", required=True, help="The id of the user's commission or court.")
@click.option("--language", default="kk", type=click.Choice(["kk", "ru", "en"]))
@click.option("--password", prompt=True, hide_input=True, confirmation_prompt=True)
@with_app
def create(email: str, name: str, role: str, body_id: str, language: str, password: str) -> None:
    """Make a user; the password is asked for unless given."""
    try:
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
    except AccountError as error:
        raise click.UsageError(str(error)) from error
    click.echo(f"{email} can log in.")


@users.command()
@click.argument("email")
@click.option("--name", default="integration", help="What the token is for.")
@with_app
def token(email: str, name: str) -> None:
    """Print a new API token that acts as the user of EMAIL; it cannot be shown again."""
    user = _user(email)
    with unit_of_work() as session:
        text = create_token(session, user, name, actor=ACTOR)
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
