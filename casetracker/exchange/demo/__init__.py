"""Demonstration data: users, proceedings on public record, and a synthetic extract, all of it marked."""

from casetracker.exchange.demo.loading import DemoReport, load_demo
from casetracker.exchange.demo.users import DEMO_PASSWORD, DEMO_USERS, DemoUser

__all__ = ["DEMO_PASSWORD", "DEMO_USERS", "DemoReport", "DemoUser", "load_demo"]
