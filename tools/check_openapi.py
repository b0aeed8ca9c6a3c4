"""Check that the API describes itself in valid OpenAPI 3.1, as committed in docs/openapi.json.

With ``--write`` it writes that file: a change of the contract is then seen in the review of a change.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from openapi_spec_validator import OpenAPIV31SpecValidator

from casetracker.app import create_app
from config.settings import load_settings
from tools.tree import ROOT, report

COMMITTED = ROOT / "docs" / "openapi.json"
ADDRESS = "/api/v1/openapi.json"


def served_document() -> dict[str, Any]:
    """Return the document as the application itself serves it, without touching any database."""
    with tempfile.TemporaryDirectory() as folder:
        environ = {
            "CASETRACKER_ENV": "testing",
            "VAR_DIR": folder,
            "DATABASE_URL": f"sqlite:///{Path(folder) / 'unused.db'}",
        }
        response = create_app(load_settings(environ)).test_client().get(ADDRESS)
    if response.status_code != 200:
        raise RuntimeError(f"{ADDRESS} answered {response.status}")
    document: dict[str, Any] = json.loads(response.get_data())
    return document


def as_text(document: dict[str, Any]) -> str:
    """Return *document* as it is committed: the same document always gives the same text."""
    return json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def problems_in(document: dict[str, Any], committed: str | None) -> Iterator[str]:
    """Yield where *document* is not valid or is not what was committed."""
    version = str(document.get("openapi", ""))
    if not version.startswith("3.1."):
        yield f"the document says openapi: {version or 'nothing'}; it must be 3.1"
        return
    for error in OpenAPIV31SpecValidator(document).iter_errors():
        yield f"{'/'.join(map(str, error.absolute_path)) or 'document'}: {error.message}"
    if committed != as_text(document):
        name = COMMITTED.relative_to(ROOT)
        yield f"{name} is missing or is not what the code describes; run `make openapi` and review the change"


def main(arguments: list[str]) -> int:
    """Check the document, or write it first with ``--write``; return the exit code."""
    document = served_document()
    if "--write" in arguments:
        COMMITTED.parent.mkdir(exist_ok=True)
        COMMITTED.write_text(as_text(document), encoding="utf-8")
        print(f"Wrote {COMMITTED.relative_to(ROOT)}")
    committed = COMMITTED.read_text(encoding="utf-8") if COMMITTED.exists() else None
    return report(problems_in(document, committed), "OpenAPI")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
