"""Structured logs: JSON lines in production, readable lines on a person's machine."""

from __future__ import annotations

import logging
import re
import sys

import structlog

from config.settings import Settings

# Addresses that are keys: whoever reads a log must not be able to use them.
KEYS = re.compile(r"(/(?:calendars|filings|subscriptions|password/choose)/)[\w-]{20,}")


def without_keys(
    _logger: object, _name: str, event: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    """Take the tokens out of the addresses that a line of the log quotes."""
    return {name: KEYS.sub(r"\1…", it) if isinstance(it, str) else it for name, it in event.items()}


def configure(settings: Settings) -> None:
    """Send all logs, ours and the libraries', through structlog to standard error."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        without_keys,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if settings.log_json
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    root = logging.getLogger()
    if not settings.testing:
        root.handlers[:] = [handler]
    root.setLevel(settings.log_level)
    # Two lines for every poll, every few seconds, tell an operator nothing.
    logging.getLogger("apscheduler").setLevel(max(root.level, logging.WARNING))
