"""A service that must not start says why, and what to set."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.settings import (
    DevelopmentSettings,
    ProductionSettings,
    SettingsError,
    load_settings,
    new_identity_key,
)

GOOD = {
    "CASETRACKER_ENV": "production",
    "SECRET_KEY": "q8Zr2LmX0vT5bN7cK1dW4yH6jF3gS9aPeUiO",
    "BASE_URL": "https://register.example",
    "IDENTITY_KEYS": new_identity_key(),
    "SMTP_HOST": "mail.register.example",
    "DATABASE_URL": "postgresql://casetracker@db/casetracker",
}


def test_production_starts_when_everything_is_set() -> None:
    settings = load_settings(GOOD)
    assert isinstance(settings, ProductionSettings)
    assert settings.https_cookies
    assert settings.log_json


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY is missing"),
        ({"SECRET_KEY": "changeme"}, "SECRET_KEY is a well-known word"),
        ({"SECRET_KEY": "short-but-odd"}, "SECRET_KEY is too short (13 characters)"),
        ({"SECRET_KEY": "ab" * 30}, "SECRET_KEY repeats"),
        ({"HTTPS_COOKIES": "false"}, "Production needs HTTPS"),
        ({"BASE_URL": "http://register.example"}, "Production needs HTTPS"),
        ({"BASE_URL": "register.example"}, "must start with http"),
        ({"REQUIRE_SECOND_FACTOR": "false"}, "REQUIRE_SECOND_FACTOR is false"),
        ({"OIDC_ISSUER": "https://login.example"}, "together, or none"),
        (
            {"OIDC_ISSUER": "http://login.example", "OIDC_CLIENT_ID": "c", "OIDC_CLIENT_SECRET": "s"},
            "must start with https://",
        ),
        ({"IDENTITY_KEYS": ""}, "IDENTITY_KEYS is missing"),
        ({"IDENTITY_KEYS": "not-a-key"}, "IDENTITY_KEYS"),
        ({"DATABASE_URL": ""}, "DATABASE_URL is missing"),
        ({"SMTP_HOST": ""}, "SMTP_HOST is missing"),
        ({"SMTP_USER": "register"}, "the password would travel in the clear"),
        ({"SMTP_PORT": "many"}, "SMTP_PORT"),
        ({"SMTP_SECURITY": "ssl3"}, "one of: none, starttls, tls"),
        ({"LOG_LEVEL": "LOUD"}, "LOG_LEVEL"),
        ({"METRICS_TOKEN": "short"}, "METRICS_TOKEN is too short"),
        ({"BOUNCES_TOKEN": "short"}, "BOUNCES_TOKEN is too short"),
        ({"RATE_LIMIT_STORAGE": "redis://127.0.0.1:1"}, "install the client package"),
        ({"RATE_LIMIT_STORAGE": "cupboard://"}, "RATE_LIMIT_STORAGE is 'cupboard://'"),
        ({"CASETRACKER_ENV": "prod"}, "one of: development, testing, production"),
    ],
)
def test_wrong_setting_is_refused_with_the_way_out(change: dict[str, str], told: str) -> None:
    with pytest.raises(SettingsError) as refusal:
        load_settings(GOOD | change)
    assert told in str(refusal.value)


@pytest.mark.parametrize(
    ("environ", "demanded"),
    [
        ({}, False),
        ({"REQUIRE_SECOND_FACTOR": "true"}, True),
        (GOOD, True),
        ({"CASETRACKER_ENV": "testing"}, True),
    ],
)
def test_second_factor_is_demanded_except_on_a_persons_own_machine(
    tmp_path: Path, environ: dict[str, str], demanded: bool
) -> None:
    chosen = load_settings({"VAR_DIR": str(tmp_path)} | environ)
    assert chosen.require_second_factor is demanded


def test_development_keeps_its_own_secrets(tmp_path: Path) -> None:
    environ = {"VAR_DIR": str(tmp_path)}
    first, second = load_settings(environ), load_settings(environ)
    assert isinstance(first, DevelopmentSettings)
    assert first.secret_key == second.secret_key
    assert first.identity_keys == second.identity_keys
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600
