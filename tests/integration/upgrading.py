"""A database as it was before a migration."""

from alembic import command
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from services.chassis import migrate


def upgrade_to(url: str, revision: str) -> None:
    """Apply a service's migrations up to a revision, `<service>_<number>`, as `migrate.upgrade` applies all of them."""
    engine = create_engine("postgresql+psycopg://", creator=lambda: migrate._connect(url), poolclass=NullPool)
    with engine.connect() as connection:
        config = migrate._config(revision.partition("_")[0], connection)
        for each in ("chassis@head", revision):
            command.upgrade(config, each)
            connection.commit()
