"""One measurement of planning and delivery, as the scheduler does them.

Started by ``bench.alerts`` as ``python -m bench.alerts_walk URL MAILS``.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import email
import json
import secrets
import smtplib
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

import sqlalchemy as sa

from bench.case_store import DOCKETS
from bench.recompute_walk import Memory, summary
from casetracker.accounts.models import User
from casetracker.alerts.actions import plan_occasions, plan_pass
from casetracker.alerts.claims import ClaimedMail
from casetracker.alerts.composing import compose_claimed
from casetracker.alerts.delivery import deliver
from casetracker.alerts.looking import forget_marks
from casetracker.alerts.models import OutboxMail
from casetracker.app import create_app
from casetracker.db import db, now, unit_of_work
from casetracker.runtime import settings
from config.settings import Settings, load_settings, new_identity_key

PASSES = 5
# The bare loop sends this part of the mails before, and again after; its rate needs no more.
BARE_SHARE = 10
# Before any of the cases was received: every clock is open, and nothing is to be told.
NOTHING_DUE = dt.datetime(2022, 10, 20, 6, tzinfo=dt.UTC)
SERVER = ("-m", "aiosmtpd", "-n", "-c", "aiosmtpd.handlers.Sink", "-l")


def main(url: str, mails: int) -> int:
    """Measure; print it as one line of JSON."""
    with tempfile.TemporaryDirectory(prefix="casetracker-bench-") as folder, mail_server() as port:
        environ = {
            "CASETRACKER_ENV": "testing",
            "DATABASE_URL": url,
            "VAR_DIR": folder,
            "SECRET_KEY": secrets.token_urlsafe(48),
            "IDENTITY_KEYS": new_identity_key(),
            "SMTP_HOST": "127.0.0.1",
            "SMTP_PORT": str(port),
            "LOG_LEVEL": "ERROR",
        }
        app = create_app(load_settings(environ))
        with app.app_context():
            _hire()
            told = _planning() | _due(mails) | _delivery(settings(), mails)
    sys.stdout.write(json.dumps(told) + "\n")
    return 0


@contextmanager
def mail_server() -> Iterator[int]:
    """Give the port of a mail server that takes everything, in a process of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = [sys.executable, *SERVER, f"127.0.0.1:{port}"]
    server = subprocess.Popen(words, stderr=subprocess.DEVNULL)  # noqa: S603  # ourselves
    try:
        for _ in range(200):
            with socket.socket() as knock:
                if knock.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield port
    finally:
        server.kill()
        server.wait()


def _hire() -> None:
    """Give every body of the cases somebody to be told; nobody logs in with this."""
    with unit_of_work() as session:
        for number, (_procedure, body) in enumerate(DOCKETS):
            if (
                session.scalar(sa.select(User.id).where(User.email == f"lawyer-{number}@bench.example"))
                is None
            ):
                session.add(
                    User(
                        email=f"lawyer-{number}@bench.example",
                        name="bench",
                        password_hash="none",  # noqa: S106  # opens nothing
                        role="lawyer",
                        body_id=body,
                        language=("kk", "ru", "en")[number],
                    )
                )


def _seconds(work: Callable[[], object]) -> float:
    before = time.perf_counter()
    work()
    return time.perf_counter() - before


def _plan_until_done(at: dt.datetime) -> None:
    is_done = False
    while not is_done:
        with unit_of_work() as session:
            is_done = plan_pass(session, at).is_done


def _plan_once(at: dt.datetime) -> None:
    with unit_of_work() as session:
        plan_pass(session, at)


def _occasions_once(at: dt.datetime) -> None:
    with unit_of_work() as session:
        plan_occasions(session, at)


def _planning() -> dict[str, Any]:
    """Look at every clock anew; then run passes in which nothing is due."""
    with unit_of_work() as session:
        forget_marks(session)
    memory = Memory()
    memory.start()
    anew = _seconds(lambda: _plan_until_done(NOTHING_DUE))
    memory.done.set()
    memory.join()
    passes = [_seconds(lambda: _plan_once(NOTHING_DUE)) for _ in range(PASSES)]
    occasions = [_seconds(lambda: _occasions_once(NOTHING_DUE)) for _ in range(PASSES)]
    return {"anew": anew, "passes": passes, "occasions": occasions, "planning_memory": summary(memory.curve)}


def _due(mails: int) -> dict[str, Any]:
    """Plan at least as many mails as are to be delivered: the notices of the campaign's first days."""
    at, seconds = NOTHING_DUE, 0.0
    while _waiting() < mails:
        at += dt.timedelta(hours=6)
        seconds += _seconds(lambda at=at: _plan_once(at))  # type: ignore[misc]
    return {"planned": _waiting(), "planning_due": seconds}


def _waiting() -> int:
    return _count("pending")


def _count(state: str) -> int:
    return db.session.scalar(sa.select(sa.func.count()).where(OutboxMail.state == state)) or 0


def _delivery(chosen: Settings, mails: int) -> dict[str, Any]:
    """Deliver what waits; send ready messages by a bare loop, before and after."""
    message, few = _some_message(chosen), max(1, mails // BARE_SHARE)
    bare = [_bare(chosen, message, few)]
    _let_wait(mails)
    memory = Memory()
    memory.start()
    seconds = _seconds(lambda: deliver(chosen, "bench"))
    memory.done.set()
    memory.join()
    bare.append(_bare(chosen, message, few))
    sent = _count("sent")
    if sent != mails:
        raise ValueError(f"{sent} of {mails} mails were sent")
    return {"sent": sent, "rate": sent / seconds, "bare": bare, "delivery_memory": summary(memory.curve)}


def _let_wait(mails: int) -> None:
    """Let so many of the planned mails be due.

    What was planned for 2022 would be overtaken by today: the mails are sent as if their clocks were none.
    """
    first = sa.select(OutboxMail.id).where(OutboxMail.state == "pending").order_by(OutboxMail.id)
    chosen = OutboxMail.id.in_(first.limit(mails))
    with unit_of_work() as session:
        session.execute(sa.update(OutboxMail).values(state="cancelled").where(~chosen))
        session.execute(sa.update(OutboxMail).values(next_attempt_at=now(), user_id=None).where(chosen))


def _some_message(chosen: Settings) -> EmailMessage:
    mail = db.session.scalars(sa.select(OutboxMail).limit(1)).one()
    names = {field.name for field in dataclasses.fields(ClaimedMail)} - {"claim", "until"}
    values: dict[str, Any] = {name: getattr(mail, name) for name in names}
    letter = compose_claimed(ClaimedMail(claim="bench", until=now(), **values), chosen)
    return email.message_from_bytes(letter.content, EmailMessage, policy=SMTP)


def _bare(chosen: Settings, message: EmailMessage, count: int) -> float:
    """Return how many ready messages a second smtplib hands over on one connection."""
    sender, recipient = "bench@localhost", "lawyer@bench.example"
    with smtplib.SMTP(chosen.smtp_host, chosen.smtp_port, "localhost") as connection:
        seconds = _seconds(
            lambda: [connection.send_message(message, sender, [recipient]) for _ in range(count)]
        )
    return count / seconds


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2])))
