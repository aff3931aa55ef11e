"""What was merged on a past day; and notes of a host, which stay while the assignments are folded anew."""

from alembic import op

revision = "recommendations_0016"
down_revision = "recommendations_0015"
branch_labels = None
depends_on = None

SQL = """
-- Serves the question what was merged into a record on a past day: merges are few.
CREATE INDEX events_of_joins ON events (aggregate_id) WHERE type = 'roundtable.recommendations.v1.RecordJoined';

ALTER TABLE follow_ups DROP CONSTRAINT follow_ups_assignment_id_fkey;
"""


def upgrade() -> None:
    """Make the index and loosen; old code does not notice."""
    op.execute(SQL)
