"""Lines near a date are found by the day, of which few are near, not by the month."""

from alembic import op

revision = "recommendations_0036"
down_revision = "recommendations_0035"
branch_labels = None
depends_on = None

SQL = r"""
-- Serve the filters "near the date asked" and "near the date promised": of each place that matches the newest lines of
-- each day that is near. Clocks that stopped have places of their own.
CREATE INDEX assignments_by_response_day ON assignments
    (illustrative, place, response_due_date, tracked_no DESC, lead DESC, id)
    INCLUDE (recommendation_id, addressee_id, clock_start_date, clock_stop_date, delivery_date, bar_until_date)
    WHERE listed AND answered_date IS NULL AND clock_stop_date IS NULL AND response_due_date IS NOT NULL;
CREATE INDEX assignments_by_delivery_day ON assignments
    (illustrative, place, delivery_date, tracked_no DESC, lead DESC, id)
    INCLUDE (recommendation_id, addressee_id, clock_start_date, clock_stop_date, response_due_date, bar_until_date)
    WHERE listed AND done_date IS NULL AND clock_stop_date IS NULL AND delivery_date IS NOT NULL;
CREATE INDEX past_assignments_by_response_day ON past_assignments
    (illustrative, place, response_due_date, tracked_no DESC, lead DESC, id)
    INCLUDE (valid_from, valid_to, recommendation_id, addressee_id, clock_start_date, clock_stop_date, delivery_date,
             bar_until_date)
    WHERE listed AND answered_date IS NULL AND clock_stop_date IS NULL AND response_due_date IS NOT NULL;
CREATE INDEX past_assignments_by_delivery_day ON past_assignments
    (illustrative, place, delivery_date, tracked_no DESC, lead DESC, id)
    INCLUDE (valid_from, valid_to, recommendation_id, addressee_id, clock_start_date, clock_stop_date,
             response_due_date, bar_until_date)
    WHERE listed AND done_date IS NULL AND clock_stop_date IS NULL AND delivery_date IS NOT NULL;
"""


def upgrade() -> None:
    """Add the indexes, while which nobody writes; old code works beside them."""
    op.execute(SQL)
