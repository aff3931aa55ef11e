"""Calendar links, and the addresses of the pages of the bodies that they tell of."""

from alembic import op

revision = "identity_0013"
down_revision = "identity_0012"
branch_labels = None
depends_on = None

SQL = """
-- The secret of the address from which a person's calendar reads what is due. One at most; deleted when it ends.
CREATE TABLE calendar_links (
    person_id   uuid        PRIMARY KEY REFERENCES people (id),
    secret_hmac bytea       NOT NULL UNIQUE,
    made_at     timestamptz NOT NULL
);

ALTER TABLE addressees
    ADD COLUMN slug text CHECK (slug <> '');  -- null until it is heard of anew
-- Slugs came in events that were applied without them: what is forgotten here is asked for again at the next start.
DELETE FROM consumed WHERE NOT parked AND aggregate_id IN (SELECT id FROM addressees);
"""


def upgrade() -> None:
    """Add table and column, and let the register be heard of anew; old code goes on without them."""
    op.execute(SQL)
