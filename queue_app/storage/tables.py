"""The tables, the same on SQLite and PostgreSQL. What they mean is said once, here."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator


class Instant(TypeDecorator[datetime]):
    """An aware instant, kept in UTC; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To UTC; SQLite keeps it without the offset."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive instant cannot be stored: give it a zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(
        self,
        value: datetime | None,
        dialect: Dialect,  # noqa: ARG002 - SQLAlchemy hands it in
    ) -> datetime | None:
        """Aware and in UTC again."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

meta = Table(
    "meta",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("value", Text, nullable=False),
    comment="What is said of the database as a whole: its epoch.",
)

offices = Table(
    "offices",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("config", Text, nullable=False),
    comment="An office as configured (the JSON of one [[offices]] entry).",
)

queues = Table(
    "queues",
    metadata,
    Column("office", ForeignKey("offices.id"), primary_key=True),
    Column("revision", BigInteger, nullable=False),
    Column("stopped", Text, nullable=False),
    Column("messages", Text, nullable=True),
    Column("alarm", Text, nullable=True),
    Column("help", Text, nullable=True),
    comment="One row an office: lock, revision, and what is small and changes seldom.",
)

series = Table(
    "series",
    metadata,
    Column("office", ForeignKey("offices.id"), primary_key=True),
    Column("series", String(80), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("last", Integer, nullable=False),
    comment="The last number of a series on a business day.",
)

tickets = Table(
    "tickets",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("office", ForeignKey("offices.id"), nullable=False),
    Column("day", Date, nullable=False),
    Column("series", String(80), nullable=False),
    Column("number", String(16), nullable=False),
    Column("service", String(64), nullable=False),
    Column("language", String(20), nullable=False),
    Column("token", String(64), nullable=False, unique=True),
    Column("open", Boolean, nullable=False),
    Column("note", Text, nullable=True),
    Column("estimate_as_of", Instant, nullable=True),
    Column("estimate_low", Float, nullable=True),
    Column("estimate_likely", Float, nullable=True),
    Column("estimate_high", Float, nullable=True),
    Column("estimate_shown_low", Float, nullable=True),
    Column("estimate_shown_high", Float, nullable=True),
    Column("estimate_basis", String(20), nullable=True),
    Column("estimate_model", String(20), nullable=True),
    Column("estimate_load", Integer, nullable=True),
    Column("estimate_quantiles", Text, nullable=True),
    Column("estimate_features", Text, nullable=True),
    UniqueConstraint("office", "day", "number"),
    comment="What stands beside a ticket's facts: secret, note, the estimate published at issue.",
)
Index("ix_tickets_open", tickets.c.office, tickets.c.open)

ranges = Table(
    "ranges",
    metadata,
    Column("ticket", ForeignKey("tickets.id", ondelete="CASCADE"), primary_key=True),
    Column("as_of", Instant, primary_key=True),
    Column("low", Float, nullable=False),
    Column("likely", Float, nullable=False),
    Column("high", Float, nullable=False),
    Column("shown_low", Float, nullable=False),
    Column("shown_high", Float, nullable=False),
    Column("basis", String(20), nullable=False),
    Column("model", String(20), nullable=True),
    Column("load", Integer, nullable=True),
    Column("quantiles", Text, nullable=True),
    Column("features", Text, nullable=True),
    comment="Each new range shown for a waiting ticket after its issue; goes with the ticket.",
)

facts = Table(
    "facts",
    metadata,
    Column("office", ForeignKey("offices.id"), primary_key=True),
    Column("revision", BigInteger, primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
    Column("day", Date, nullable=False),
    Column("action", BigInteger, nullable=False),
    Column("desk", Boolean, nullable=False),
    Column("kind", String(40), nullable=False),
    Column("ticket", String(32), nullable=True),
    Column("counter", String(64), nullable=True),
    Column("data", Text, nullable=False),
    comment="The gapless log of an office: outbox, history and source of every figure.",
)
Index("ix_facts_ticket", facts.c.ticket)
Index("ix_facts_day", facts.c.office, facts.c.day)
Index("ix_facts_newest", facts.c.office, facts.c.day, facts.c.revision)
Index("ix_facts_kind", facts.c.office, facts.c.kind, facts.c.revision)
Index("ix_facts_action", facts.c.office, facts.c.action)

days = Table(
    "days",
    metadata,
    Column("office", ForeignKey("offices.id"), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("revision", BigInteger, nullable=False),
    Column("content", String(64), nullable=False),
    Column("chain", String(64), nullable=False),
    Column("retained", Boolean, nullable=False),
    Column("open_after", Text, nullable=False),
    Column("cells", LargeBinary, nullable=False),
    Column("cells_by_language", LargeBinary, nullable=True),
    Column("guard", Text, nullable=False),
    Column("learned", LargeBinary, nullable=True),
    comment="A business day that is over: its figures, and the hashes of its log (see daybook).",
)

months = Table(
    "months",
    metadata,
    Column("office", ForeignKey("offices.id"), primary_key=True),
    Column("month", Date, primary_key=True),
    Column("cells", LargeBinary, nullable=False),
    Column("guards", Text, nullable=False),
    comment="The days of a month whose facts are gone, packed together: long reports read these.",
)

desks = Table(
    "desks",
    metadata,
    Column("counter", String(64), primary_key=True),
    Column("office", ForeignKey("offices.id"), nullable=False, index=True),
    Column("state", String(10), nullable=False),
    Column("since", Instant, nullable=True),
    Column("pausing", Boolean, nullable=False),
    Column("reason", Text, nullable=True),
    Column("passed_over", Text, nullable=False),
    Column("last_action", BigInteger, nullable=True),
    Column("last_action_at", Instant, nullable=True),
    Column("last_kind", String(40), nullable=True),
    Column("last_number", String(16), nullable=True),
    Column("free_since", Instant, nullable=True),
    comment="What each counter is doing.",
)

desk_sessions = Table(
    "desk_sessions",
    metadata,
    Column("counter", String(64), primary_key=True),
    Column("office", ForeignKey("offices.id"), nullable=False, index=True),
    Column("user", ForeignKey("users.id"), nullable=False, unique=True),
    comment="Which person sits at which counter.",
)

users = Table(
    "users",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("name", String(100), nullable=False, unique=True),
    Column("password", Text, nullable=False),
    Column("role", String(20), nullable=False),
    Column("office", ForeignKey("offices.id"), nullable=True),
    Column("disabled", Boolean, nullable=False),
    Column("created", Instant, nullable=False),
    comment="Staff accounts; passwords as argon2 hashes.",
)

sessions = Table(
    "sessions",
    metadata,
    Column("secret", String(64), primary_key=True),
    Column("user", ForeignKey("users.id"), nullable=False, index=True),
    Column("expires", Instant, nullable=False),
    comment="Signed-in browsers; the cookie's secret as SHA-256.",
)

credentials = Table(
    "credentials",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("name", String(100), nullable=False, unique=True),
    Column("secret", String(64), nullable=False, unique=True),
    Column("role", String(20), nullable=False),
    Column("office", ForeignKey("offices.id"), nullable=True),
    Column("created", Instant, nullable=False),
    comment="Programs, kiosks and displays; secrets as SHA-256.",
)

enrolments = Table(
    "enrolments",
    metadata,
    Column("code", String(64), primary_key=True),
    Column("role", String(20), nullable=False),
    Column("office", ForeignKey("offices.id"), nullable=False),
    Column("expires", Instant, nullable=False),
    comment="One-time links that make a browser a kiosk or display; codes as SHA-256.",
)

audit = Table(
    "audit",
    metadata,
    Column("office", ForeignKey("offices.id"), primary_key=True),
    Column("revision", BigInteger, primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False, index=True),
    Column("actor", String(100), nullable=False),
    Column("role", String(20), nullable=False),
    Column("action", String(40), nullable=False),
    comment="Who pressed; keyed by the first revision of the press. Short retention.",
)

answers = Table(
    "answers",
    metadata,
    Column("scope", String(64), primary_key=True),
    Column("digest", String(64), nullable=False),
    Column("status", Integer, nullable=False),
    Column("body", Text, nullable=False),
    Column("at", Instant, nullable=False, index=True),
    comment="Answers kept for their Idempotency-Key; scope is a hash of credential, path and key.",
)

printers = Table(
    "printers",
    metadata,
    Column("office", ForeignKey("offices.id"), primary_key=True),
    Column("id", String(64), primary_key=True),
    Column("state", String(20), nullable=False),
    Column("since", Instant, nullable=False),
    Column("seen", Instant, nullable=False),
    comment="The kiosks' printers as their agents last reported them.",
)

print_jobs = Table(
    "print_jobs",
    metadata,
    Column("ticket", ForeignKey("tickets.id", ondelete="CASCADE"), primary_key=True),
    Column("office", ForeignKey("offices.id"), nullable=False),
    Column("printer", String(64), nullable=False),
    Column("asked", Instant, nullable=False, index=True),
    Column("state", String(10), nullable=False),
    Column("reason", String(20), nullable=True),
    Column("claim", String(64), nullable=True),
    comment="Slips asked of an agent: each ticket's once. Short retention.",
)
Index("ix_print_jobs_waiting", print_jobs.c.office, print_jobs.c.printer, print_jobs.c.state)

thresholds = Table(
    "thresholds",
    metadata,
    Column("office", ForeignKey("offices.id"), primary_key=True),
    Column("levels", Text, nullable=False),
    comment="From when an office's managers want to be told of something, as JSON.",
)

alerts = Table(
    "alerts",
    metadata,
    Column("office", ForeignKey("offices.id"), primary_key=True),
    Column("kind", String(20), primary_key=True),
    Column("subject", String(100), primary_key=True),
    Column("raised_at", Instant, primary_key=True),
    Column("level", Float, nullable=False),
    Column("calm_since", Instant, nullable=True),
    Column("cleared_at", Instant, nullable=True),
    comment="What managers are told of, from when and until when. Short retention.",
)

heard = Table(
    "heard",
    metadata,
    Column("credential", ForeignKey("credentials.id", ondelete="CASCADE"), primary_key=True),
    Column("office", ForeignKey("offices.id"), nullable=False, index=True),
    Column("seen", Instant, nullable=False),
    comment="When each display and kiosk was last heard of.",
)

reports_sent = Table(
    "reports_sent",
    metadata,
    Column("office", ForeignKey("offices.id"), primary_key=True),
    Column("month", String(7), primary_key=True),
    Column("way", String(10), primary_key=True),
    Column("state", String(10), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("tried_at", Instant, nullable=False),
    Column("problem", Text, nullable=True),
    comment="The monthly reports: each is put into the folder and mailed once.",
)

forecasts = Table(
    "forecasts",
    metadata,
    Column("office", ForeignKey("offices.id"), primary_key=True),
    Column("stamp", String(16), nullable=False),
    Column("data", Text, nullable=False),
    comment="The last published forecast of each office, for other processes; made anew.",
)
