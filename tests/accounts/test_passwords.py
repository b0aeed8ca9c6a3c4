"""How a password is kept."""

from __future__ import annotations

from argon2 import Type

from casetracker.accounts.passwords import hasher


def test_a_password_is_hashed_with_at_least_what_is_recommended() -> None:
    """RFC 9106, section 4: the second recommended option, for machines with less memory."""
    assert hasher.type is Type.ID
    assert (hasher.time_cost, hasher.memory_cost, hasher.parallelism) >= (3, 64 * 1024, 4)
    assert hasher.hash("372").startswith("$argon2id$")
