"""The demonstration's users: offices, not persons, at addresses that no mail can reach."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from casetracker.accounts.actions import create_user
from casetracker.accounts.queries import user_by_email

# Shown to everybody at start-up; `casetracker demo load` refuses to run in production.
DEMO_PASSWORD = "Casetracker-2022"  # noqa: S105 - no secret, by intention


@dataclass(frozen=True)
class DemoUser:
    """A user of the demonstration."""

    email: str
    name: str
    role: str
    body_id: str
    language: str


# Who prepares and who publishes what the demonstration shows: two people, as everywhere.
AUTHOR, PUBLISHER = "lawyer@cec.example", "publisher@cec.example"
DEMO_USERS = (
    DemoUser("clerk@cec.example", "ОСК кеңсесі", "clerk", "kz-cec", "kk"),
    DemoUser("lawyer@cec.example", "Юридический отдел ЦИК", "lawyer", "kz-cec", "ru"),
    DemoUser("publisher@cec.example", "ОСК баспасөз қызметі", "publisher", "kz-cec", "kk"),
    DemoUser("supervisor@cec.example", "Руководство аппарата ЦИК", "supervisor", "kz-cec", "ru"),
    DemoUser("administrator@cec.example", "CEC system administration", "administrator", "kz-cec", "en"),
    DemoUser("auditor@cec.example", "CEC internal audit", "auditor", "kz-cec", "en"),
    DemoUser("lawyer@rec-astana.example", "Астана қаласы АСК заң бөлімі", "lawyer", "kz-rec-astana", "kk"),
    DemoUser("lawyer@siac-astana.example", "Канцелярия СМАС Астаны", "lawyer", "kz-siac-astana", "ru"),
    DemoUser(
        "publisher@siac-astana.example", "Пресс-служба СМАС Астаны", "publisher", "kz-siac-astana", "ru"
    ),
)


def four_eyes(session: Session) -> tuple[str, str]:
    """Return the references of the demonstration's author and publisher, as audit rows carry them."""
    author, publisher = (user_by_email(session, email) for email in (AUTHOR, PUBLISHER))
    if author is None or publisher is None:
        raise ValueError("the users of the demonstration are loaded before its cases")
    return author.ref, publisher.ref


def add_users(session: Session, *, actor: str) -> int:
    """Make the users that are missing and return how many; one that exists is left as it is."""
    missing = [user for user in DEMO_USERS if user_by_email(session, user.email) is None]
    for user in missing:
        create_user(
            session,
            email=user.email,
            name=user.name,
            password=DEMO_PASSWORD,
            role=user.role,
            body_id=user.body_id,
            language=user.language,
            actor=actor,
        )
    return len(missing)
