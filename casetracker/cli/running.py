"""``casetracker run``: the whole service on a person's own machine, ended by Ctrl-C."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from types import FrameType

import click

from config.settings import Settings, load_settings

STOP_WITHIN_SECONDS = 10
POLL_SECONDS = 0.2


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
def run(host: str, port: int) -> None:
    """Start the web process and the scheduler; Ctrl-C stops both."""
    _refuse_taken_port(host, port)
    environment = os.environ | {"BASE_URL": os.environ.get("BASE_URL", f"http://{host}:{port}")}
    settings = load_settings(environment)
    processes = [
        subprocess.Popen(command, env=environment)  # noqa: S603 - our own commands
        for command in _commands(host, port)
    ]
    _stop_on_signals()
    try:
        _announce(settings)
        while all(process.poll() is None for process in processes):
            time.sleep(POLL_SECONDS)
        raise click.ClickException(_what_ended(processes))
    except KeyboardInterrupt:
        click.echo("\nStopping …")
    finally:
        _stop(processes)


def _what_ended(processes: list[subprocess.Popen[bytes]]) -> str:
    named = zip(("web process", "scheduler"), processes, strict=True)
    told = [
        f"The {name} ended with code {each.returncode}" for name, each in named if each.returncode is not None
    ]
    return f"{'; '.join(told)} (a negative code is a signal). The rest is stopped; start again with: make run"


def _commands(host: str, port: int) -> list[list[str]]:
    web = [
        "gunicorn",
        "--bind",
        f"{host}:{port}",
        "--worker-class",
        "gthread",
        "--workers",
        "2",
        "--threads",
        "8",
    ]
    return [
        [sys.executable, "-m", *web, "--no-control-socket", "wsgi:app"],
        [sys.executable, "-m", "casetracker.cli", "scheduler"],
    ]


def _refuse_taken_port(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise click.UsageError(
                f"Port {port} on {host} is taken ({error.strerror}). "
                "Stop what uses it or choose another: --port 8001."
            ) from error


def _stop_on_signals() -> None:
    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)


def _announce(settings: Settings) -> None:
    from casetracker.exchange.demo import DEMO_PASSWORD, DEMO_USERS

    click.echo(f"\n  casetracker runs at {settings.base_url}    (Ctrl-C stops it)\n")
    if settings.environment != "production":
        click.echo(f"  Demonstration logins at {settings.base_url}/login, password: {DEMO_PASSWORD}")
        for user in DEMO_USERS:
            click.echo(f"    {user.email:<34} {user.role}")
        click.echo("")


def _stop(processes: list[subprocess.Popen[bytes]]) -> None:
    for process in processes:
        if process.poll() is None:
            process.terminate()
    deadline = time.monotonic() + STOP_WITHIN_SECONDS
    for process in processes:
        try:
            process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
