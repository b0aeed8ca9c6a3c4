"""add second factors, sessions of their own, links by mail, and scopes of API tokens."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _create("user_sessions", _session_columns())
    op.create_table(
        "totp_devices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("last_step", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_totp_devices_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_totp_devices")),
        sa.UniqueConstraint("user_id", name=op.f("uq_totp_devices_user_id")),
    )
    _create("passkeys", _passkey_columns())
    _create(
        "recovery_codes",
        [
            sa.Column("code_hash", sa.String(length=64), nullable=False),
            sa.Column("used_at", INSTANT, nullable=True),
        ],
    )
    _create("account_links", _link_columns())
    with op.batch_alter_table("users") as table:
        table.drop_column("session_salt")
        table.add_column(sa.Column("is_invited", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("users") as table:
        table.alter_column("is_invited", existing_type=sa.Boolean(), server_default=None)
    # What there is until now could do everything that its user may.
    with op.batch_alter_table("api_tokens") as table:
        table.add_column(sa.Column("scope", sa.String(length=10), nullable=False, server_default="write"))
    with op.batch_alter_table("api_tokens") as table:
        table.alter_column("scope", existing_type=sa.String(length=10), server_default=None)


def _create(name: str, columns: list[sa.Column | sa.UniqueConstraint]) -> None:
    op.create_table(
        name,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        *columns,
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f(f"fk_{name}_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )
    op.create_index(op.f(f"ix_{name}_user_id"), name, ["user_id"])


def _session_columns() -> list[sa.Column | sa.UniqueConstraint]:
    return [
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("way", sa.String(length=20), nullable=False),
        sa.Column("address", sa.String(length=60), nullable=False),
        sa.Column("agent", sa.String(length=60), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("last_seen_at", INSTANT, nullable=False),
        sa.Column("completed_at", INSTANT, nullable=True),
        sa.Column("second_factor_at", INSTANT, nullable=True),
        sa.Column("confirmed_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.UniqueConstraint("token_hash", name=op.f("uq_user_sessions_token_hash")),
    ]


def _passkey_columns() -> list[sa.Column | sa.UniqueConstraint]:
    return [
        sa.Column("credential_id", sa.String(length=1400), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("transports", sa.JSON(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("challenge_at", INSTANT, nullable=False),
        sa.Column("last_used_at", INSTANT, nullable=True),
        sa.UniqueConstraint("credential_id", name=op.f("uq_passkeys_credential_id")),
    ]


def _link_columns() -> list[sa.Column | sa.UniqueConstraint]:
    return [
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("spent_at", INSTANT, nullable=True),
        sa.UniqueConstraint("token_hash", name=op.f("uq_account_links_token_hash")),
    ]


def downgrade() -> None:
    with op.batch_alter_table("api_tokens") as table:
        table.drop_column("scope")
    # Everybody has to log in again: sessions hung on this salt before.
    with op.batch_alter_table("users") as table:
        table.drop_column("is_invited")
        table.add_column(
            sa.Column("session_salt", sa.String(length=32), nullable=False, server_default="before")
        )
    with op.batch_alter_table("users") as table:
        table.alter_column("session_salt", existing_type=sa.String(length=32), server_default=None)
    for name in ("account_links", "recovery_codes", "passkeys", "totp_devices", "user_sessions"):
        op.drop_table(name)
