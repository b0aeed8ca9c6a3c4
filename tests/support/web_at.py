"""The real pages at another time: ``python -m tests.support.web_at MOMENT PORT``.

As with ``scheduler_at``, the clock is shifted around the product, which cannot shift it itself.
"""

from __future__ import annotations

import datetime as dt
import sys

import time_machine
from werkzeug.serving import make_server


def main(moment: str, port: str) -> None:
    """Serve the application at a moment (ISO 8601 with an offset) until the process is stopped."""
    with time_machine.travel(dt.datetime.fromisoformat(moment), tick=True):
        from casetracker.app import create_app

        server = make_server("127.0.0.1", int(port), create_app(), threaded=True)
        sys.stdout.write("serving\n")
        sys.stdout.flush()
        server.serve_forever(poll_interval=0.05)


if __name__ == "__main__":
    main(*sys.argv[1:])
