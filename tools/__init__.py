"""Checks and generators that keep the house in order; nothing here runs in production."""
