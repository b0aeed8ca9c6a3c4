"""``/staff/board``: every time limit in scope, narrowed by the address; here cases are given to people."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlencode

import sqlalchemy as sa
from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.datastructures import MultiDict

from casetracker import db, labels
from casetracker.accounts import policy
from casetracker.accounts.models import User
from casetracker.cases import saved_views
from casetracker.cases.assigning import StaleCases, assign_cases, assignable_users
from casetracker.cases.board import MOST_COUNTED, MOST_READ, PAGE_SIZE
from casetracker.cases.board_lines import Found, board_page, board_scope, find_lines, is_read_in_part
from casetracker.cases.errors import InvalidInput
from casetracker.registry.queries import list_elections
from casetracker.runtime import lawbook
from casetracker.web.auth.sessions import person
from casetracker.web.rendering import language, page_url
from casetracker.web.staff.access import allowed
from casetracker.web.staff.blueprint import pages
from casetracker.web.staff.board_request import (
    CLOCK_NAMES,
    DEEPEST_PAGE,
    FLAGS,
    LEGENDS,
    ME,
    NOBODY,
    BoardRequest,
    chosen,
    orders,
    procedure_names,
    read_board,
)
from casetracker.web.staff.forms import number_of, plain_words
from casetracker.web.staff.presenters.board import entry_rows

Errors = dict[str, list[str]]
Shown = dict[str, Any]


@pages.get("/board")
@allowed(policy.READ)
def board() -> ResponseReturnValue:
    """Show what the address asks for; without a question, the person's default view."""
    views = saved_views.views_of(db.db.session, person().id)
    default = next((view for view in views if view.is_default), None)
    if default and not request.args.keys() - {"lang"}:
        return redirect(f"{url_for('staff.board')}?{default.query}")
    asked = read_board(db.db.session, lawbook(), person(), request.args)
    scope, found = _found(asked)
    last = _last_page(found)
    if asked.page > last:
        return redirect(page_url(last))
    return _page(asked, scope, found, pages=last, views=views)


def _found(asked: BoardRequest) -> tuple[sa.ColumnElement[bool], Found]:
    session = db.db.session
    scope = board_scope(session, policy.scope_of(person()), asked.wanted)
    return scope, find_lines(session, scope, asked.wanted, *asked.more)


