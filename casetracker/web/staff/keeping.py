"""What was typed into the intake form outlives an expired login, a lost connection and a failing database.

Each form carries a signed word of whose it is. With it, and with nothing else, what was typed is kept as a
draft of that person although nobody is logged in any more; it is never registered that way, and shown to
nobody before its owner has logged in again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from itsdangerous import BadData, URLSafeTimedSerializer
from sqlalchemy.orm import Session

from casetracker import db
from casetracker.accounts.models import User
from casetracker.cases.drafts import DAYS_KEPT, StaleDraft, TooLongDraft, TooManyDrafts, save_draft
from casetracker.cases.errors import DuplicateImport
from casetracker.cases.inputs import ComplaintSchema
from casetracker.runtime import settings
from casetracker.sealing.box import SealBox
from casetracker.web.staff.forms import form_id_of, new_form_id, number_of, typed

INTAKE = frozenset({"staff.new_case", "staff.autosave"})
SALT = "whose intake form"
LONGEST_TOKEN = 500


def box() -> SealBox:
    """Return what seals and opens drafts: the keys of the running application."""
    return SealBox(settings().identity_keys)


@dataclass(frozen=True)
class Saved:
    """Where what was typed is kept now; ``is_copy`` when another window had changed the draft meanwhile."""

    form_id: str
    version: int
    is_copy: bool = False

    @property
    def address(self) -> str:
        """Return the address of the form with what was typed."""
        return url_for("staff.new_case", draft=self.form_id)


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(settings().secret_key, salt=SALT)


def owner_token(user: User, form_id: str) -> str:
    """Return the word that says whose form this is."""
    return str(_signer().dumps([user.id, form_id]))


def owner_of(form: Mapping[str, str]) -> int | None:
    """Return the id of the user for whom a form was made; None when it cannot prove it."""
    try:
        token = form.get("owner", "")[:LONGEST_TOKEN]
        user_id, form_id = _signer().loads(token, max_age=DAYS_KEPT * 24 * 3600)
    except (BadData, ValueError, TypeError):
        return None
    return int(user_id) if form_id == form.get("form_id") and isinstance(user_id, int) else None


def keep(session: Session, user_id: int, form: Mapping[str, str]) -> Saved:
    """Keep what a form holds as a draft; beside the one there is when another window changed that.

    Raises :class:`TooManyDrafts`, :class:`TooLongDraft` and :class:`DuplicateImport`.
    """
    values, form_id = typed(ComplaintSchema(), form), form_id_of(form)
    version = max(number_of(form.get("draft_version", "")), 0)
    try:
        return Saved(form_id, save_draft(session, box(), user_id, form_id, values, version=version))
    except StaleDraft:
        copy = new_form_id()
        return Saved(copy, save_draft(session, box(), user_id, copy, values, version=0), is_copy=True)


def rescue(form: Mapping[str, str]) -> Saved | None:
    """Keep what somebody typed who is no longer logged in; None when the form does not say whose it is."""
    user_id = owner_of(form)
    if user_id is None:
        return None
    with db.unit_of_work() as session:
        user = session.get(User, user_id)
        if user is None or not user.is_enabled:
            return None
        try:
            return keep(session, user_id, form)
        except (TooManyDrafts, TooLongDraft, DuplicateImport):
            return None


def after_expiry() -> ResponseReturnValue:
    """Answer somebody who sent the intake form after being logged out: it is kept, and they log in again."""
    saved = rescue(request.form)
    login = url_for("auth.login", next=saved.address if saved else url_for("staff.new_case"))
    kept = _("You were logged out. What you typed is kept as a draft: log in, and it stands there again.")
    lost = _("You were logged out, and what you typed cannot be kept. Copy it before you log in.")
    if request.endpoint == "staff.autosave":
        return jsonify(told=kept if saved else lost, login=login, saved=saved is not None), 401
    if saved:
        flash(kept, "important")
    return redirect(login)


def copied() -> str:
    """Return what is told when two windows changed the same draft."""
    return _(
        "This draft was changed in another window. What stands here is kept beside it, as a draft of its own."
    )


def not_saved(status: int) -> ResponseReturnValue:
    """Answer that nothing was saved, on a page that holds all that was typed and can send it again."""
    fields = [
        (name, text) for name, text in request.form.items(multi=True) if name not in ("csrf_token", "do")
    ]
    do = request.form.get("do", "preview")
    return render_template("staff/not_saved.html", fields=fields, do=do), status
