"""Stored things turned into what the templates show."""
