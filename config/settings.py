"""Settings from the environment, one class per environment.

Production refuses to start with a weak secret, without HTTPS cookies, or without the key that
protects complainants' identities: a clear refusal at start is better than a quiet weakness.
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet
from environs import Env, EnvError
from limits.errors import ConfigurationError
from limits.storage import storage_from_string

from config.document_settings import DocumentSettings, read_document_settings
from config.open_data_settings import OpenDataSettings, read_open_data_settings

PROJECT_DIR = Path(__file__).resolve().parent.parent
CONFIG_DIR = PROJECT_DIR / "config"
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
SHORTEST_SECRET = 32
SHORTEST_TOKEN = 20
WELL_KNOWN_SECRETS = frozenset({"secret", "changeme", "change-me", "dev", "development", "password", "test"})


class SettingsError(Exception):
    """The environment does not describe a service that may start; the message tells what to set."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What the service needs to know about the place where it runs."""

    environment: str = "development"
    database_url: str = ""
    secret_key: str = ""
    identity_keys: tuple[str, ...] = ()
    base_url: str = "http://127.0.0.1:8000"
    var_dir: Path = field(default_factory=lambda: PROJECT_DIR / "var")
    config_dir: Path = CONFIG_DIR
    https_cookies: bool = False
    smtp_host: str = ""
    smtp_port: int = 25
    smtp_user: str = ""
    smtp_password: str = ""
    smtp_security: str = "none"
    smtp_timeout_seconds: float = 20.0
    mail_from: str = "casetracker@localhost"
    # Where mails that cannot be delivered are sent back to, and where they are read.
    bounce_address: str = ""
    bounces: Path | None = None
    # What a mail server shows that hands returned mails in at /returned-mails; without one nobody may.
    bounces_token: str = ""
    log_level: str = "INFO"
    log_json: bool = False
    rate_limit_storage: str = "memory://"
    rate_limits: bool = True
    trusted_proxies: int = 0
    upload_limit_bytes: int = 20 * 1024 * 1024
    # How long names are kept after the results of an election that has no period of its own.
    retention_months: int = 36
    # What a program that collects measurements shows at /metrics; without one nobody may read them.
    metrics_token: str = ""
    documents: DocumentSettings = field(default_factory=DocumentSettings)
    open_data: OpenDataSettings = field(default_factory=OpenDataSettings)
    testing: bool = False
    # Publishers and administrators come in only with an app's code, a passkey or a recovery code.
    require_second_factor: bool = True
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: str = ""
    oidc_name: str = ""

    @property
    def open_data_dir(self) -> Path:
        """Return where the dumps of the open data lie."""
        return self.open_data.folder or self.var_dir / "open-data"

    def check(self) -> None:
        """Raise :class:`SettingsError` when the service must not start with these values."""
        if self.smtp_security not in {"none", "starttls", "tls"}:
            raise SettingsError(
                f"SMTP_SECURITY is '{self.smtp_security}'; it must be one of: none, starttls, tls."
            )
        _check_bounces(self)
        if self.log_level not in LOG_LEVELS:
            raise SettingsError(
                f"LOG_LEVEL is '{self.log_level}'; it must be one of: {', '.join(LOG_LEVELS)}."
            )
        if not self.rate_limit_storage.startswith("memory://"):
            _check_rate_limit_storage(self.rate_limit_storage)
        if fault := self.documents.fault() or self.open_data.fault():
            raise SettingsError(fault)
        if self.retention_months not in range(1, 601):
            raise SettingsError(
                f"RETENTION_MONTHS is {self.retention_months}; it must be a number of months from 1 to 600."
            )
        for key in self.identity_keys:
            _check_identity_key(key)
        if not self.base_url.startswith(("http://", "https://")):
            raise SettingsError(
                f"BASE_URL is '{self.base_url}'; it must start with http:// or https://, "
                "because links in mails are built from it."
            )
        _check_oidc(self)
        _check_token("METRICS_TOKEN", self.metrics_token)
        _check_token("BOUNCES_TOKEN", self.bounces_token)


class DevelopmentSettings(Settings):
    """A person's own machine: SQLite in ``var/``, mails as files, secrets made on first use."""


class TestSettings(Settings):
    """The test suite."""

    __test__ = False


