from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from tests.support import postgres as subject
from tests.support.postgres import KEEPER, PostgresServer, binaries, postgres_server

HOLDER = f"""
import subprocess, sys, time
keeper = subprocess.Popen([sys.executable, "-I", {str(KEEPER)!r}, sys.argv[1]], stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE, start_new_session=True)
print(keeper.pid, keeper.stdout.readline().decode(), sep=";", flush=True)
time.sleep(60)
"""


def test_a_clone_holds_what_its_template_holds_and_is_independent(postgres: PostgresServer) -> None:
    with postgres.database() as template_url:
        name = template_url.rsplit("/", 1)[1]
        with psycopg.connect(template_url) as connection:
            connection.execute("CREATE TABLE seen (word text)")
        with postgres.database(template=name) as clone_url, psycopg.connect(clone_url) as clone:
            clone.execute("INSERT INTO seen VALUES ('only here')")
        with psycopg.connect(template_url) as connection:
            assert connection.execute("SELECT count(*) FROM seen").fetchone() == (0,)


def test_a_database_is_gone_after_its_block_even_with_a_connection_left_open(
    postgres: PostgresServer,
) -> None:
    with postgres.database() as url:
        left_open = psycopg.connect(url)
    left_open.close()
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(url)


def test_the_text_of_the_database_is_utf_8(postgres: PostgresServer) -> None:
    with postgres.database() as url, psycopg.connect(url) as connection:
        assert connection.execute("SELECT lower('ӘҒҚҢӨҰҮҺІ')").fetchone() == ("әғқңөұүһі",)


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL, signal.SIGINT])
def test_no_server_and_no_folder_is_left_when_the_tests_are_killed(how: signal.Signals) -> None:
    holder = subprocess.Popen([sys.executable, "-c", HOLDER, str(binaries())], stdout=subprocess.PIPE)
    with holder:
        assert holder.stdout is not None
        pid, answer = holder.stdout.readline().decode().strip().split(";")
        url = json.loads(answer)["url"]
        with psycopg.connect(url) as connection:
            row = connection.execute("SHOW data_directory").fetchone()
        assert row is not None
        holder.send_signal(how)
    folder = Path(row[0]).parent
    assert _soon(lambda: not folder.exists() and not _is_alive(int(pid)))
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url, connect_timeout=2)


def test_a_machine_without_postgresql_fails_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TEST_DATABASE_URL", raising=False)
    monkeypatch.setattr(subject, "_wheel_binaries", list)
    monkeypatch.setattr(subject, "_system_binaries", list)
    with pytest.raises(RuntimeError, match="make install-dev"), postgres_server():
        pass


def test_a_broken_installation_fails_with_its_own_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TEST_DATABASE_URL", raising=False)
    for program in ("initdb", "postgres"):
        script = tmp_path / "bin" / program
        script.parent.mkdir(exist_ok=True)
        script.write_text("#!/bin/sh\necho the disk is on fire\nexit 3\n", encoding="ascii")
        script.chmod(0o755)
    monkeypatch.setattr(subject, "_wheel_binaries", lambda: [tmp_path / "bin"])
    with pytest.raises(RuntimeError, match="the disk is on fire"), postgres_server():
        pass


def test_an_installation_in_a_closed_folder_is_used_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TEST_DATABASE_URL", raising=False)
    installation = binaries().parent
    package, closed = installation.parent, tmp_path / "closed"
    copy = closed / package.name / installation.name
    shutil.copytree(installation, copy, symlinks=True)
    libraries = package.with_name(package.name + ".libs")
    shutil.copytree(libraries, closed / libraries.name)
    closed.chmod(0o700)
    monkeypatch.setattr(subject, "_wheel_binaries", lambda: [copy / "bin"])
    with postgres_server() as server, psycopg.connect(server.url) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_a_given_server_is_used_as_it_is(postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEST_DATABASE_URL", postgres.url)
    with postgres_server() as server:
        assert server == postgres


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def _soon(condition, seconds: float = 15) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return False
