"""What the tests of alerts use, and processes at another time."""

from tests.alerts.conftest import case, lawyer, outbox, registry, smtp_settings, start_at

__all__ = ["case", "lawyer", "outbox", "registry", "smtp_settings", "start_at"]
