"""Why a text cannot be read."""

from __future__ import annotations


class CannotReadError(Exception):
    """There is no text; ``problem`` is a slug of ``labels.TEXT_PROBLEMS``."""

    def __init__(self, problem: str, pages: int | None = None) -> None:
        self.problem, self.pages = problem, pages
        super().__init__(problem)
