"""The delivery date promised last, and how often it was moved."""

from alembic import op

revision = "recommendations_0002"
down_revision = "recommendations_0001"
branch_labels = None
depends_on = None

SQL = """
ALTER TABLE assignments
    ADD COLUMN promised_date    date,  -- the date the addressee gave last; `delivery_date` is the first
    ADD COLUMN slips            integer NOT NULL DEFAULT 0 CHECK (slips >= 0),
    -- Of rows from before this revision it is 1 until they are rebuilt: a date given earlier is never called stale.
    ADD COLUMN delivery_version bigint  NOT NULL DEFAULT 1;
UPDATE assignments SET promised_date = delivery_date;
"""


def upgrade() -> None:
    """Add the columns; old code goes on without them."""
    op.execute(SQL)
