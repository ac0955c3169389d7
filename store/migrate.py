"""Bring a database to the schema of this version: `python -m store.migrate`."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import click
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from settings import settings
from store.engine import engine


def config(url: str) -> Config:
    """Alembic's settings for a database."""
    made = Config()
    made.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    made.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    return made


def upgrade(url: str) -> None:
    """Bring the database to the newest version; one that is there already stays as it is."""
    command.upgrade(config(url), "head")


@cache
def _heads() -> tuple[str, ...]:
    return tuple(ScriptDirectory.from_config(config(settings().database_url)).get_heads())


def is_current() -> bool:
    """Whether this process's database is at the newest version."""
    with engine().connect() as connection:
        return MigrationContext.configure(connection).get_current_heads() == _heads()


@click.command(help=__doc__)
@click.option("--revise", metavar="TEXT", help="Write a migration from the differences to store/schema.py.")
def main(revise: str | None) -> None:
    url = settings().database_url
    if revise:
        command.revision(config(url), message=revise, autogenerate=True, rev_id=None)
    else:
        upgrade(url)


if __name__ == "__main__":
    main()
