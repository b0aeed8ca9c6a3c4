"""The reader process: a content on standard input, its text (JSON) or a page (PNG) on standard output.

It runs with bounds on time and memory (see ``bounded``) and knows neither database nor settings.
"""

from __future__ import annotations

import argparse
import json
import os
import sys

from casetracker.documents.reading.bounded import EXIT_MEMORY, bound_this_process


def main() -> None:
    """Read what is asked for and answer."""
    options = _options()
    bound_this_process(options.cpu_seconds, options.memory_bytes, options.answer_bytes)
    # What a library prints must not get into the answer.
    answer = os.dup(1)
    os.dup2(2, 1)
    content = sys.stdin.buffer.read()
    try:
        said = _answer(options, content)
    except MemoryError:
        os._exit(EXIT_MEMORY)
    with os.fdopen(answer, "wb") as out:
        out.write(said)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("task", choices=["text", "page"])
    parser.add_argument("media_type")
    for limit in ("cpu-seconds", "memory-bytes", "answer-bytes"):
        parser.add_argument(f"--{limit}", type=int, required=True)
    parser.add_argument("--page", type=int, default=1)
    parser.add_argument("--width", type=int, default=1000)
    parser.add_argument("--tesseract", default="")
    parser.add_argument("--languages", default="")
    return parser.parse_args()


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
