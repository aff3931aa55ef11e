"""Brings a service's database to the newest schema: the chassis's revisions first, then the service's own.

How to write a service's first migration, `services/<name>/migrations/0001_<what>.py`, a module with

    from alembic import op

    revision = "<name>_0001"            # always the service's name, _ and four digits
    down_revision = None                # the next file says "<name>_0001" here
    branch_labels = ("<name>",)         # only in the first file
    depends_on = None

    SQL = '''
    -- One recommendation as put to one addressee. Rows are never deleted.
    CREATE TABLE assignments (
        id      uuid   PRIMARY KEY,
        version bigint NOT NULL CHECK (version > 0)
    );
    -- Serves the list of lines past their date.
    CREATE INDEX … ON …;
    '''

    def upgrade() -> None:
        op.execute(SQL)

- Several statements in one `op.execute` are fine. Write a colon before a word as backslash-colon (SQLAlchemy takes
  `:word` for a parameter; casts such as `now()::date` are fine as they are). `%` needs no doubling.
- The service's role gets SELECT, INSERT, UPDATE and DELETE on every table of the revision, and USAGE on its sequences,
  by default privileges. Take away what it should not have: `REVOKE UPDATE, DELETE ON … FROM <name>;`.
- `events`, `texts`, `outbox`, `consumed`, `dead_letters`, `replies` exist already; a foreign key to them is fine.
- Forward only; old code must run on the new schema. A statement that cannot run in a transaction goes into
  `with op.get_context().autocommit_block():`.

Apply them in a test: `await asyncio.to_thread(migrate.upgrade, migration_url, service="<name>")`.
"""

from collections.abc import Sequence
from typing import Final

import psycopg
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from services.chassis import schema

REFUSALS: Final = (psycopg.Error, DBAPIError)
"""What `upgrade` raises when the database is away, or refuses a statement."""
# One number for all services: it is scoped to the database. Chosen at random.
_LOCK: Final = 7_203_415_118


def upgrade(
    url: str, *, service: str, only_chassis: bool = False, to: Sequence[str] = ("chassis@head", "heads")
) -> None:
    """Apply what is missing, holding an advisory lock: whoever comes second waits and finds nothing left to do.

    The lock belongs to the session, so a migration that is killed leaves none behind.

    Args:
        url: libpq URL of the role that owns the schema (`<service>_migrator`).
        service: Name of the service, which is also the name of its role.
        only_chassis: Leave the service's own revisions out.
        to: How far, the chassis's first: a backup is restored into the schema that it was made of.

    Raises:
        REFUSALS: The database is away, or refused a statement.
    """
    engine = create_engine("postgresql+psycopg://", creator=lambda: _connect(url), poolclass=NullPool)
    with engine.connect() as connection:
        connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": _LOCK})
        connection.commit()
        config = _config(service, connection)
        revisions = to if schema.folder_of(service) and not only_chassis else to[:1]
        for revision in revisions:
            command.upgrade(config, revision)
            # Looking alone begins a transaction; alembic would take it for ours and leave the next commit to us.
            connection.commit()


def _connect(url: str) -> psycopg.Connection:
    # The server looks every second whether we still live: a killed migration ends in mid-statement, not after it.
    return psycopg.connect(url, options="-c client_connection_check_interval=1s", connect_timeout=10)


def _config(service: str, connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(schema.CHASSIS))
    config.set_main_option("path_separator", "newline")
    locations = filter(None, [schema.CHASSIS / "versions", schema.folder_of(service)])
    config.set_main_option("version_locations", "\n".join(str(location) for location in locations))
    config.attributes.update(connection=connection, service=service)
    return config
