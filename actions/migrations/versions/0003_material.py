"""Filings that citizens make themselves along our guidance, and what they report of them."""

import sqlalchemy as sa
from alembic import op

revision = "0003_material"
down_revision = "0002_web"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
SQLITE_GUARD = """
CREATE TRIGGER material_event_no_{verb} BEFORE {verb} ON material_event
BEGIN SELECT RAISE(ABORT, 'material_event is append only'); END
"""
POSTGRESQL_GUARD = """
CREATE TRIGGER material_event_append_only BEFORE UPDATE OR DELETE ON material_event
FOR EACH ROW EXECUTE FUNCTION refuse_change();
"""


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "material_filing",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("owner", sa.String(64), index=True),
        sa.Column("insured", sa.String(64), nullable=False),
        sa.Column("destination", sa.String(64)),
        sa.Column("category", sa.String(16), nullable=False),
        sa.Column("mode", sa.String(16), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False, index=True),
    )
    op.create_table(
        "material_event",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("filing_id", sa.String(32), sa.ForeignKey("material_filing.id"), nullable=False, index=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("report", sa.String(16), nullable=False),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(POSTGRESQL_GUARD)
    else:
        for verb in ("UPDATE", "DELETE"):
            op.execute(SQLITE_GUARD.format(verb=verb))


def downgrade() -> None:
    """Undo."""
    op.drop_table("material_event")
    op.drop_table("material_filing")
