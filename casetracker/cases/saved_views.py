"""Keep searches of the board under names: each person has their own. Never commits."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from casetracker import db
from casetracker.cases.errors import InvalidInput
from casetracker.cases.models import SavedView

MOST_VIEWS = 30
LONGEST_NAME = 80
LONGEST_QUERY = 2000


def views_of(session: Session, user_id: int) -> Sequence[SavedView]:
    """Return the views of a user by name."""
    statement = sa.select(SavedView).where(SavedView.user_id == user_id)
    return session.scalars(statement.order_by(SavedView.name, SavedView.id)).all()


def view_of(session: Session, user_id: int, view_id: int) -> SavedView | None:
    """Return a view of this user, or None: nobody has another's."""
    return session.scalars(
        sa.select(SavedView).where(SavedView.id == view_id, SavedView.user_id == user_id)
    ).one_or_none()


def save_view(session: Session, user_id: int, name: str, query: str, *, is_default: bool) -> SavedView:
    """Keep a search under a name; the same name again replaces what it stood for.

    Raises :class:`InvalidInput`.
    """
    known = {view.name: view for view in views_of(session, user_id)}
    _check(name, query, known)
    view = known.get(name)
    if view is None:
        view = SavedView(user_id=user_id, name=name, created_at=db.now(), is_default=False)
        session.add(view)
    view.query = query
    if is_default:
        for other in known.values():
            other.is_default = False
    view.is_default = is_default
    session.flush()
    return view


def delete_view(session: Session, view: SavedView) -> None:
    """Forget a view; the cases in it are not touched."""
    session.delete(view)
    session.flush()


def _check(name: str, query: str, known: dict[str, SavedView]) -> None:
    if not name:
        raise InvalidInput({"name": [_("Give the view a name.")]})
    if len(name) > LONGEST_NAME:
        raise InvalidInput({"name": [_("Use at most %(most)s characters.", most=LONGEST_NAME)]})
    if len(query) > LONGEST_QUERY:
        raise InvalidInput({"name": [_("These filters are too long to be kept. Use fewer words.")]})
    if name not in known and len(known) >= MOST_VIEWS:
        sentence = _("You have %(most)s views already. Delete one that you no longer use.", most=MOST_VIEWS)
        raise InvalidInput({"name": [sentence]})
