"""Receipt numbers for filings that citizens make themselves, so that any conversation can look them up."""

import sqlalchemy as sa
from alembic import op

from actions.filing.receipts import new_receipt

revision = "0004_material_receipt"
down_revision = "0003_material"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply. What is owned already gets a number too; what the retention time has closed stays closed."""
    op.add_column("material_filing", sa.Column("receipt", sa.String(16)))
    filings = sa.table("material_filing", sa.column("id"), sa.column("owner"), sa.column("receipt"))
    connection = op.get_bind()
    for known in connection.execute(sa.select(filings.c.id).where(filings.c.owner.is_not(None))).scalars().all():
        connection.execute(filings.update().where(filings.c.id == known).values(receipt=new_receipt()))
    op.create_index("ix_material_filing_receipt", "material_filing", ["receipt"], unique=True)


def downgrade() -> None:
    """Undo."""
    op.drop_index("ix_material_filing_receipt", "material_filing")
    op.drop_column("material_filing", "receipt")
