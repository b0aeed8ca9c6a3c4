"""Message-IDs: always the same for a key, so that a resend is recognisable, and guessed by nobody outside.

A report that a mail came back counts by the Message-ID that it names. Whoever could guess one could forge it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac

from flask import current_app

from casetracker.alerts.models import OutboxMail

# The first part of a Message-ID, in hexadecimal digits: 160 bits.
LENGTH = 40
PURPOSE = b"casetracker message-id\x00"
# Mails were once named by their key alone. No server goes on trying for so long.
LONGEST_WAY = dt.timedelta(days=14)


def message_id_of(key: str, domain: str) -> str:
    """Return the Message-ID of a mail: its key under the secret of the application, which needs a context."""
    secret = str(current_app.secret_key).encode()
    return f"<{hmac.new(secret, PURPOSE + key.encode(), hashlib.sha256).hexdigest()[:LENGTH]}@{domain}>"


def is_believed(mail: OutboxMail, now: dt.datetime) -> bool:
    """Tell whether a report that names the Message-ID of *mail* may count at *now*.

    Who knows one that was made under a secret, the present or a former one, has seen the mail. One that was
    made of the key alone could be guessed: it counts while such a mail can still come back.
    """
    first = mail.message_id.removeprefix("<").partition("@")[0]
    if not hmac.compare_digest(first.encode(), _guessable(mail.key)):
        return True
    return now - (mail.sent_at or mail.created_at) < LONGEST_WAY


def _guessable(key: str) -> bytes:
    return hashlib.sha256(key.encode()).hexdigest()[:LENGTH].encode()
