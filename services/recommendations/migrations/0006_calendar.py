"""Corrections of the holiday calendar, and how far due dates have followed them."""

from alembic import op

revision = "recommendations_0006"
down_revision = "recommendations_0005"
branch_labels = None
depends_on = None

SQL = r"""
-- One correction of one day of the holiday calendar. Of one day the last counts; rows are never changed or deleted.
CREATE TABLE calendar_corrections (
    version       bigint PRIMARY KEY CHECK (version > 0),
    day           date   NOT NULL,
    kind          text   NOT NULL CHECK (kind IN ('holiday', 'working_day')),
    reason_id     uuid   NOT NULL,
    source        text   NOT NULL CHECK (source <> ''),
    declared_date date   NOT NULL,
    entered_date  date   NOT NULL
);
-- Serves the calendar of a year, and the last correction of each day.
CREATE INDEX calendar_corrections_by_day ON calendar_corrections (day, version DESC);

-- How far the due dates of assignments have followed a correction, in order of their ids.
CREATE TABLE calendar_rederivations (
    version  bigint PRIMARY KEY REFERENCES calendar_corrections,
    after_id uuid   NOT NULL,
    done_at  timestamptz
);
-- Serves the task that derives due dates anew.
CREATE INDEX calendar_rederivations_waiting ON calendar_rederivations (version) WHERE done_at IS NULL;

-- Serves due dates that a correction may have moved, and the steps of the clock.
CREATE INDEX assignments_by_due_date ON assignments (response_due_date, id) WHERE response_due_date IS NOT NULL;
"""


def upgrade() -> None:
    """Create the tables and the index."""
    op.execute(SQL)
