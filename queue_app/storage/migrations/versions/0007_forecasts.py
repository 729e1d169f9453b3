"""0007: the published forecasts, for web processes that do not compute them."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Made anew every few seconds: it need not survive a crash of the database.
    passing = op.get_bind().dialect.name == "postgresql"
    op.create_table(
        "forecasts",
        sa.Column("office", sa.String(length=64), nullable=False),
        sa.Column("stamp", sa.String(length=16), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["office"], ["offices.id"], name=op.f("fk_forecasts_office")),
        sa.PrimaryKeyConstraint("office", name=op.f("pk_forecasts")),
        comment="The last published forecast of each office, for other processes; made anew.",
        prefixes=["UNLOGGED"] if passing else [],
    )
