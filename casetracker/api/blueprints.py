"""The blueprint of every resource of the API: strict parsing, problems as errors, rate limits."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response
from flask_smorest import Blueprint

from casetracker.api.document import problem_name
from casetracker.api.parsing import StrictParser
from casetracker.api.problems import Problem, field_errors, tell
from casetracker.cases.errors import InvalidInput

ALWAYS_POSSIBLE = (429, 503)


class Resource(Blueprint):
    """A blueprint whose operations name the problems they may answer with."""

    ARGUMENTS_PARSER = StrictParser()

    def __init__(self, name: str, import_name: str, **options: Any) -> None:
        super().__init__(name, import_name, **options)
        self.register_error_handler(InvalidInput, _invalid_input)

    def problems(self, *statuses: int) -> Callable[[Any], Any]:
        """Describe the problems that an operation may answer with, besides those that any may."""

        def described(view: Any) -> Any:
            for status in (*statuses, *ALWAYS_POSSIBLE):
                view = self.alt_response(status, problem_name(status))(view)
            return view

        return described

    def revalidated(self, view: Any) -> Any:
        """Describe that whoever has the answer already is only told so."""
        return self.alt_response(304, description="Unchanged since the `ETag` in If-None-Match.")(view)

    def _prepare_arguments_doc(self, doc: Any, doc_info: Any, **options: Any) -> Any:
        # The extension names 422 as this Python version does, so the document would differ between
        # versions; each operation names its problems itself.
        doc_info.get("arguments", {}).pop("responses", None)
        return super()._prepare_arguments_doc(doc, doc_info, **options)


def _invalid_input(refused: InvalidInput) -> Response:
    return tell(Problem("invalid-input", errors=field_errors(refused.errors)))
