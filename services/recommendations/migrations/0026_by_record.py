"""From a record to all its lines, also those that went to other bodies."""

from alembic import op

revision = "recommendations_0026"
down_revision = "recommendations_0025"
branch_labels = None
depends_on = None

SQL = """
-- Serves a record's page, what changed, and the search for words.
CREATE INDEX assignments_by_record ON assignments (recommendation_id);
-- A filter reads what has not started in order, as everything else that is not answered.
DROP INDEX assignments_by_clock_start;
DROP INDEX assignments_never_started;
"""


def upgrade() -> None:
    """Make one index, drop two that nothing reads."""
    op.execute(SQL)
