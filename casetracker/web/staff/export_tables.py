"""Which lists can be taken out as files, and with which columns; none of them names who complained."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from casetracker import labels
from casetracker.accounts import policy
from casetracker.accounts.models import User
from casetracker.accounts.queries import holding
from casetracker.alerts.models import OutboxMail
from casetracker.audit.models import AuditRow
from casetracker.cases.audit_reach import reach_of
from casetracker.cases.board import narrowed
from casetracker.cases.models import Case, CaseDeadline, Decision, Hearing
from casetracker.exchange.exporting import Column, Table, labelled, local, plain, yes_or_no
from casetracker.registry.models import Body, Election
from casetracker.runtime import lawbook
from casetracker.web.rendering import language
from casetracker.web.staff.auditing import audit_asked
from casetracker.web.staff.board_request import read_board
from casetracker.web.staff.forms import plain_words

Arguments = MultiDict[str, str]
Maker = Callable[[Session, User, Arguments], Table]


@dataclass(frozen=True)
class Export:
    """A list: who may take it out, and how it is made from the arguments of an address."""

    action: str
    make: Maker


def _zone(row: Any) -> str:
    return str(row.zone)


def _name(model: Any) -> Any:
    return getattr(model, f"name_{language()}")


_OF_A_CASE = (Case.reference, Body.code.label("body_code"), Body.zone, Election.code.label("election_code"))


def _case_columns() -> tuple[Column, ...]:
    return (
        plain(_l("Case"), "reference"),
        plain(_l("Election or referendum"), "election_code"),
        plain(_l("Code of the body"), "body_code"),
        plain(_l("Body"), "body_name"),
    )


_ABOUT_A_CASE = (
    *(Case.received_at, Case.procedure, Case.subject, Case.status, Case.is_late, Case.channel),
    *(Case.language, Case.contested_kind, Case.contested_on, Case.contested_number),
)


def _about_columns() -> tuple[Column, ...]:
    return (
        *_case_columns(),
        *local(_l("Received"), "received_at", _zone),
        plain(_l("Procedure"), "procedure"),
        *labelled(_l("Subject"), "subject", "subject"),
        *labelled(_l("Status"), "status", "status"),
        yes_or_no(_l("Filed late"), "is_late"),
        *labelled(_l("How it came in"), "channel", "channel"),
        *labelled(_l("Language"), "language", "language"),
        *labelled(_l("Contested"), "contested-kind", "contested_kind"),
        plain(_l("Day of the contested act"), "contested_on"),
        plain(_l("Number of the contested act"), "contested_number"),
    )


def _cases(_session: Session, user: User, arguments: Arguments) -> Table:
    status = arguments.get("status", "")
    statement = (
        sa.select(*_OF_A_CASE, _name(Body).label("body_name"), *_ABOUT_A_CASE)
        .join(Body, Case.body_id == Body.id)
        .join(Election, Case.election_id == Election.id)
        .where(policy.scope_of(user), *([Case.status == status] if status in labels.STATUSES else []))
        .order_by(Case.received_at.desc(), Case.id.desc())
    )
    return Table("cases", _l("Cases"), _about_columns(), statement)


def _board(session: Session, user: User, arguments: Arguments) -> Table:
    asked = read_board(session, lawbook(), user, arguments)
    clock = (
        *(CaseDeadline.rule_id, CaseDeadline.due_on, CaseDeadline.strict_on, CaseDeadline.immediate),
        CaseDeadline.state.label("clock_state"),
    )
    columns = sa.select(*_OF_A_CASE, _name(Body).label("body_name"), *_ABOUT_A_CASE, *clock)
    statement = narrowed(columns, policy.scope_of(user), asked.wanted, asked.more).join(
        Election, Case.election_id == Election.id
    )
    told = (
        plain(_l("Time limit to decide: rule"), "rule_id"),
        plain(_l("Last day"), "due_on"),
        plain(_l("Strict last day"), "strict_on"),
        yes_or_no(_l("Immediately"), "immediate"),
        *labelled(_l("Time limit"), "deadline-state", "clock_state"),
    )
    return Table("board", _l("Board"), (*_about_columns(), *told), statement)


def _decisions(_session: Session, user: User, _arguments: Arguments) -> Table:
    statement = (
        sa.select(
            *_OF_A_CASE,
            _name(Body).label("body_name"),
            *(Decision.kind, Decision.ruling),
            *(Decision.number, Decision.taken_at, Decision.outcome, Decision.inadmissibility_ground),
            *(Decision.remedy, Decision.open_session, Decision.served_at, Decision.in_force_on),
            *(Decision.votes_for, Decision.votes_against, Decision.language),
        )
        .select_from(Decision)
        .join(Decision.case)
        .join(Body, Case.body_id == Body.id)
        .join(Election, Case.election_id == Election.id)
        .where(policy.scope_of(user))
        .order_by(Decision.taken_at.desc(), Decision.id.desc())
    )
    columns = (
        *_case_columns(),
        plain(_l("Number of the decision"), "number"),
        *local(_l("Taken"), "taken_at", _zone),
        *labelled(_l("Kind"), "decision-kind", "kind"),
        *labelled(_l("What it is about"), "ruling", "ruling"),
        *labelled(_l("Outcome"), "outcome", "outcome"),
        *labelled(_l("Ground of inadmissibility"), "ground", "inadmissibility_ground"),
        *labelled(_l("Remedy"), "remedy", "remedy"),
        yes_or_no(_l("Open session"), "open_session"),
        *local(_l("Served"), "served_at", _zone),
        plain(_l("In force from"), "in_force_on"),
        plain(_l("Votes for"), "votes_for"),
        plain(_l("Votes against"), "votes_against"),
        *labelled(_l("Language"), "language", "language"),
    )
    return Table("decisions", _l("Decisions"), columns, statement)


def _hearings(_session: Session, user: User, _arguments: Arguments) -> Table:
    statement = (
        sa.select(
            *_OF_A_CASE[:2],
            Election.code.label("election_code"),
            _name(Body).label("body_name"),
            *(Hearing.zone, Hearing.starts_at, Hearing.place, Hearing.room, Hearing.is_open, Hearing.result),
        )
        .select_from(Hearing)
        .join(Case, Hearing.case_id == Case.id)
        .join(Body, Case.body_id == Body.id)
        .join(Election, Case.election_id == Election.id)
        .where(policy.scope_of(user))
        .order_by(Hearing.starts_at.desc(), Hearing.id.desc())
    )
    columns = (
        *_case_columns(),
        *local(_l("Begins"), "starts_at", _zone),
        plain(_l("Place"), "place"),
        plain(_l("Room"), "room"),
        yes_or_no(_l("Open session"), "is_open"),
        *labelled(_l("Result"), "hearing-result", "result"),
    )
    return Table("hearings", _l("Hearings"), columns, statement)


def _outbox(_session: Session, user: User, arguments: Arguments) -> Table:
    state = arguments.get("state", "")
    statement = (
        sa.select(
            *(OutboxMail.intent, OutboxMail.case_reference, OutboxMail.state, OutboxMail.attempts),
            *(OutboxMail.created_at, OutboxMail.sent_at, OutboxMail.last_error, Body.code.label("body_code")),
        )
        .join(Body, OutboxMail.body_id == Body.id)
        .where(policy.scope_of(user), *([OutboxMail.state == state] if state in labels.MAIL_STATES else []))
        .order_by(OutboxMail.created_at.desc(), OutboxMail.id.desc())
    )
    zone = user.body.zone
    columns = (
        *labelled(_l("What it tells"), "mail-intent", "intent"),
        plain(_l("Case"), "case_reference"),
        plain(_l("Code of the body"), "body_code"),
        *labelled(_l("State"), "mail-state", "state"),
        plain(_l("Attempts"), "attempts"),
        *local(_l("Written"), "created_at", zone),
        *local(_l("Sent"), "sent_at", zone),
        plain(_l("Last error"), "last_error"),
    )
    return Table("outbox", _l("Outbox"), columns, cast("sa.Select[Any]", statement))


def _users(_session: Session, user: User, arguments: Arguments) -> Table:
    statement = (
        sa.select(
            *(User.email, User.name, User.role, User.language, User.is_enabled, User.last_login_at),
            Body.code.label("body_code"),
        )
        .join(Body, User.body_id == Body.id)
        .where(policy.scope_of(user), *holding(plain_words(arguments.get("q", ""))))
        .order_by(User.name, User.id)
    )
    columns = (
        plain(_l("Name"), "name"),
        plain(_l("E-mail"), "email"),
        *labelled(_l("Role"), "user-role", "role"),
        plain(_l("Code of the body"), "body_code"),
        *labelled(_l("Language"), "language", "language"),
        yes_or_no(_l("May log in"), "is_enabled"),
        *local(_l("Last login"), "last_login_at", user.body.zone),
    )
    return Table("users", _l("Users"), columns, cast("sa.Select[Any]", statement))


def _audit(session: Session, user: User, arguments: Arguments) -> Table:
    asked = audit_asked(session, arguments, user.body.zone)
    statement = (
        sa.select(
            *(AuditRow.seq, AuditRow.at, AuditRow.actor, AuditRow.action, AuditRow.thing),
            *(AuditRow.details, AuditRow.hash),
        )
        .where(reach_of(user), *asked.wanted.conditions())
        .order_by(AuditRow.seq)
    )
    columns = (
        plain(_l("Number"), "seq"),
        *local(_l("When"), "at", user.body.zone),
        plain(_l("By"), "actor"),
        plain(_l("What was done"), "action"),
        plain(_l("To what"), "thing"),
        Column(_l("Details"), lambda row: json.dumps(row.details, ensure_ascii=False, sort_keys=True)),
        plain(_l("Hash"), "hash"),
    )
    return Table("audit", _l("Audit"), columns, cast("sa.Select[Any]", statement))


EXPORTS: Mapping[str, Export] = {
    "cases": Export(policy.READ, _cases),
    "board": Export(policy.READ, _board),
    "decisions": Export(policy.READ, _decisions),
    "hearings": Export(policy.READ, _hearings),
    "outbox": Export(policy.SEE_MAIL, _outbox),
    "users": Export(policy.SEE_USERS, _users),
    "audit": Export(policy.AUDIT, _audit),
}
