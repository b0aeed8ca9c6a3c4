"""Reminders and notices: the outbox and the transport of mail."""