def _last_page(found: Found) -> int:
    return min(max(1, -(-found.count // PAGE_SIZE)), DEEPEST_PAGE)


@pages.post("/board/assign")
@allowed(policy.ASSIGN)
def assign_chosen() -> ResponseReturnValue:
    """Give the ticked cases to somebody, all or none of them."""
    back = _query(request.form.get("query", ""))
    try:
        changed = _assign()
    except InvalidInput as refused:
        errors = {"to" if name == "assignee" else name: told for name, told in refused.errors.items()}
        return _again(back, errors), 422
    except StaleCases as stale:
        return _again(back, stale=list(stale.references)), 409
    except StaleDataError:
        return _again(back, stale=[_("one of those ticked")]), 409
    flash(_("Cases given to somebody else than before: %(count)s.", count=changed))
    return redirect(f"{url_for('staff.board')}?{back}", 303)


def _assign() -> int:
    seen = dict(_ticked(text) for text in request.form.getlist("case"))
    with db.unit_of_work() as session:
        assignee = chosen_user(session, request.form.get("to", ""))
        scope = policy.scope_of(person())
        return len(assign_cases(session, scope, seen, assignee, actor=person().ref))


def _ticked(text: str) -> tuple[int, int]:
    """Return the id of a case and the version in which it was seen: ``12.3``."""
    case_id, _dot, version = text.partition(".")
    return number_of(case_id), number_of(version)


def chosen_user(session: Session, value: str) -> User | None:
    """Return the user that a form chose: ``me``, ``nobody`` or an id. Raises :class:`InvalidInput`."""
    if value == ME:
        return session.get(User, person().id)
    if value == NOBODY:
        return None
    found = session.get(User, number_of(value))
    if found is None:
        raise InvalidInput({"assignee": [_("Choose to whom the cases are given.")]})
    return found


@pages.post("/board/views")
@allowed(policy.READ)
def save_view() -> ResponseReturnValue:
    """Keep the filters in force under a name."""
    query, name = _query(request.form.get("query", "")), plain_words(request.form.get("name", ""))
    is_default = request.form.get("is_default") == "true"
    try:
        with db.unit_of_work() as session:
            saved_views.save_view(session, person().id, name, query, is_default=is_default)
    except InvalidInput as refused:
        return _again(query, refused.errors), 422
    flash(_("The view “%(name)s” is saved.", name=name))
    return redirect(f"{url_for('staff.board')}?{query}", 303)


@pages.route("/board/views/<int:view_id>/delete", methods=["GET", "POST"])
@allowed(policy.READ)
def delete_view(view_id: int) -> ResponseReturnValue:
    """Ask, then forget a view."""
    with db.unit_of_work() as session:
        view = saved_views.view_of(session, person().id, view_id)
        if view is None:
            abort(404)
        if request.method == "GET":
            return render_template("staff/delete_view.html", view=view)
        saved_views.delete_view(session, view)
    flash(_("The view “%(name)s” is deleted. No case was changed.", name=view.name))
    return redirect(url_for("staff.board"), 303)


def _query(text: str) -> str:
    """Return the arguments of an address of the board, written anew: nothing of them can lead elsewhere."""
    pairs = parse_qsl(text[: saved_views.LONGEST_QUERY * 2], keep_blank_values=False)
    return (
        urlencode([(name, value) for name, value in pairs if name not in ("page", "lang")]) or "clock=running"
    )


def _again(query: str, errors: Errors | None = None, stale: list[str] | None = None) -> str:
    """Show the board once more, with what was wrong; what was ticked and chosen is kept."""
    asked = read_board(db.db.session, lawbook(), person(), MultiDict(parse_qsl(query)))
    scope, found = _found(asked)
    views = saved_views.views_of(db.db.session, person().id)
    shown = {"pages": _last_page(found), "views": views}
    return _page(asked, scope, found, errors=errors, stale=stale, **shown)


def _page(
    asked: BoardRequest,
    scope: sa.ColumnElement[bool],
    found: Found,
    *,
    errors: Errors | None = None,
    stale: list[str] | None = None,
    **shown: Any,
) -> str:
    session = db.db.session
    entries = board_page(session, scope, asked.wanted, *asked.more, page=asked.page, found=found)
    may_assign = policy.can(person(), policy.ASSIGN)
    return render_template(
        "staff/board.html",
        asked=asked,
        found=found.count,
        rows=entry_rows(entries, asked.wanted.now),
        most_counted=MOST_COUNTED,
        read_in_part=is_read_in_part(session, scope, asked.wanted, *asked.more),
        most_read=MOST_READ,
        reachable=DEEPEST_PAGE * PAGE_SIZE,
        errors={**asked.errors, **(errors or {})},
        stale=stale or [],
        typed=request.form,
        ticked={text.partition(".")[0] for text in request.form.getlist("case")},
        query=urlencode(asked.arguments(), doseq=True),
        orders=orders(asked),
        chosen=chosen(asked),
        legends=LEGENDS,
        may_assign=may_assign,
        may_register=policy.can(person(), policy.REGISTER),
        **_options(may_assign),
        **shown,
    )


def _options(may_assign: bool) -> Shown:
    """Return what each filter, and the form that assigns, can be set to."""
    users = assignable_users(db.db.session, person())
    named = [(str(user.id), user.name) for user in users if user.id != person().id]
    return {
        "clocks": [(slug, str(words)) for slug, words in CLOCK_NAMES.items()],
        "flags": [(slug, str(words)) for slug, words in FLAGS.items()],
        "statuses": labels.choices("status"),
        "subjects": labels.choices("subject"),
        "procedures": list(procedure_names(lawbook()).items()),
        "elections": [(it.code, it.name(language())) for it in list_elections(db.db.session)],
        "assignees": [(ME, _("Me")), (NOBODY, _("Nobody")), *named],
    }
