"""Redaction and the public projection: the only thing that anything public reads."""
