"""Passkeys (WebAuthn): the ceremonies of adding one and of logging in with one. Actions never commit."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import sqlalchemy as sa
import webauthn
from sqlalchemy.orm import Session
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from casetracker.accounts.models import Passkey, User
from casetracker.audit.actions import record

NAME = "casetracker"
CHALLENGE_FOR = dt.timedelta(minutes=5)
LONGEST_NAME = 100
# The device asks for a finger, a face or a PIN: possession and knowledge in one.
VERIFIED = UserVerificationRequirement.REQUIRED
MALFORMED = (WebAuthnException, ValueError, KeyError, TypeError, AttributeError)


class PasskeyRefused(Exception):
    """What the browser sent is not the answer to our challenge."""


@dataclass(frozen=True)
class RelyingParty:
    """Who passkeys are for: the host of the service, and the addresses that may ask for them."""

    id: str
    origin: str

    @classmethod
    def of(cls, base_url: str) -> RelyingParty:
        """Return it for the address of the service; browsers take no numbers, so 127.0.0.1 is localhost."""
        parts = urlsplit(base_url)
        host = parts.hostname or "localhost"
        host = "localhost" if host in {"127.0.0.1", "::1"} else host
        return cls(host, f"{parts.scheme}://{host}{f':{parts.port}' if parts.port else ''}")


def passkeys_of(session: Session, user: User) -> Sequence[Passkey]:
    """Return the passkeys of a user, the oldest first."""
    return session.scalars(sa.select(Passkey).where(Passkey.user_id == user.id).order_by(Passkey.id)).all()


def adding_options(session: Session, user: User, party: RelyingParty) -> tuple[str, str]:
    """Return what the browser is asked to make, as JSON, and the challenge in it."""
    options = webauthn.generate_registration_options(
        rp_id=party.id,
        rp_name=NAME,
        user_name=user.email,
        user_display_name=user.name,
        user_id=hashlib.sha256(f"{NAME} {user.ref}".encode()).digest(),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED, user_verification=VERIFIED
        ),
        exclude_credentials=_descriptors(passkeys_of(session, user)),
    )
    return webauthn.options_to_json(options), bytes_to_base64url(options.challenge)


def add_passkey(
    session: Session,
    user: User,
    party: RelyingParty,
    credential: Mapping[str, Any],
    *,
    challenge: str,
    given_at: dt.datetime,
    name: str,
    now: dt.datetime,
) -> Passkey:
    """Keep a passkey that was just made. Raises :class:`PasskeyRefused`."""
    if now >= given_at + CHALLENGE_FOR:
        raise PasskeyRefused("the challenge is too old")
    try:
        made = webauthn.verify_registration_response(
            credential=dict(credential),
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=party.id,
            expected_origin=party.origin,
            require_user_verification=True,
        )
    except MALFORMED as error:
        raise PasskeyRefused(str(error)) from error
    credential_id = bytes_to_base64url(made.credential_id)
    if session.scalar(sa.select(Passkey.id).where(Passkey.credential_id == credential_id)):
        raise PasskeyRefused("the passkey is kept already")
    passkey = Passkey(
        user_id=user.id,
        credential_id=credential_id,
        public_key=made.credential_public_key,
        sign_count=made.sign_count,
        name=name[:LONGEST_NAME],
        transports=_transports(credential),
        created_at=now,
        challenge_at=given_at,
    )
    session.add(passkey)
    session.flush()
    record(session, actor=user.ref, action="second-factor.added", thing=user.ref, details={"kind": "passkey"})
    return passkey


def login_options(session: Session, user: User | None, party: RelyingParty) -> tuple[str, str]:
    """Return what the browser is asked to sign, as JSON, and the challenge in it.

    For a known *user* one of their passkeys is asked for, otherwise any that the device has for us.
    """
    options = webauthn.generate_authentication_options(
        rp_id=party.id,
        allow_credentials=_descriptors(passkeys_of(session, user)) if user else [],
        user_verification=VERIFIED,
    )
    return webauthn.options_to_json(options), bytes_to_base64url(options.challenge)


def user_of_passkey(
    session: Session,
    party: RelyingParty,
    credential: Mapping[str, Any],
    *,
    challenge: str,
    given_at: dt.datetime,
    now: dt.datetime,
) -> User:
    """Return the enabled user whose passkey signed the challenge. Raises :class:`PasskeyRefused`.

    A challenge is good once: one that is not newer than the last accepted is refused.
    """
    passkey = _passkey(session, credential)
    if passkey is None or not passkey.user.is_enabled:
        raise PasskeyRefused("the passkey is not known")
    if given_at <= passkey.challenge_at or now >= given_at + CHALLENGE_FOR:
        raise PasskeyRefused("the challenge was used or is too old")
    try:
        verified = webauthn.verify_authentication_response(
            credential=dict(credential),
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=party.id,
            expected_origin=party.origin,
            credential_public_key=passkey.public_key,
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=True,
        )
    except MALFORMED as error:
        raise PasskeyRefused(str(error)) from error
    passkey.sign_count = verified.new_sign_count
    passkey.challenge_at, passkey.last_used_at = given_at, now
    return passkey.user


def remove_passkey(session: Session, passkey: Passkey, *, actor: str) -> None:
    """Forget a passkey."""
    session.delete(passkey)
    details = {"kind": "passkey"}
    thing = f"user:{passkey.user_id}"
    record(session, actor=actor, action="second-factor.removed", thing=thing, details=details)


def _passkey(session: Session, credential: Mapping[str, Any]) -> Passkey | None:
    known = sa.select(Passkey).where(Passkey.credential_id == str(credential.get("id", ""))[:1400])
    locked = known.with_for_update(of=Passkey).execution_options(populate_existing=True)
    return session.scalars(locked).one_or_none()


def _descriptors(passkeys: Sequence[Passkey]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(key.credential_id)) for key in passkeys]


def _transports(credential: Mapping[str, Any]) -> list[Any]:
    response = credential.get("response")
    told = response.get("transports") if isinstance(response, Mapping) else None
    return [str(each)[:20] for each in told[:8]] if isinstance(told, list) else []
