"""Stand-ins of what is stored, for work in bulk: the same attributes and methods, watched by no session.

The functions that make a case make it of these too, so that one case and ten thousand are made alike.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from types import FunctionType
from typing import Any, TypeVar, cast

import sqlalchemy as sa

Model = TypeVar("Model")


class Plain:
    """What every stand-in is: attributes in a dictionary, and lists that tell their parts whose they are."""

    lists: tuple[str, ...] = ()

    def __init__(self, **values: Any) -> None:
        """Hold the values; a column without one keeps the default that its table gives it."""
        for name in self.lists:
            values[name] = Parts(self, values.get(name, ()))
        self.__dict__.update(values)


class Parts(list[Any]):
    """The parts of a stand-in; each knows the whole."""

    def __init__(self, whole: Plain, parts: Iterable[Any]) -> None:
        super().__init__(parts)
        self.whole = whole

    def append(self, part: Any) -> None:
        """Add a part."""
        part.case = self.whole
        super().append(part)


def plain(model: type[Model]) -> type[Model]:
    """Return the class of a model's stand-ins."""
    watched: Any = model
    return cast("type[Model]", _plain(watched))


@cache
def _plain(model: Any) -> type[Plain]:
    mapper = sa.inspect(model)
    own = {name: it for name, it in vars(model).items() if isinstance(it, property | FunctionType)}
    methods = {name: it for name, it in own.items() if not name.startswith("_")}
    lists = tuple(it.key for it in mapper.relationships if it.uselist)
    empty = dict.fromkeys(mapper.attrs.keys())
    return type(model.__name__, (Plain,), {**empty, **methods, "lists": lists})


def kin(thing: object, model: type[Model]) -> type[Model]:
    """Return what a part of a thing is made of: a stand-in for a stand-in, the model for a stored thing."""
    return plain(model) if isinstance(thing, Plain) else model
