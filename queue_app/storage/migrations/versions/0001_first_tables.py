"""0001: the first tables."""

import sqlalchemy as sa
from alembic import op

from queue_app.storage import tables

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "answers",
        sa.Column("scope", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("at", tables.Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("scope", name=op.f("pk_answers")),
        comment="Answers kept for their Idempotency-Key; scope is a hash of credential, path and key.",
    )
    op.create_index(op.f("ix_answers_at"), "answers", ["at"], unique=False)
    op.create_table(
        "meta",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_meta")),
        comment="What is said of the database as a whole: its epoch.",
    )
    op.create_table(
        "offices",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("config", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offices")),
        comment="An office as configured (the JSON of one [[offices]] entry).",
    )
    op.create_table(
        "audit",
        sa.Column("office", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", tables.Instant(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=100), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["office"], ["offices.id"], name=op.f("fk_audit_office")),
        sa.PrimaryKeyConstraint("office", "revision", name=op.f("pk_audit")),
        comment="Who pressed; keyed by the first revision of the press. Short retention.",
    )
    op.create_index(op.f("ix_audit_at"), "audit", ["at"], unique=False)
    op.create_table(
        "credentials",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("secret", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("office", sa.String(length=64), nullable=True),
        sa.Column("created", tables.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["office"], ["offices.id"], name=op.f("fk_credentials_office")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credentials")),
        sa.UniqueConstraint("name", name=op.f("uq_credentials_name")),
        sa.UniqueConstraint("secret", name=op.f("uq_credentials_secret")),
        comment="Programs, kiosks and displays; secrets as SHA-256.",
    )
    op.create_table(
        "desks",
        sa.Column("counter", sa.String(length=64), nullable=False),
        sa.Column("office", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("since", tables.Instant(timezone=True), nullable=True),
        sa.Column("pausing", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("passed_over", sa.Text(), nullable=False),
        sa.Column("last_action", sa.BigInteger(), nullable=True),
        sa.Column("last_action_at", tables.Instant(timezone=True), nullable=True),
        sa.Column("last_kind", sa.String(length=40), nullable=True),
        sa.Column("last_number", sa.String(length=16), nullable=True),
        sa.Column("free_since", tables.Instant(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["office"], ["offices.id"], name=op.f("fk_desks_office")),
        sa.PrimaryKeyConstraint("counter", name=op.f("pk_desks")),
        comment="What each counter is doing.",
    )
    op.create_index(op.f("ix_desks_office"), "desks", ["office"], unique=False)
    op.create_table(
        "enrolments",
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("office", sa.String(length=64), nullable=False),
        sa.Column("expires", tables.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["office"], ["offices.id"], name=op.f("fk_enrolments_office")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_enrolments")),
        comment="One-time links that make a browser a kiosk or display; codes as SHA-256.",
    )
    op.create_table(
        "facts",
        sa.Column("office", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", tables.Instant(timezone=True), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("action", sa.BigInteger(), nullable=False),
        sa.Column("desk", sa.Boolean(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("ticket", sa.String(length=32), nullable=True),
        sa.Column("counter", sa.String(length=64), nullable=True),
        sa.Column("data", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["office"], ["offices.id"], name=op.f("fk_facts_office")),
        sa.PrimaryKeyConstraint("office", "revision", name=op.f("pk_facts")),
        comment="The gapless log of an office: outbox, history and source of every figure.",
    )
    op.create_index("ix_facts_action", "facts", ["office", "action"], unique=False)
    op.create_index("ix_facts_day", "facts", ["office", "day"], unique=False)
    op.create_index("ix_facts_kind", "facts", ["office", "kind", "revision"], unique=False)
    op.create_index("ix_facts_ticket", "facts", ["ticket"], unique=False)
    op.create_table(
        "queues",
        sa.Column("office", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("stopped", sa.Text(), nullable=False),
        sa.Column("alarm", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["office"], ["offices.id"], name=op.f("fk_queues_office")),
        sa.PrimaryKeyConstraint("office", name=op.f("pk_queues")),
        comment="One row an office: lock, revision, and what is small and changes seldom.",
    )
    op.create_table(
        "series",
        sa.Column("office", sa.String(length=64), nullable=False),
        sa.Column("series", sa.String(length=80), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["office"], ["offices.id"], name=op.f("fk_series_office")),
        sa.PrimaryKeyConstraint("office", "series", "day", name=op.f("pk_series")),
        comment="The last number of a series on a business day.",
    )
    op.create_table(
        "tickets",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("office", sa.String(length=64), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("series", sa.String(length=80), nullable=False),
        sa.Column("number", sa.String(length=16), nullable=False),
        sa.Column("service", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("estimate_as_of", tables.Instant(timezone=True), nullable=True),
        sa.Column("estimate_low", sa.Float(), nullable=True),
        sa.Column("estimate_likely", sa.Float(), nullable=True),
        sa.Column("estimate_high", sa.Float(), nullable=True),
        sa.Column("estimate_shown_low", sa.Float(), nullable=True),
        sa.Column("estimate_shown_high", sa.Float(), nullable=True),
        sa.Column("estimate_basis", sa.String(length=20), nullable=True),
        sa.ForeignKeyConstraint(["office"], ["offices.id"], name=op.f("fk_tickets_office")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tickets")),
        sa.UniqueConstraint("office", "day", "number", name=op.f("uq_tickets_office_day_number")),
        sa.UniqueConstraint("token", name=op.f("uq_tickets_token")),
        comment="What stands beside a ticket's facts: secret, note, the estimate published at issue.",
    )
    op.create_index("ix_tickets_open", "tickets", ["office", "open"], unique=False)
    op.create_table(
        "users",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("password", sa.Text(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("office", sa.String(length=64), nullable=True),
        sa.Column("disabled", sa.Boolean(), nullable=False),
        sa.Column("created", tables.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["office"], ["offices.id"], name=op.f("fk_users_office")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("name", name=op.f("uq_users_name")),
        comment="Staff accounts; passwords as argon2 hashes.",
    )
    op.create_table(
        "desk_sessions",
        sa.Column("counter", sa.String(length=64), nullable=False),
        sa.Column("office", sa.String(length=64), nullable=False),
        sa.Column("user", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["office"], ["offices.id"], name=op.f("fk_desk_sessions_office")),
        sa.ForeignKeyConstraint(["user"], ["users.id"], name=op.f("fk_desk_sessions_user")),
        sa.PrimaryKeyConstraint("counter", name=op.f("pk_desk_sessions")),
        sa.UniqueConstraint("user", name=op.f("uq_desk_sessions_user")),
        comment="Which person sits at which counter.",
    )
    op.create_index(op.f("ix_desk_sessions_office"), "desk_sessions", ["office"], unique=False)
    op.create_table(
        "sessions",
        sa.Column("secret", sa.String(length=64), nullable=False),
        sa.Column("user", sa.String(length=32), nullable=False),
        sa.Column("expires", tables.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user"], ["users.id"], name=op.f("fk_sessions_user")),
        sa.PrimaryKeyConstraint("secret", name=op.f("pk_sessions")),
        comment="Signed-in browsers; the cookie's secret as SHA-256.",
    )
    op.create_index(op.f("ix_sessions_user"), "sessions", ["user"], unique=False)
