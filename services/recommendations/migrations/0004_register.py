"""Names and remits of bodies with their history."""

from alembic import op

revision = "recommendations_0004"
down_revision = "recommendations_0003"
branch_labels = None
depends_on = None

SQL = r"""
ALTER TABLE addressees
    ADD COLUMN former_slugs text[] NOT NULL DEFAULT '{}',  -- lead here for ever
    ADD COLUMN names  jsonb,  -- the oldest first, with the day it began; null: only the one in `name`
    ADD COLUMN remits jsonb,  -- with ids; null: the one in `remit`, under the id that follows from the body's
    ALTER COLUMN remit SET DEFAULT '{}',
    ALTER COLUMN remit_language SET DEFAULT '';
-- Serves the page of a body under a slug that it had.
CREATE INDEX addressees_by_former_slug ON addressees USING gin (former_slugs);
"""


def upgrade() -> None:
    """Add the columns. Rows that old code writes meanwhile are read as they stand."""
    op.execute(SQL)
