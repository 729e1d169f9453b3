"""0004: the kiosks' calls for staff."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("queues", sa.Column("help", sa.Text(), nullable=True))
