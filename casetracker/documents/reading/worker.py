"""The reader process: a content on standard input, its text (JSON) or a page (PNG) on standard output.

It runs with bounds on time and memory (see ``bounded``) and knows neither database nor settings.
"""

from __future__ import annotations

import argparse
import json

from casetracker.documents.reading.bounded import answer_within_bounds


def main() -> None:
    """Read what is asked for and answer."""
    parser = argparse.ArgumentParser()
    parser.add_argument("task", choices=["text", "page"])
    parser.add_argument("media_type")
    parser.add_argument("--page", type=int, default=1)
    parser.add_argument("--width", type=int, default=1000)
    parser.add_argument("--tesseract", default="")
    parser.add_argument("--languages", default="")
    answer_within_bounds(parser, _answer)


def _answer(options: argparse.Namespace, content: bytes) -> bytes:
    # What opens files is loaded when the process is bounded.
    from casetracker.documents.reading.pictures import page_picture
    from casetracker.documents.reading.texts import CannotReadError, Recognition, read_text

    if options.task == "page":
        try:
            return page_picture(content, options.media_type, options.page, options.width)
        except CannotReadError as error:
            return error.problem.encode()
    recognition = Recognition(options.tesseract, options.languages) if options.languages else None
    try:
        found = read_text(content, options.media_type, recognition)
    except CannotReadError as error:
        return json.dumps({"problem": error.problem, "pages": error.pages}).encode()
    return json.dumps(found).encode()


if __name__ == "__main__":
    main()
