"""Passwords: argon2id, and which ones are not taken."""

from __future__ import annotations

import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask_babel import gettext as _

from casetracker.accounts.common_passwords import COMMON
from casetracker.registry.errors import InvalidInput

SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 1000
FEWEST_CHARACTERS = 5

hasher = PasswordHasher()
# Checked when the address is unknown, so that the answer takes as long as for a known one.
_NOBODY = hasher.hash(secrets.token_urlsafe(16))


def is_password(password_hash: str | None, password: str) -> bool:
    """Tell whether this is the password; without a hash it takes as long and is never right."""
    try:
        return hasher.verify(password_hash or _NOBODY, password) and password_hash is not None
    except (VerificationError, InvalidHashError):
        return False


def unusable_hash() -> str:
    """Return the hash of a password that nobody knows, for somebody who has not chosen one yet."""
    return hasher.hash(secrets.token_urlsafe(32))


def check_password(password: str, email: str, field: str = "password") -> None:
    """Raise :class:`InvalidInput` for a password that would be guessed."""
    if sentence := _fault(password, email):
        raise InvalidInput({field: [sentence]})


def _fault(password: str, email: str) -> str | None:
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        return _(
            "The password must have at least %(count)s characters. A few words that do not belong together "
            "are easy to remember.",
            count=SHORTEST_PASSWORD,
        )
    plain = "".join(password.casefold().split())
    address = email.casefold()
    if address in plain or plain in address or address.partition("@")[0] == plain:
        return _("The password must not be your e-mail address or a part of it. Choose another one.")
    if plain in COMMON or len(set(plain)) < FEWEST_CHARACTERS:
        return _("Many people use this password, so it is guessed first. Choose another one.")
    return None
