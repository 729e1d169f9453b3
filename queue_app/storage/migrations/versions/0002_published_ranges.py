"""0002: what scoring needs of the estimate at issue, and the ranges published later."""

import sqlalchemy as sa
from alembic import op

from queue_app.storage import tables

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("tickets", sa.Column("estimate_model", sa.String(length=20), nullable=True))
    op.add_column("tickets", sa.Column("estimate_load", sa.Integer(), nullable=True))
    op.add_column("tickets", sa.Column("estimate_quantiles", sa.Text(), nullable=True))
    op.add_column("tickets", sa.Column("estimate_features", sa.Text(), nullable=True))
    op.create_table(
        "ranges",
        sa.Column("ticket", sa.String(length=32), nullable=False),
        sa.Column("as_of", tables.Instant(timezone=True), nullable=False),
        sa.Column("low", sa.Float(), nullable=False),
        sa.Column("likely", sa.Float(), nullable=False),
        sa.Column("high", sa.Float(), nullable=False),
        sa.Column("shown_low", sa.Float(), nullable=False),
        sa.Column("shown_high", sa.Float(), nullable=False),
        sa.Column("basis", sa.String(length=20), nullable=False),
        sa.Column("model", sa.String(length=20), nullable=True),
        sa.Column("load", sa.Integer(), nullable=True),
        sa.Column("quantiles", sa.Text(), nullable=True),
        sa.Column("features", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["ticket"], ["tickets.id"], name=op.f("fk_ranges_ticket"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("ticket", "as_of", name=op.f("pk_ranges")),
        comment="Each new range shown for a waiting ticket after its issue; goes with the ticket.",
    )
