"""What mails to people without an account share: to subscribers, and to who filed a complaint online.

Their address is sealed together with a token; links with the token confirm the address and end the mails.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

import sqlalchemy as sa
from cryptography.fernet import InvalidToken
from flask_babel import force_locale
from sqlalchemy.orm import Session

from casetracker import db
from casetracker.accounts.tokens import token_hash
from casetracker.alerts import reasons
from casetracker.alerts.claims import ClaimedMail
from casetracker.alerts.letters import Letter
from casetracker.alerts.models import OutboxMail
from casetracker.alerts.rendering import RenderingError, compose, render
from casetracker.sealing.box import SealBox
from config.settings import Settings

WAITING = ("pending", "sending")


class Addressee(Protocol):
    """Somebody who gave an address: a stored row."""

    state: str
    token_hash: str

    @property
    def ref(self) -> str:
        """Return the reference that tells no address."""
        ...


Somebody = TypeVar("Somebody")


@dataclass(frozen=True)
class Correspondence:
    """How mails to one kind of addressee are made.

    Attributes:
        variable: of the mail, which holds the id of the row.
        opened: gives the address and the token; raises ``InvalidToken``.
        folder: the address of the site below which the token stands.
        words: what a mail says besides.
    """

    model: type[Any]
    variable: str
    opened: Callable[[SealBox, Any], tuple[str, str]]
    folder: str
    words: Callable[[Session, ClaimedMail, Any, Settings], dict[str, Any]]


def stem_of(addressee: Addressee) -> str:
    """Return what the keys of all mails to an addressee begin with."""
    return f"{addressee.ref}/{addressee.token_hash[:16]}/"


def of_token(session: Session, model: type[Somebody], token: str) -> Somebody | None:
    """Return whose token it is, locked; also one whose mails have ended."""
    wanted = sa.select(model).where(model.token_hash == token_hash(token))  # type: ignore[attr-defined]
    locked = wanted.with_for_update().execution_options(populate_existing=True)
    return session.scalars(locked).one_or_none()


def cancel_waiting(session: Session, addressee: Addressee, ending: str) -> None:
    """Send nothing of what waits for an addressee whose mails have ended."""
    waiting = sa.update(OutboxMail).where(
        OutboxMail.key.startswith(stem_of(addressee), autoescape=True), OutboxMail.state.in_(WAITING)
    )
    session.execute(waiting.values(state="cancelled", last_error=ending, claimed_by=None, claimed_until=None))


def message_to(mail: ClaimedMail, settings: Settings, kind: Correspondence) -> Letter:
    """Return the message of a claimed mail, with the headers that end the mails with one click.

    Raises :class:`RenderingError`, also when the mails were ended meanwhile.
    """
    # A session of its own, closed before anybody speaks to a mail server.
    with Session(db.db.engine) as session, force_locale(mail.language):
        found = session.get(kind.model, mail.variables.get(kind.variable))
        if found is None or found.state == "ended":
            raise RenderingError(reasons.UNSUBSCRIBED, f"{mail.recipient} has ended")
        try:
            address, token = kind.opened(SealBox(settings.identity_keys), found)
        except (InvalidToken, KeyError, ValueError) as error:
            raise RenderingError(reasons.NOT_RENDERED, f"{mail.recipient} cannot be opened") from error
        link = f"{settings.base_url}/{kind.folder}/{token}"
        words = {"language": mail.language, "link": f"{link}?lang={mail.language}"}
        rendered = render(mail.intent, words | kind.words(session, mail, found, settings))
    return compose(
        rendered,
        settings,
        recipient=address,
        message_id=mail.message_id,
        language=mail.language,
        at=db.now(),
        more=(
            ("List-Unsubscribe", f"<{link}/stop>"),
            ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
        ),
    )
