"""0003: the kiosks' printers and what they are to print."""

import sqlalchemy as sa
from alembic import op

from queue_app.storage import tables

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "printers",
        sa.Column("office", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("since", tables.Instant(timezone=True), nullable=False),
        sa.Column("seen", tables.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["office"], ["offices.id"], name=op.f("fk_printers_office")),
        sa.PrimaryKeyConstraint("office", "id", name=op.f("pk_printers")),
        comment="The kiosks' printers as their agents last reported them.",
    )
    op.create_table(
        "print_jobs",
        sa.Column("ticket", sa.String(length=32), nullable=False),
        sa.Column("office", sa.String(length=64), nullable=False),
        sa.Column("printer", sa.String(length=64), nullable=False),
        sa.Column("asked", tables.Instant(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=True),
        sa.Column("claim", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["office"], ["offices.id"], name=op.f("fk_print_jobs_office")),
        sa.ForeignKeyConstraint(
            ["ticket"], ["tickets.id"], name=op.f("fk_print_jobs_ticket"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("ticket", name=op.f("pk_print_jobs")),
        comment="Slips asked of an agent: each ticket's once. Short retention.",
    )
    op.create_index(op.f("ix_print_jobs_asked"), "print_jobs", ["asked"], unique=False)
    op.create_index(
        "ix_print_jobs_waiting", "print_jobs", ["office", "printer", "state"], unique=False
    )
