"""Every sealed column of the database: a room names its own, and rotation and check reach all of them.

A column joins with one line beside its model: ``seal_column(User.totp_secret)``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Session

from casetracker.sealing.box import SealBox

# Bytes, or the same as text; NULL is nothing sealed.
Attribute = InstrumentedAttribute[Any]
IsCurrent = Callable[[SealBox], sa.ColumnElement[bool]]
Follow = Callable[[Session, SealBox, Any, bytes], None]


@dataclass(frozen=True)
class SealedColumn:
    """A column that holds what ``SealBox.seal`` gave, in a table whose primary key is the number ``id``.

    Attributes:
        is_current: tells of a row whether what hangs on it was made with the first key, too.
        follow: makes what hangs on a row (an index, say) anew from its opened content.
    """

    attribute: Attribute
    is_current: IsCurrent | None = None
    follow: Follow | None = None

    @property
    def model(self) -> Any:
        """Return the model whose column it is."""
        return self.attribute.class_

    @property
    def name(self) -> str:
        """Return what it is called: ``identities.sealed``."""
        return f"{self.model.__tablename__}.{self.attribute.key}"


_columns: dict[str, SealedColumn] = {}


def seal_column(
    attribute: Attribute, *, is_current: IsCurrent | None = None, follow: Follow | None = None
) -> None:
    """Let ``keys rotate`` and ``keys check`` reach a column."""
    column = SealedColumn(attribute, is_current, follow)
    _columns[column.name] = column


def sealed_columns() -> list[SealedColumn]:
    """Return every sealed column, in the order of their names."""
    return [_columns[name] for name in sorted(_columns)]
