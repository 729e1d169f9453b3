"""Alembic's entry: migrates over the connection that `storage.migrating` hands in."""

from alembic import context

from queue_app.storage.tables import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