class ProductionSettings(Settings):
    """A real installation."""

    def check(self) -> None:
        super().check()
        weak = _weakness(self.secret_key)
        if weak:
            raise SettingsError(
                f"SECRET_KEY {weak}. Production needs at least {SHORTEST_SECRET} random characters; "
                'make one with: python -c "import secrets; print(secrets.token_urlsafe(48))"'
            )
        if not self.https_cookies or not self.base_url.startswith("https://"):
            raise SettingsError(
                "Production needs HTTPS: set BASE_URL to an address that starts with https:// "
                "and leave HTTPS_COOKIES at true. Session cookies must never travel in the clear."
            )
        if not self.require_second_factor:
            raise SettingsError(
                "REQUIRE_SECOND_FACTOR is false. Production demands a second factor of publishers and "
                "administrators, because whoever has their password could publish; remove the setting."
            )
        if not self.identity_keys:
            raise SettingsError(
                "IDENTITY_KEYS is missing. It encrypts complainants' identities; make one with: "
                "casetracker keys new"
            )
        if self.smtp_user and self.smtp_security == "none":
            raise SettingsError(
                "SMTP_USER is set with SMTP_SECURITY=none: the password would travel in the clear. "
                "Set SMTP_SECURITY to starttls or tls."
            )
        if not self.smtp_host:
            raise SettingsError(
                "SMTP_HOST is missing. Production sends deadline mails to people; without a mail server "
                "they would only be written to files that nobody reads."
            )
        if not self.database_url:
            raise SettingsError("DATABASE_URL is missing, for example postgresql://user@host/casetracker.")


ENVIRONMENTS: dict[str, type[Settings]] = {
    "development": DevelopmentSettings,
    "testing": TestSettings,
    "production": ProductionSettings,
}


def _weakness(secret: str) -> str:
    if not secret:
        return "is missing"
    if secret.lower() in WELL_KNOWN_SECRETS:
        return "is a well-known word"
    if len(secret) < SHORTEST_SECRET:
        return f"is too short ({len(secret)} characters)"
    if len(set(secret)) < 10:
        return "repeats the same few characters"
    return ""


