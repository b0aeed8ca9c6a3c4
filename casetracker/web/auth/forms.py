"""What is typed to log in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _

# Longer input is nobody's; hashing it would only cost time.
LONGEST = 1000

Errors = dict[str, list[str]]


@dataclass(frozen=True)
class Credentials:
    """An address and a password, as typed."""

    email: str
    password: str

    @property
    def errors(self) -> Errors:
        """Return what is missing, field by field."""
        errors: Errors = {}
        if not self.email:
            errors["email"] = [_("Enter your e-mail address.")]
        if not self.password:
            errors["password"] = [_("Enter your password.")]
        return errors


def read_credentials(form: Mapping[str, str]) -> Credentials:
    """Return what was typed; what no database can hold is left out."""
    email = form.get("email", "").replace("\x00", "").strip()[:LONGEST]
    return Credentials(email, form.get("password", "")[:LONGEST])


def refusal() -> Errors:
    """Return the one answer to every wrong log-in: it tells neither which part was wrong nor who exists."""
    return {
        "_schema": [
            _(
                "The e-mail address or the password is not right. After several wrong attempts an account "
                "is locked for a quarter of an hour. Check both, or ask your administrator for help."
            )
        ]
    }
