"""Items that a person keeps apart although their words are alike."""

from alembic import op

revision = "consultations_0004"
down_revision = "consultations_0003"
branch_labels = None
depends_on = None

SQL = r"""
-- Two items of which somebody said that they are no duplicates. Rows are never deleted.
CREATE TABLE kept_apart (
    one_id   uuid        NOT NULL REFERENCES published_statements (id),
    other_id uuid        NOT NULL REFERENCES published_statements (id),
    kept_by  uuid        NOT NULL,
    kept_at  timestamptz NOT NULL,
    PRIMARY KEY (one_id, other_id),
    CHECK (one_id < other_id)
);
REVOKE UPDATE, DELETE ON kept_apart FROM consultations;
"""


def upgrade() -> None:
    """Create the table."""
    op.execute(SQL)
