"""Totals that do not grow with the dates to come, and filters that are walked in the order of the list."""

from alembic import op

revision = "recommendations_0024"
down_revision = "recommendations_0023"
branch_labels = None
depends_on = None

SQL = r"""
-- How many lines count in one place, as `line_counts` has them, as long as no date passes. Folded together with it.
CREATE TABLE line_totals (
    illustrative boolean NOT NULL,
    theme        text    NOT NULL,
    addressee_id uuid    NOT NULL,
    position     text    NOT NULL,
    progress     text    NOT NULL,
    verification text    NOT NULL,
    counts       text[]  NOT NULL,
    bar          text    NOT NULL,
    total        bigint  NOT NULL,
    PRIMARY KEY (illustrative, theme, addressee_id, position, progress, verification, counts, bar)
);
GRANT TRUNCATE ON line_totals TO recommendations;
INSERT INTO line_totals
SELECT illustrative, theme, addressee_id, position, progress, verification, counts, bar, sum(total)
  FROM line_counts
 GROUP BY 1, 2, 3, 4, 5, 6, 7, 8;
CREATE VIEW as_at.line_totals AS
SELECT illustrative, theme, addressee_id, position, progress, verification, counts, bar, sum(total)::bigint AS total
  FROM as_at.line_counts
 GROUP BY 1, 2, 3, 4, 5, 6, 7, 8;
-- Serves the deletion of what counts nothing any more.
CREATE INDEX line_totals_empty ON line_totals (theme) WHERE total = 0;
-- Serves the moving of what passed its date.
CREATE INDEX line_counts_dated ON line_counts (illustrative, theme, until_date) WHERE until_date IS NOT NULL;

-- Serves the public list and its filter by bar, newest publication first.
CREATE INDEX assignments_in_order ON assignments (illustrative, tracked_no DESC, lead DESC, id)
    INCLUDE (bar, bar_until_date, bar_then) WHERE listed;
DROP INDEX assignments_listed;
-- Serves the filter by bar where few lines go to it.
CREATE INDEX assignments_by_next_bar ON assignments (illustrative, bar_then, bar_until_date)
    WHERE listed AND bar_then IS NOT NULL;
-- Serve the filters by clock, newest publication first.
CREATE INDEX assignments_unanswered_in_order ON assignments (illustrative, tracked_no DESC, lead DESC, id)
    INCLUDE (clock_start_date, response_due_date, clock_stop_date) WHERE listed AND answered_date IS NULL;
CREATE INDEX assignments_promised_in_order ON assignments (illustrative, tracked_no DESC, lead DESC, id)
    INCLUDE (delivery_date, clock_stop_date) WHERE listed AND done_date IS NULL AND delivery_date IS NOT NULL;
-- Serve the filter by a response clock that has not started.
CREATE INDEX assignments_by_clock_start ON assignments (illustrative, clock_start_date)
    WHERE listed AND answered_date IS NULL;
CREATE INDEX assignments_never_started ON assignments (illustrative)
    WHERE listed AND answered_date IS NULL AND clock_stop_date < clock_start_date;
"""


def upgrade() -> None:
    """Create table and indexes. The totals are as of now: stop the service before."""
    op.execute(SQL)
