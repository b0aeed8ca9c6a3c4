"""One import through preview and confirmation, as page and scheduler do it.

Started by ``bench.imports`` as ``python -m bench.imports_walk URL FILE``.
"""

from __future__ import annotations

import json
import secrets
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bench.recompute_walk import Memory, summary
from casetracker.accounts.actions import create_user
from casetracker.accounts.models import User
from casetracker.app import create_app
from casetracker.db import unit_of_work
from casetracker.exchange import jobs
from casetracker.exchange.mapping import Reading
from casetracker.exchange.models import ImportJob
from casetracker.exchange.running import Runner
from casetracker.exchange.surveying import reading_rows
from casetracker.runtime import lawbook, settings
from casetracker.sealing.box import SealBox
from config.settings import load_settings, new_identity_key


def main(url: str, path: str) -> int:
    """Import; print what was measured as one line of JSON."""
    with tempfile.TemporaryDirectory(prefix="casetracker-bench-") as folder:
        environ = {
            "CASETRACKER_ENV": "testing",
            "DATABASE_URL": url,
            "VAR_DIR": folder,
            "SECRET_KEY": secrets.token_urlsafe(48),
            "IDENTITY_KEYS": new_identity_key(),
        }
        app = create_app(load_settings(environ))
        with app.app_context():
            told = _measure(Path(path))
    sys.stdout.write(json.dumps(told) + "\n")
    return 0


def _measure(path: Path) -> dict[str, Any]:
    content = path.read_bytes()
    with unit_of_work() as session:
        user = _user(session)
        job = jobs.start_import(session, SealBox(settings().identity_keys), user, path.name, content, "ru")
        number, reading = job.id, Reading.of(job.mapping)
        jobs.read_as(session, lawbook(), job, reading, actor=user.ref)
    del content
    reading_seconds = _read_alone(path, reading)
    memory = Memory()
    memory.start()
    preview_seconds, _busy = _run(number)
    with unit_of_work() as session:
        job = session.get_one(ImportJob, number)
        jobs.confirm(session, lawbook(), job, jobs.preview_digest(job), actor="bench")
    import_seconds, busy = _run(number)
    memory.done.set()
    memory.join()
    with unit_of_work() as session:
        job = session.get_one(ImportJob, number)
        registered = job.registered
    return {
        "registered": registered,
        "reading_seconds": reading_seconds,
        "preview_seconds": preview_seconds,
        "import_seconds": import_seconds,
        "import_busy": busy,
        **summary(memory.curve),
    }


def _user(session: Any) -> User:
    return create_user(
        session, email="bench@example.org", name="bench", role="supervisor", body_id="kz-cec",
        password=secrets.token_urlsafe(24), language="ru", actor="bench",
    )  # fmt: skip


def _read_alone(path: Path, reading: Reading) -> float:
    before = time.perf_counter()
    with path.open("rb") as file, reading_rows(file, path.name, reading) as rows:
        for _row in rows:
            pass
    return time.perf_counter() - before


def _run(number: int) -> tuple[float, float]:
    before, busy = time.perf_counter(), time.process_time()
    Runner(lawbook(), settings().identity_keys).run(job_id=number)
    return time.perf_counter() - before, time.process_time() - busy


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
