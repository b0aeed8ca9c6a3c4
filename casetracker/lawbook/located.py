"""YAML whose mappings and lists know their lines, and problems that name the file, the line and the key."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

try:
    from yaml import CSafeLoader as SafeLoader
except ImportError:  # PyYAML was built without libyaml: eight times slower, otherwise the same.
    from yaml import SafeLoader  # type: ignore[assignment]

Step = str | int
STEP = re.compile(r"\[(\d+)\]|([^.\[\]]+)")


class LocatedMapping(dict[Any, Any]):
    """A mapping that knows the line of each key (``lines``), and the line it is announced on (``line``)."""

    def __init__(self) -> None:
        super().__init__()
        self.line = 0
        self.lines: dict[Any, int] = {}

    def over(self, defaults: Any) -> LocatedMapping:
        """Return the mapping laid over defaults; every key keeps the line on which it was written."""
        laid = LocatedMapping()
        laid.update({**defaults, **self})
        laid.lines = {**getattr(defaults, "lines", {}), **self.lines}
        laid.line = self.line
        return laid


class LocatedList(list[Any]):
    """A list that knows the line of each item (``lines``), and the line it is announced on (``line``)."""

    def __init__(self) -> None:
        super().__init__()
        self.line = 0
        self.lines: list[int] = []


class WrongEntryError(Exception):
    """One entry of a file cannot be used.

    Attributes:
        text: what is wrong; it follows the place, so it has no subject of its own when ``key`` is given.
        path: the keys that lead from the entry to the wrong value; they are told.
        at: further keys that lead to its line and are not told again.
        line: the line in the file, once it is known.
    """

    def __init__(
        self, text: str, key: str = "", *, at: tuple[Step, ...] = (), line: int | None = None
    ) -> None:
        super().__init__(text)
        self.text, self.at, self.line = text, at, line
        self.path: tuple[Step, ...] = steps_of(key)
        self.is_of_value = bool(key)

    def __str__(self) -> str:
        if not self.path:
            return self.text
        return f"{_in_words(self.path)}{'' if self.is_of_value else ':'} {self.text}"


@dataclass
class Findings:
    """The problems found so far; files are named as seen from ``root``."""

    problems: list[str] = field(default_factory=list)
    root: Path | None = None

    def name(self, path: Path) -> str:
        """Return how problems call that file."""
        if self.root is not None and path.is_relative_to(self.root):
            return path.relative_to(self.root).as_posix()
        return path.name

    def entry(self, where: str, entry: object = None) -> _Entry:
        """Turn a wrong entry into a problem and go on with the next entry.

        ``where`` is ``file`` or ``file: name of the entry``. With the entry itself, as ``read_yaml`` gave it,
        the problem also tells the line.
        """
        return _Entry(self, where, entry)


@dataclass
class _Entry:
    found: Findings
    where: str
    entry: object

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, problem: BaseException | None, *_: object) -> bool:
        if not isinstance(problem, WrongEntryError):
            return False
        line = problem.line or line_of(self.entry, (*problem.path, *problem.at))
        file, colon, name = self.where.partition(": ")
        place = f"{file}:{line}" if line else file
        self.found.problems.append(f"{place}{colon}{name}: {problem}")
        return True


@contextmanager
def inside(*steps: Step, node: object = None) -> Iterator[None]:
    """Let a wrong entry that is raised within also tell these outer keys.

    ``node`` is needed where the value read is not the one of the file, such as an edition with defaults.
    """
    try:
        yield
    except WrongEntryError as problem:
        if problem.line is None:
            problem.line = line_of(node, (*problem.path, *problem.at))
        problem.path = (*steps, *problem.path)
        raise


def line_of(node: object, path: tuple[Step, ...]) -> int | None:
    """Return the line of the value that the path leads to, or of the last step that exists."""
    if not isinstance(node, LocatedMapping | LocatedList):
        return None
    line: int | None = node.line or None
    for step in path:
        if isinstance(node, LocatedMapping) and step in node:
            line = node.lines.get(step, line)
        elif isinstance(node, LocatedList) and isinstance(step, int) and 0 <= step < len(node):
            line = node.lines[step]
        else:
            break
        node = node[step]  # type: ignore[index]
    return line


def steps_of(key: str) -> tuple[Step, ...]:
    """Return the steps of a key such as ``editions[0].hour``."""
    return tuple(int(number) if number else name for number, name in STEP.findall(key))


def _in_words(path: tuple[Step, ...]) -> str:
    words = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return words.removeprefix(".")


def read_yaml(path: Path) -> LocatedMapping:
    """Return the mapping that a file holds."""
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=_StrictLoader)  # noqa: S506  # nosec B506
    except FileNotFoundError as problem:
        raise WrongEntryError("the file is missing.") from problem
    except OSError as problem:
        raise WrongEntryError(f"the file cannot be read: {problem.strerror}.") from problem
    except UnicodeDecodeError as problem:
        raise WrongEntryError("the file is not UTF-8 text.") from problem
    except yaml.MarkedYAMLError as problem:
        told = " ".join(f"{problem.context or ''} {problem.problem or ''}".split())
        mark = problem.problem_mark or problem.context_mark
        raise WrongEntryError(f"not valid YAML: {told}.", line=mark.line + 1 if mark else None) from problem
    except yaml.YAMLError as problem:
        raise WrongEntryError(f"not valid YAML: {' '.join(str(problem).split())}.") from problem
    if not isinstance(data, LocatedMapping):
        raise WrongEntryError("expected a mapping of keys to values.", line=1)
    return data


class _StrictLoader(SafeLoader):
    """The safe loader with lines; it also refuses a key that occurs twice: the second would silently win."""


def _mapping(loader: _StrictLoader, node: yaml.MappingNode) -> LocatedMapping:
    _refuse_repeated_keys(node)
    loader.flatten_mapping(node)
    made = LocatedMapping()
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        made[key] = loader.construct_object(value_node, deep=True)
        made.lines[key] = _announce(made[key], key_node)
    return made


def _sequence(loader: _StrictLoader, node: yaml.SequenceNode) -> LocatedList:
    made = LocatedList()
    for item_node in node.value:
        made.append(loader.construct_object(item_node, deep=True))
        made.lines.append(_announce(made[-1], item_node))
    return made


def _announce(value: object, node: yaml.Node) -> int:
    """Return the line of the node; a collection that begins there remembers it."""
    line = int(node.start_mark.line) + 1
    if isinstance(value, LocatedMapping | LocatedList) and not value.line:
        value.line = line
    return line


def _refuse_repeated_keys(node: yaml.MappingNode) -> None:
    seen = set()
    for key_node, _ in node.value:
        if not isinstance(key_node, yaml.ScalarNode):
            raise yaml.constructor.ConstructorError(
                None, None, "a key must be a single word", key_node.start_mark
            )
        if key_node.value in seen:
            raise yaml.constructor.ConstructorError(
                None, None, f"the key '{key_node.value}' occurs twice", key_node.start_mark
            )
        seen.add(key_node.value)


def _timestamp(loader: _StrictLoader, node: yaml.ScalarNode) -> object:
    try:
        return loader.construct_yaml_timestamp(node)
    except ValueError:
        raise WrongEntryError(
            f"'{node.value}' is an impossible date.", line=node.start_mark.line + 1
        ) from None


_StrictLoader.add_constructor("tag:yaml.org,2002:map", _mapping)
_StrictLoader.add_constructor("tag:yaml.org,2002:seq", _sequence)
_StrictLoader.add_constructor("tag:yaml.org,2002:timestamp", _timestamp)
