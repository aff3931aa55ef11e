"""What bodies of the register are called in Urdu."""

from alembic import op

revision = "identity_0011"
down_revision = "identity_0010"
branch_labels = None
depends_on = None

SQL = """
ALTER TABLE addressees
    ADD COLUMN urdu_name text CHECK (urdu_name <> '');  -- null if there is none
-- Names came in events that were applied without it: what is forgotten here is asked for again at the next start.
DELETE FROM consumed WHERE NOT parked AND aggregate_id IN (SELECT id FROM addressees);
"""


def upgrade() -> None:
    """Add the column, and let the register be heard of anew; old code goes on without it."""
    op.execute(SQL)
