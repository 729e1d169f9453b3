"""0008: the figures of days that are over, and the hashes of their logs."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "days",
        sa.Column("office", sa.String(length=64), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.String(length=64), nullable=False),
        sa.Column("chain", sa.String(length=64), nullable=False),
        sa.Column("retained", sa.Boolean(), nullable=False),
        sa.Column("open_after", sa.Text(), nullable=False),
        sa.Column("cells", sa.LargeBinary(), nullable=False),
        sa.Column("cells_by_language", sa.LargeBinary(), nullable=True),
        sa.Column("guard", sa.Text(), nullable=False),
        sa.Column("learned", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["office"], ["offices.id"], name=op.f("fk_days_office")),
        sa.PrimaryKeyConstraint("office", "day", name=op.f("pk_days")),
        comment="A business day that is over: its figures, and the hashes of its log (see daybook).",
    )
    op.create_table(
        "months",
        sa.Column("office", sa.String(length=64), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("cells", sa.LargeBinary(), nullable=False),
        sa.Column("guards", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["office"], ["offices.id"], name=op.f("fk_months_office")),
        sa.PrimaryKeyConstraint("office", "month", name=op.f("pk_months")),
        comment="The days of a month whose facts are gone, packed together: long reports read these.",
    )
    op.create_index("ix_facts_newest", "facts", ["office", "day", "revision"], unique=False)
