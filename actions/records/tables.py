"""Tables of the vault, of wrong look-ups, and of what the retention job did."""

from __future__ import annotations

import sqlalchemy as sa

from actions.database import UtcDateTime, metadata

# One row while a conversation is giving personal values: the edge asks it before it keeps any.
vault_session = sa.Table(
    "vault_session",
    metadata,
    sa.Column("owner", sa.String(64), primary_key=True),
    sa.Column("expires_at", UtcDateTime, nullable=False, index=True),
)
vault_value = sa.Table(
    "vault_value",
    metadata,
    sa.Column("token", sa.String(32), primary_key=True),
    sa.Column("owner", sa.ForeignKey("vault_session.owner", ondelete="CASCADE"), nullable=False, index=True),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("value", sa.LargeBinary, nullable=False),
)
wrong_look_up = sa.Table(
    "wrong_look_up",
    metadata,
    sa.Column("subject", sa.String(64), primary_key=True),
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("last_at", UtcDateTime, nullable=False, index=True),
)
purge_run = sa.Table(
    "purge_run",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("what", sa.String(64), nullable=False),
    sa.Column("erased", sa.Integer, nullable=False),
    sa.Column("left_over", sa.Integer, nullable=False),
)
