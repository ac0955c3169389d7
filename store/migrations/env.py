"""Run by Alembic: the schema's way from one version to the next, in one transaction."""

from alembic import context

from store.engine import make_engine
from store.schema import metadata

url = context.config.get_main_option("sqlalchemy.url")
assert url
with make_engine(url).connect().execution_options(writes=True) as connection:
    context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()
