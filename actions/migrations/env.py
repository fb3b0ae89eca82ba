"""Alembic's entry: runs on the connection that `Database.migrate` hands over, inside its transaction."""

from alembic import context

from actions.database import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
