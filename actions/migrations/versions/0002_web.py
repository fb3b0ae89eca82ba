"""What the web remembers of a conversation for some hours, and ratings."""

import sqlalchemy as sa
from alembic import op

revision = "0002_web"
down_revision = "0001_filing"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply. Before this revision the web made its tables itself, so they may be there."""
    known = sa.inspect(op.get_bind()).get_table_names()
    if "web_turn" not in known:
        op.create_table(
            "web_turn",
            sa.Column("id", sa.Integer, primary_key=True),
            sa.Column("conversation", sa.String(64), nullable=False),
            sa.Column("message", sa.String(64), nullable=False),
            sa.Column("said", sa.Text, nullable=False),
            sa.Column("replies", sa.JSON),
            sa.Column("at", sa.Float, nullable=False, index=True),
            sa.UniqueConstraint("conversation", "message"),
        )
    if "web_rating" not in known:
        op.create_table(
            "web_rating",
            sa.Column("id", sa.Integer, primary_key=True),
            sa.Column("conversation", sa.String(64), nullable=False),
            sa.Column("message", sa.String(64), nullable=False),
            sa.Column("score", sa.Integer, nullable=False),
            sa.Column("reason", sa.Text, nullable=False),
            sa.Column("answer", sa.String(200), nullable=False),
            sa.Column("at", sa.Float, nullable=False),
            sa.UniqueConstraint("conversation", "message"),
        )


def downgrade() -> None:
    """Undo."""
    op.drop_table("web_rating")
    op.drop_table("web_turn")