def _kept_secret(path: Path, make: str) -> str:
    """Return the secret kept in a private file, making it on first use (development only)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(make)
    return make


def new_identity_key() -> str:
    """Return a fresh key for the encrypted identity fields (Fernet: 32 bytes, URL-safe base64)."""
    return Fernet.generate_key().decode("ascii")


def _check_identity_key(key: str) -> None:
    try:
        Fernet(key)
    except ValueError as error:
        raise SettingsError(
            "IDENTITY_KEYS holds something that is no key. Each key is 44 characters; "
            "make one with: casetracker keys new"
        ) from error


def _check_rate_limit_storage(url: str) -> None:
    try:
        storage_from_string(url)
    except (ConfigurationError, ValueError) as error:
        raise SettingsError(
            f"RATE_LIMIT_STORAGE is '{url}', which cannot be used: {error} "
            "Leave it at memory://, or install the client package of that store."
        ) from error


def _check_token(name: str, token: str) -> None:
    if 0 < len(token) < SHORTEST_TOKEN:
        raise SettingsError(f"{name} is too short; it needs at least {SHORTEST_TOKEN} random characters.")


def _check_bounces(settings: Settings) -> None:
    address = settings.bounce_address
    # A sign is put between the name and the host: "name+0123…@host".
    if address and not re.fullmatch(r"[A-Za-z0-9._-]{1,20}@[A-Za-z0-9.-]+", address):
        raise SettingsError(
            f"BOUNCE_ADDRESS is '{address}'; it must be a plain address such as bounces@host.kz, with at "
            "most 20 characters before the @, because the sign of each mail is added to it."
        )
    if settings.bounces is not None and not settings.bounces.exists():
        raise SettingsError(
            f"BOUNCES is '{settings.bounces}', which does not exist. Name the Maildir or the mbox to which "
            "the mail server delivers what comes back."
        )


def _check_oidc(settings: Settings) -> None:
    given = (settings.oidc_issuer, settings.oidc_client_id, settings.oidc_client_secret)
    if any(given) and not all(given):
        raise SettingsError(
            "Set OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET together, or none of them."
        )
    local = ("http://127.0.0.1:", "http://localhost:")
    if settings.oidc_issuer and not settings.oidc_issuer.startswith(("https://", *local)):
        raise SettingsError(
            f"OIDC_ISSUER is '{settings.oidc_issuer}'; it must start with https://, "
            "because it says who may log in."
        )


def _read(env: Env, environment: str) -> dict[str, object]:
    production = environment == "production"
    var_dir = Path(env.str("VAR_DIR", str(PROJECT_DIR / "var"))).resolve()
    return {
        "environment": environment,
        "testing": environment == "testing",
        "var_dir": var_dir,
        "database_url": env.str(
            "DATABASE_URL", "" if production else f"sqlite:///{var_dir / 'casetracker.db'}"
        ),
        "secret_key": env.str("SECRET_KEY", ""),
        "identity_keys": tuple(env.list("IDENTITY_KEYS", [])),
        "base_url": env.str("BASE_URL", "http://127.0.0.1:8000").rstrip("/"),
        "https_cookies": env.bool("HTTPS_COOKIES", production),
        "smtp_host": env.str("SMTP_HOST", ""),
        "smtp_port": env.int("SMTP_PORT", 25),
        "smtp_user": env.str("SMTP_USER", ""),
        "smtp_password": env.str("SMTP_PASSWORD", ""),
        "smtp_security": env.str("SMTP_SECURITY", "none"),
        "smtp_timeout_seconds": env.float("SMTP_TIMEOUT_SECONDS", 20.0),
        "mail_from": env.str("MAIL_FROM", "casetracker@localhost"),
        "bounce_address": env.str("BOUNCE_ADDRESS", ""),
        "bounces": Path(env.str("BOUNCES")).resolve() if env.str("BOUNCES", "") else None,
        "bounces_token": env.str("BOUNCES_TOKEN", ""),
        "log_level": env.str("LOG_LEVEL", "INFO").upper(),
        "log_json": env.bool("LOG_JSON", production),
        "rate_limit_storage": env.str("RATE_LIMIT_STORAGE", "memory://"),
        "rate_limits": env.bool("RATE_LIMITS", True),
        "trusted_proxies": env.int("TRUSTED_PROXIES", 0),
        "require_second_factor": env.bool("REQUIRE_SECOND_FACTOR", environment != "development"),
        "oidc_issuer": env.str("OIDC_ISSUER", "").rstrip("/"),
        "oidc_client_id": env.str("OIDC_CLIENT_ID", ""),
        "oidc_client_secret": env.str("OIDC_CLIENT_SECRET", ""),
        "oidc_name": env.str("OIDC_NAME", ""),
        "retention_months": env.int("RETENTION_MONTHS", 36),
        "metrics_token": env.str("METRICS_TOKEN", ""),
        "upload_limit_bytes": env.int("UPLOAD_LIMIT_BYTES", 20 * 1024 * 1024),
        "documents": read_document_settings(env),
        "open_data": read_open_data_settings(env),
    }


def load_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Build the settings from environment variables (``CASETRACKER_ENV`` chooses the class).

    Raises :class:`SettingsError` with a sentence that says which variable is wrong and what it
    may be.
    """
    variables = dict(os.environ if environ is None else environ)
    environment = variables.get("CASETRACKER_ENV", "development")
    if environment not in ENVIRONMENTS:
        raise SettingsError(
            f"CASETRACKER_ENV is '{environment}'; it must be one of: {', '.join(ENVIRONMENTS)}."
        )
    values = _read_variables(variables, environment)
    if environment == "development":
        var_dir = Path(str(values["var_dir"]))
        values["secret_key"] = values["secret_key"] or _kept_secret(
            var_dir / "secret_key", secrets.token_urlsafe(48)
        )
        values["identity_keys"] = values["identity_keys"] or (
            _kept_secret(var_dir / "identity_key", new_identity_key()),
        )
    settings = ENVIRONMENTS[environment](**values)  # type: ignore[arg-type]
    settings.check()
    return settings


def _read_variables(variables: dict[str, str], environment: str) -> dict[str, object]:
    env = _MappingEnv(variables)
    try:
        return _read(env, environment)
    except EnvError as error:
        raise SettingsError(f"A setting cannot be read: {error}") from error


class _MappingEnv(Env):
    """An :class:`Env` that reads a given mapping, so that settings can be built in tests."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        super().__init__()
        self._variables = variables

    def _get_value(self, env_key: str, default: Any) -> Any:
        return self._variables.get(env_key, default)
