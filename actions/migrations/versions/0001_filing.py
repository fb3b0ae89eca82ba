"""Filings with their append-only history, the vault, wrong look-ups, and the record of retention runs."""

import sqlalchemy as sa
from alembic import op

revision = "0001_filing"
down_revision = None
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
LIVE = sa.text("state IN ('confirmed', 'submitted', 'accepted')")
SQLITE_GUARD = """
CREATE TRIGGER filing_event_no_{verb} BEFORE {verb} ON filing_event
BEGIN SELECT RAISE(ABORT, 'filing_event is append only'); END
"""
POSTGRESQL_GUARD = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'filing_event is append only'; END $$;
CREATE TRIGGER filing_event_append_only BEFORE UPDATE OR DELETE ON filing_event
FOR EACH ROW EXECUTE FUNCTION refuse_change();
"""


def upgrade() -> None:
    """Apply."""
    _filings()
    _vault()
    op.create_table(
        "wrong_look_up",
        sa.Column("subject", sa.String(64), primary_key=True),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("last_at", MOMENT, nullable=False, index=True),
    )
    op.create_table(
        "purge_run",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("what", sa.String(64), nullable=False),
        sa.Column("erased", sa.Integer, nullable=False),
        sa.Column("left_over", sa.Integer, nullable=False),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(POSTGRESQL_GUARD)
    else:
        for verb in ("UPDATE", "DELETE"):
            op.execute(SQLITE_GUARD.format(verb=verb))


def _filings() -> None:
    op.create_table(
        "filing",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("key", sa.String(64), nullable=False, unique=True),
        sa.Column("receipt", sa.String(16), nullable=False, unique=True),
        sa.Column("agency_receipt", sa.String(64)),
        sa.Column("owner", sa.String(64), nullable=False, index=True),
        sa.Column("state", sa.String(16), nullable=False, index=True),
        sa.Column("way", sa.String(16), nullable=False),
        sa.Column("who", sa.String(8), nullable=False),
        sa.Column("insured", sa.String(64), nullable=False),
        sa.Column("destination", sa.String(64), nullable=False),
        sa.Column("start", sa.Date, nullable=False),
        sa.Column("renews", sa.String(16)),
        sa.Column("confirmed_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, index=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("personal", sa.LargeBinary),
        sa.Column("person_hash", sa.String(64)),
        sa.Column("last_four_hash", sa.String(64)),
    )
    op.create_index(
        "one_live_filing",
        "filing",
        ["person_hash", "destination", "start"],
        unique=True,
        sqlite_where=LIVE,
        postgresql_where=LIVE,
    )
    op.create_table(
        "filing_event",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("filing_id", sa.String(32), sa.ForeignKey("filing.id"), nullable=False, index=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("by", sa.String(8), nullable=False),
        sa.Column("note", sa.String(200), nullable=False),
    )


def _vault() -> None:
    op.create_table(
        "vault_session",
        sa.Column("owner", sa.String(64), primary_key=True),
        sa.Column("expires_at", MOMENT, nullable=False, index=True),
    )
    op.create_table(
        "vault_value",
        sa.Column("token", sa.String(32), primary_key=True),
        sa.Column(
            "owner", sa.String(64), sa.ForeignKey("vault_session.owner", ondelete="CASCADE"), nullable=False, index=True
        ),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("value", sa.LargeBinary, nullable=False),
    )


def downgrade() -> None:
    """Undo."""
    for table in ("vault_value", "vault_session", "wrong_look_up", "purge_run", "filing_event", "filing"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_change()")
