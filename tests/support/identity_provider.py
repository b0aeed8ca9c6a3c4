"""A small OpenID Connect provider on loopback: real HTTP, real signatures, one person, and some faults."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask, jsonify, redirect, request
from joserfc import jwt
from joserfc.jwk import RSAKey
from werkzeug.serving import make_server

CLIENT_ID, CLIENT_SECRET = "casetracker", "a secret of the test"


@dataclass
class IdentityProvider:
    """The provider; ``claims`` are put into every identity token over those it would hold otherwise."""

    url: str = ""
    claims: dict[str, Any] = field(default_factory=dict)
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "1"}, private=True))
    signing_key: RSAKey | None = None
    asked: dict[str, dict[str, str]] = field(default_factory=dict)

    def environ(self) -> dict[str, str]:
        """Return the settings that make the service trust this provider."""
        return {
            "OIDC_ISSUER": self.url,
            "OIDC_CLIENT_ID": CLIENT_ID,
            "OIDC_CLIENT_SECRET": CLIENT_SECRET,
            "OIDC_NAME": "Test organisation",
        }

    def identity_token(self, nonce: str) -> str:
        now = int(time.time())
        claims = {
            "iss": self.url,
            "sub": "person-1",
            "aud": CLIENT_ID,
            "iat": now,
            "exp": now + 300,
            "nonce": nonce,
        }
        header = {"alg": "RS256", "kid": "1"}
        return jwt.encode(header, claims | self.claims, self.signing_key or self.key)


def provider_app(provider: IdentityProvider) -> Flask:
    app = Flask("provider")

    @app.get("/.well-known/openid-configuration")
    def configuration() -> Any:
        return jsonify(
            issuer=provider.url,
            authorization_endpoint=f"{provider.url}/authorize",
            token_endpoint=f"{provider.url}/token",
            jwks_uri=f"{provider.url}/keys",
            id_token_signing_alg_values_supported=["RS256"],
        )

    @app.get("/keys")
    def keys() -> Any:
        return jsonify(keys=[provider.key.as_dict(private=False)])

    @app.get("/authorize")
    def authorize() -> Any:
        code = secrets.token_urlsafe(8)
        provider.asked[code] = request.args.to_dict()
        answer = {"code": code, "state": request.args["state"]}
        return redirect(f"{request.args['redirect_uri']}?{urlencode(answer)}")

    @app.post("/token")
    def token() -> Any:
        asked = provider.asked.pop(request.form["code"], None)
        known = request.authorization and request.authorization.password == CLIENT_SECRET
        if asked is None or not known or "code_verifier" not in request.form:
            return jsonify(error="invalid_grant"), 400
        return jsonify(
            access_token=secrets.token_urlsafe(8),
            token_type="Bearer",
            expires_in=300,
            id_token=provider.identity_token(asked["nonce"]),
        )

    return app


@pytest.fixture
def identity_provider() -> Iterator[IdentityProvider]:
    """Give a provider that runs in a thread of its own."""
    provider = IdentityProvider()
    server = make_server("127.0.0.1", 0, provider_app(provider), threaded=True)
    provider.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield provider
    server.shutdown()
    thread.join(timeout=10)
    server.server_close()
