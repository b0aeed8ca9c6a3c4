"""What every edge may ask of the running application: its settings and the law it works with."""

from __future__ import annotations

from typing import cast

from flask import current_app

from casetracker import db
from casetracker.documents.previews import Previews
from casetracker.documents.storage import Store, store_for
from casetracker.lawbook import LawBook
from casetracker.search.generations import Mark, NewestMark, newest_mark
from config.settings import Settings


def settings() -> Settings:
    """Return the settings of the running application."""
    return cast("Settings", current_app.extensions["settings"])


def lawbook() -> LawBook:
    """Return the rules, procedures and calendar that the running application was started with."""
    return cast("LawBook", current_app.extensions["lawbook"])


def document_store() -> Store:
    """Return where the running application keeps the contents of documents."""
    return store_for(settings())


def previews() -> Previews:
    """Return the pictures of pages of documents of the running application."""
    return Previews(document_store(), settings().var_dir / "previews")


def present_mark() -> Mark:
    """Return the newest state of the projection: what this request reads next is never older.

    A request that has read already goes on seeing what it saw then, so it is asked itself.
    """
    if not db.sees_the_newest(db.db.session):
        return newest_mark(db.db.session)
    return cast("NewestMark", current_app.extensions["newest_mark"]).read()
