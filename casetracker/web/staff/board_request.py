"""What an address of the board asks for, read without ever failing: what is not understood is left out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask import url_for
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from casetracker import db, labels
from casetracker.accounts import policy
from casetracker.accounts.models import User
from casetracker.cases.board import (
    ANY,
    CLOCKS,
    DUE,
    MOST_COUNTED,
    NEWEST,
    NOBODY,
    ORDERS,
    PAGE_SIZE,
    RUNNING,
    Wanted,
)
from casetracker.lawbook import LawBook
from casetracker.publication.queries import is_unpublished
from casetracker.registry.queries import body_by_id_or_code
from casetracker.web.rendering import fmt_date, language
from casetracker.web.staff.forms import page_of, plain_words
from casetracker.web.staff.queries import election_by_code

DEEPEST_PAGE = MOST_COUNTED // PAGE_SIZE
MOST_WORDS = 6
ME = "me"
# What a case may be, besides where its time limit stands; several together narrow further.
FLAGS: Mapping[str, LazyString] = {
    "late": _l("Filed late"),
    "immediate": _l("To be decided immediately"),
    "unserved": _l("Decided, not served"),
    "unpublished": _l("Decided, not published"),
}
OF_DECIDED = frozenset({"unserved", "unpublished"})
CLOCK_NAMES: Mapping[str, LazyString] = {
    "running": _l("Running"),
    "overdue": _l("Overdue"),
    "today": _l("Due today"),
    "week": _l("Due within seven days"),
    "stayed": _l("Stands still"),
    "met": _l("Met"),
    "missed": _l("Missed"),
    "any": _l("Any, or none"),
}
ORDER_NAMES: Mapping[str, LazyString] = {
    "due": _l("Due first"),
    "newest": _l("Newest first"),
    "oldest": _l("Oldest first"),
}
LEGENDS: Mapping[str, LazyString] = {
    "q": _l("Reference or words of the complaint"),
    "clock": _l("Time limit to decide"),
    "assignee": _l("Who works on it"),
    "status": _l("Status"),
    "subject": _l("Subject"),
    "procedure": _l("Procedure"),
    "election": _l("Election or referendum"),
    "body": _l("Body, with all below it"),
    "due_from": _l("Due from"),
    "due_to": _l("Due until"),
}


@dataclass
class BoardRequest:
    """The board as it was asked for.

    Attributes:
        given: the arguments that were understood, as the address holds them; ``only`` stands apart.
        errors: what was not understood, by field.
        told: what each filter says, in words; for the links that take it away.
    """

    given: dict[str, str]
    only: tuple[str, ...]
    order: str
    page: int
    wanted: Wanted
    more: list[sa.ColumnElement[bool]] = field(default_factory=list)
    errors: dict[str, list[str]] = field(default_factory=dict)
    told: dict[str, str] = field(default_factory=dict)

    @property
    def clock(self) -> str:
        """Return the slug of the time limits that are shown."""
        return self.wanted.clock

    def arguments(self, *, without: str = "", flag: str = "", **other: str) -> dict[str, Any]:
        """Return the arguments of the first page of the same, less one filter, or with others."""
        kept: dict[str, Any] = {name: text for name, text in self.given.items() if name != without}
        only = [it for it in self.only if it != flag]
        if only:
            kept["only"] = only
        if self.order != DUE:
            kept["sort"] = self.order
        # Some argument must stand there, or the default view would be opened instead.
        return (
            {"clock": self.clock, **kept, **other}
            if without != "clock"
            else {"clock": RUNNING, **kept, **other}
        )

    def address(self, *, without: str = "", flag: str = "", **other: str) -> str:
        """Return the address that these arguments make."""
        return url_for("staff.board", **self.arguments(without=without, flag=flag, **other))


class _Reader:
    """Reads one argument after the other; what is wrong is told, and left out of what is wanted."""

    def __init__(self, session: Session, book: LawBook, user: User, arguments: MultiDict[str, str]) -> None:
        self.session, self.book, self.user, self.arguments = session, book, user, arguments
        self.given: dict[str, str] = {}
        self.errors: dict[str, list[str]] = {}
        self.told: dict[str, str] = {}

    def text(self, name: str) -> str:
        return plain_words(self.arguments.get(name, ""))

    def take(self, name: str, value: str, words: str) -> str:
        self.given[name], self.told[name] = value, words
        return value

    def wrong(self, name: str, sentence: str) -> None:
        self.given[name] = self.text(name)
        self.errors[name] = [sentence]

    def slug(self, name: str, known: Mapping[str, Any]) -> str | None:
        """Return one of the known values, or None."""
        value = self.text(name)
        return self.take(name, value, str(known[value])) if value in known else None

    def day(self, name: str) -> dt.date | None:
        value = self.text(name)
        if not value:
            return None
        try:
            day = dt.date.fromisoformat(value)
        except ValueError:
            self.wrong(name, _("“%(value)s” is not a date. Write it like 2022-11-20.", value=value[:40]))
            return None
        self.take(name, day.isoformat(), f"{LEGENDS[name]}: {fmt_date(day)}")
        return day

    def body_path(self) -> str | None:
        words = self.text("body")
        if not words:
            return None
        body = body_by_id_or_code(self.session, words)
        if body is None:
            self.wrong("body", _("There is no body of the code “%(code)s”.", code=words[:40]))
            return None
        self.take("body", body.code, body.name(language()))
        return body.path

    def election_id(self) -> str | None:
        code = self.text("election")
        election = election_by_code(self.session, code) if code else None
        if election is None:
            return None
        self.take("election", election.code, election.name(language()))
        return election.id

    def assignee(self) -> int | str | None:
        value = self.text("assignee")
        if value == ME:
            self.take("assignee", ME, _("Assigned to me"))
            return self.user.id
        if value == NOBODY:
            return self.take("assignee", NOBODY, _("Assigned to nobody"))
        if value.isascii() and value.isdigit() and len(value) < 10:
            found = self.session.get(User, int(value))
            # Who works elsewhere is named to nobody who tries numbers.
            if found is not None and policy.is_in_scope(self.user, found.body):
                self.take("assignee", value, _("Assigned to %(name)s", name=found.name))
                return found.id
        return None

    def words(self) -> tuple[str, ...]:
        text = self.text("q")
        if text:
            self.take("q", text, f"“{text}”")
        return tuple(text.split()[:MOST_WORDS])


def read_board(session: Session, book: LawBook, user: User, arguments: MultiDict[str, str]) -> BoardRequest:
    """Return what the arguments of an address ask of the board."""
    read = _Reader(session, book, user, arguments)
    only = tuple(flag for flag in FLAGS if flag in arguments.getlist("only"))
    clock = arguments.get("clock", "")
    if clock not in CLOCKS:
        # A decided case has no running time limit.
        clock = ANY if OF_DECIDED & set(only) else RUNNING
    if clock != RUNNING:
        read.take("clock", clock, str(CLOCK_NAMES[clock]))
    order = arguments.get("sort", "")
    now = db.now()
    wanted = Wanted(
        now=now,
        today=now.astimezone(ZoneInfo(user.body.zone)).date(),
        clock=clock,
        order=order if order in ORDERS else DUE,
        due_from=read.day("due_from"),
        due_to=read.day("due_to"),
        election_id=read.election_id(),
        body_path=read.body_path(),
        procedure=read.slug("procedure", procedure_names(book)),
        subject=read.slug("subject", labels.SUBJECTS),
        status=read.slug("status", labels.STATUSES),
        assignee=read.assignee(),
        late="late" in only,
        immediate="immediate" in only,
        unserved="unserved" in only,
        words=read.words(),
    )
    more = [is_unpublished()] if "unpublished" in only else []
    page = page_of(arguments)
    return BoardRequest(read.given, only, wanted.order, page, wanted, more, read.errors, read.told)


def procedure_names(book: LawBook) -> dict[str, str]:
    """Return the name of each procedure by its slug."""
    return {slug: known.names[language()] for slug, known in book.procedures.items()}


def orders(asked: BoardRequest) -> list[dict[str, Any]]:
    """Return the orders in which this list can be shown, as links."""
    fitting = ORDERS if asked.wanted.by_clock else (NEWEST, "oldest")
    chosen = asked.order if asked.order in fitting else fitting[0]
    return [
        {"text": str(ORDER_NAMES[it]), "href": asked.address(sort=it), "is_chosen": it == chosen}
        for it in fitting
    ]


def chosen(asked: BoardRequest) -> list[dict[str, str]]:
    """Return the filters in force, each with the address without it."""
    links = [{"text": words, "href": asked.address(without=name)} for name, words in asked.told.items()]
    return links + [{"text": str(FLAGS[flag]), "href": asked.address(flag=flag)} for flag in asked.only]
