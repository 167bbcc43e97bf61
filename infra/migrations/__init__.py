"""The tables that cannot be rebuilt: facts and answers, numbers, accounts, relay progress."""

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from infra.engines import engine

ONE_AT_A_TIME = sa.text("SELECT pg_advisory_xact_lock(7214)")


def migrate(url: str) -> None:
    """Bring the log's database to today's tables. Several processes may start together."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    database = engine(url)
    with database.begin() as db:  # on SQLite this takes the write lock
        if db.dialect.name == "postgresql":
            db.execute(ONE_AT_A_TIME)
        config.attributes["connection"] = db
        command.upgrade(config, "head")
    database.dispose()
