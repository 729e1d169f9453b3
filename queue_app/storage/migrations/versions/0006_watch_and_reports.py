"""0006: thresholds, alerts, when devices were heard of, and the monthly reports."""

import sqlalchemy as sa
from alembic import op

from queue_app.storage import tables

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "thresholds",
        sa.Column("office", sa.String(length=64), nullable=False),
        sa.Column("levels", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["office"], ["offices.id"], name=op.f("fk_thresholds_office")),
        sa.PrimaryKeyConstraint("office", name=op.f("pk_thresholds")),
        comment="From when an office's managers want to be told of something, as JSON.",
    )
    op.create_table(
        "alerts",
        sa.Column("office", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("subject", sa.String(length=100), nullable=False),
        sa.Column("raised_at", tables.Instant(timezone=True), nullable=False),
        sa.Column("level", sa.Float(), nullable=False),
        sa.Column("calm_since", tables.Instant(timezone=True), nullable=True),
        sa.Column("cleared_at", tables.Instant(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["office"], ["offices.id"], name=op.f("fk_alerts_office")),
        sa.PrimaryKeyConstraint("office", "kind", "subject", "raised_at", name=op.f("pk_alerts")),
        comment="What managers are told of, from when and until when. Short retention.",
    )
    op.create_table(
        "heard",
        sa.Column("credential", sa.String(length=32), nullable=False),
        sa.Column("office", sa.String(length=64), nullable=False),
        sa.Column("seen", tables.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["credential"],
            ["credentials.id"],
            name=op.f("fk_heard_credential"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["office"], ["offices.id"], name=op.f("fk_heard_office")),
        sa.PrimaryKeyConstraint("credential", name=op.f("pk_heard")),
        comment="When each display and kiosk was last heard of.",
    )
    op.create_index(op.f("ix_heard_office"), "heard", ["office"], unique=False)
    op.create_table(
        "reports_sent",
        sa.Column("office", sa.String(length=64), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("way", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("tried_at", tables.Instant(timezone=True), nullable=False),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["office"], ["offices.id"], name=op.f("fk_reports_sent_office")),
        sa.PrimaryKeyConstraint("office", "month", "way", name=op.f("pk_reports_sent")),
        comment="The monthly reports: each is put into the folder and mailed once.",
    )
