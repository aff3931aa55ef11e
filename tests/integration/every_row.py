"""Where words stand in the database of a service: for tests of what is erased."""

import psycopg
from psycopg import sql

_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
_HOLDING = "SELECT FROM {} AS each WHERE each::text LIKE ANY (%(found)s) LIMIT 1"


def tables_with(admin_url: str, words: str) -> set[str]:
    """Return the tables of which a row holds these words, as text or as bytes.

    Args:
        admin_url: A way into the database that sees every row.
        words: In small letters without marks, so that an index for searches holds them as they are.
    """
    found = [f"%{words}%", f"%{words.encode().hex()}%"]
    with psycopg.connect(admin_url) as admin:
        names = [name for (name,) in admin.execute(_TABLES).fetchall()]
        holding = {name: sql.SQL(_HOLDING).format(sql.Identifier(name)) for name in names}
        return {name for name in names if admin.execute(holding[name], {"found": found}).rowcount}
