"""The log's first tables."""

import sqlalchemy as sa
from alembic import op

from infra.migrations import facts

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make them."""
    for statement in facts.TABLE[op.get_bind().dialect.name]:
        op.execute(sa.text(statement))
    _answers_and_numbers()
    _accounts_and_sessions()
    op.create_table(
        "relay_progress",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("position", sa.BigInteger, nullable=False),
        sa.Column("last", sa.Text, nullable=False, server_default="{}"),
    )


def _answers_and_numbers() -> None:
    op.create_table(
        "answers",
        sa.Column("account", sa.Text, primary_key=True),
        sa.Column("path", sa.Text, primary_key=True),
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("body_hash", sa.Text, nullable=False),
        sa.Column("answer", sa.LargeBinary, nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("answers_kept_at", "answers", ["kept_at"])
    op.create_table(
        "numbers",
        sa.Column("day", sa.Text, primary_key=True),
        sa.Column("last", sa.Integer, nullable=False),
    )


def _accounts_and_sessions() -> None:
    op.create_table(
        "accounts",
        sa.Column("login", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("unit", sa.Text, nullable=False),
        sa.Column("grids", sa.Text, nullable=False),
        sa.Column("password_hash", sa.Text, nullable=False),
        sa.Column("disabled", sa.Boolean, nullable=False),
    )
    op.create_table(
        "sessions",
        sa.Column("token_hash", sa.Text, primary_key=True),
        sa.Column("login", sa.Text, nullable=False, index=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
    )
