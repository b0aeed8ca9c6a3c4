"""The covering process: a question (one line of JSON) and a PDF come in, JSON and the covered PDF go out.

It runs with bounds on time and memory (see ``reading.bounded`` of the documents) and knows neither database
nor settings.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from typing import Any

from casetracker.documents.reading.bounded import answer_within_bounds


def main() -> None:
    """Answer what is asked about one PDF."""
    answer_within_bounds(argparse.ArgumentParser(), _answer)


def _answer(_options: argparse.Namespace, asked: bytes) -> bytes:
    # What opens files is loaded when the process is bounded.
    from casetracker.publication.pdf.pages import UnreadablePdf

    question, _line, content = asked.partition(b"\n")
    try:
        told, covered = _told(json.loads(question), content)
    except UnreadablePdf as error:
        told, covered = {"problem": error.slug}, b""
    return json.dumps(told).encode() + b"\n" + covered


def _told(question: dict[str, Any], content: bytes) -> tuple[dict[str, Any], bytes]:
    from casetracker.publication.pdf.covering import cover
    from casetracker.publication.pdf.pages import Area, page_texts

    if question["task"] == "texts":
        return {"pages": [asdict(page) for page in page_texts(content)]}, b""
    covered = cover(content, [Area(page, tuple(box), kind) for page, box, kind in question["areas"]])
    told = {name: [asdict(it) for it in getattr(covered, name)] for name in ("pages", "hidden", "kept")}
    return told, covered.content


if __name__ == "__main__":
    main()
