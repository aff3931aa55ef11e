"""Notes that a host keeps to itself."""

from alembic import op

revision = "recommendations_0011"
down_revision = "recommendations_0010"
branch_labels = None
depends_on = None

SQL = """
-- One note of a host about one line that is not public: called, met, wrote. Rows are never deleted.
CREATE TABLE follow_ups (
    id            uuid  PRIMARY KEY,  -- uuid7: in the order in which they were noted
    assignment_id uuid  NOT NULL REFERENCES assignments,
    key_id        uuid,   -- data key; null once it is destroyed
    sealed        bytea,  -- the note; null once its key is destroyed
    noted_by      uuid  NOT NULL
);
-- Serves the notes of one line, newest first.
CREATE INDEX follow_ups_of_line ON follow_ups (assignment_id, id DESC);
"""


def upgrade() -> None:
    """Add the table."""
    op.execute(SQL)
