"""Mails that come back: reports of delivery (RFC 3464), and the addresses that cannot be reached."""
