"""A process that keeps one PostgreSQL server for as long as its parent lives.

Started as ``python postgres_keeper.py BIN_DIR [SETTING=VALUE …]``. It makes a fresh cluster in a
temporary folder, prints one JSON line ``{"url": …}`` or ``{"error": …}`` and waits for the end of its
standard input; at a line ``restart`` it restarts the server and prints the line again. That end comes when
the parent closes it, and also when the parent is killed in whatever way: so no server and no folder is ever
left behind. It uses the standard library only.
"""

from __future__ import annotations

import json
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

START_SECONDS = 60
# A test cluster is thrown away, so nothing is gained by making it survive a power cut.
OPTIONS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "32MB",
    "max_connections": "60",
    "autovacuum": "off",
    "timezone": "UTC",
    "listen_addresses": "127.0.0.1",
}


class Keeper:
    """One cluster in one temporary folder, run as an unprivileged user when we are root."""

    def __init__(self, bin_dir: Path, settings: Mapping[str, str]) -> None:
        self.settings = {**OPTIONS, **settings}
        self.folder = Path(tempfile.mkdtemp(prefix="casetracker-pg-"))
        self.identity = self._unprivileged_identity()
        self.bin_dir = self._reachable(bin_dir)
        self.server: subprocess.Popen[bytes] | None = None
        self.port = _free_port()

    def _unprivileged_identity(self) -> dict[str, Any]:
        # PostgreSQL refuses to run as root.
        if os.geteuid() != 0:
            return {}
        nobody = pwd.getpwnam("nobody")
        os.chown(self.folder, nobody.pw_uid, nobody.pw_gid)
        return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}

    def _reachable(self, bin_dir: Path) -> Path:
        """Return *bin_dir*, or a copy of it when its folder is closed to the unprivileged user."""
        if not self.identity:
            return bin_dir
        probe = [str(bin_dir / "postgres"), "--version"]
        try:
            subprocess.run(probe, check=True, stdout=subprocess.DEVNULL, **self._process_options())
        except (PermissionError, subprocess.CalledProcessError):
            return self._copied(bin_dir)
        return bin_dir

    def _copied(self, bin_dir: Path) -> Path:
        # In a wheel, programs find their libraries by the relative path ../../../<package>.libs.
        package, installation = bin_dir.parent.parent, bin_dir.parent
        site = self.folder / "site"
        shutil.copytree(installation, site / package.name / installation.name, symlinks=True)
        libraries = package.with_name(package.name + ".libs")
        if libraries.is_dir():
            shutil.copytree(libraries, site / libraries.name)
        for path in (site, *site.rglob("*")):
            os.chown(path, self.identity["user"], self.identity["group"], follow_symlinks=False)
        return site / package.name / installation.name / "bin"

    def _process_options(self) -> dict[str, Any]:
        environment = {"PATH": "/usr/bin:/bin", "HOME": str(self.folder), "TZ": "UTC", "LC_ALL": "C.UTF-8"}
        return {"cwd": self.folder, "env": environment, "stdin": subprocess.DEVNULL, **self.identity}

    def start(self) -> str:
        """Make the cluster, start the server and return its URL once it answers."""
        data = self.folder / "data"
        initdb = [str(self.bin_dir / "initdb"), "-D", str(data), "-U", "postgres", "-A", "trust"]
        initdb += ["-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
        made = subprocess.run(
            initdb, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **self._process_options()
        )
        if made.returncode:
            raise RuntimeError(f"initdb failed: {made.stdout.decode('utf-8', 'replace').strip()}")
        return self._run()

    def _run(self) -> str:
        data = self.folder / "data"
        options = self.settings | {"port": str(self.port), "unix_socket_directories": ""}
        command = [str(self.bin_dir / "postgres"), "-D", str(data)]
        command += [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
        with (self.folder / "log").open("ab") as log:
            self.server = subprocess.Popen(command, stdout=log, stderr=log, **self._process_options())
        self._wait_until_ready(data / "postmaster.pid")
        return f"postgresql://postgres@127.0.0.1:{self.port}/postgres"

    def restart(self) -> str:
        """Do what ``pg_ctl restart`` does: end every session, stop, start again on the same port."""
        if self.server is not None:
            self.server.send_signal(signal.SIGINT)
            self.server.wait(timeout=START_SECONDS)
        return self._run()

    def _wait_until_ready(self, pid_file: Path) -> None:
        # The server writes "ready" into its pid file: that needs no client program.
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            if self.server is None or self.server.poll() is not None:
                break
            if pid_file.exists() and "ready" in pid_file.read_text(encoding="utf-8", errors="replace"):
                return
            time.sleep(0.02)
        log = (self.folder / "log").read_text(encoding="utf-8", errors="replace")
        raise RuntimeError(f"PostgreSQL did not start: {log.strip()[-2000:]}")

    def stop(self) -> None:
        """Stop the server at once and remove everything."""
        if self.server is not None and self.server.poll() is None:
            self.server.send_signal(signal.SIGQUIT)
            try:
                self.server.wait(timeout=10)
            except subprocess.TimeoutExpired:
                self.server.kill()
                self.server.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _say(message: dict[str, str]) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


def main(bin_dir: Path, settings: Mapping[str, str]) -> int:
    """Keep a server until standard input ends; return the exit code."""
    # Whoever stops the tests stops the parent; this process follows in its own order.
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, signal.SIG_IGN)
    keeper = Keeper(bin_dir, settings)
    try:
        _say({"url": keeper.start()})
        for line in sys.stdin.buffer:
            if line.strip() == b"restart":
                _say({"url": keeper.restart()})
    except (OSError, RuntimeError, subprocess.SubprocessError) as error:
        _say({"error": str(error)})
        return 1
    finally:
        keeper.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), dict(word.split("=", 1) for word in sys.argv[2:])))
