"""One index serves every filter by state and clock, alone or together: lines that stand alike lie side by side."""

from alembic import op

revision = "recommendations_0027"
down_revision = "recommendations_0026"
branch_labels = None
depends_on = None

SQL = r"""
CREATE FUNCTION month_of(day date) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN coalesce((extract(year FROM day) * 12 + extract(month FROM day))::integer::text, '');

-- A clock that still runs towards a day, or where it stood when it stopped. Near is 10 days, as in `domain/clock.py`.
CREATE FUNCTION clock_of(due date, stop date) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN month_of(due) || CASE WHEN stop IS NULL THEN ' runs' WHEN stop > due THEN ' passed'
                             WHEN due > stop + 10 THEN ' far' ELSE ' near' END;

-- Where a line stands, as one number. Lines of one place have the same position, progress, verification, bar and
-- counts; the same answer to whether they were answered, done, and in time; and the days of clocks that still run
-- lie in the same month. So there are as many places as ways to stand, and months: they do not grow with the lines.
CREATE FUNCTION place_of(
    "position" text, progress text, verification text, counts text[], bar text, bar_then text, bar_until date,
    start date, due date, answered date, stop date, delivery date, done date
) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN hashtextextended(
    "position" || '/' || progress || '/' || verification
    || '/' || (counts @> ARRAY['asked'])::text || (counts @> ARRAY['answered'])::text
           || (counts @> ARRAY['say_done'])::text || (counts @> ARRAY['shown_done'])::text
    || '/' || bar || '/' || coalesce(bar_then, '') || '/' || month_of(bar_until)
    || '/' || CASE WHEN answered IS NOT NULL THEN coalesce((answered > due)::text, 'false')
                   ELSE month_of(start) || ' ' || clock_of(due, stop) || coalesce((stop < start)::text, '') END
    || '/' || CASE WHEN delivery IS NULL THEN ''
                   WHEN done IS NOT NULL THEN (done > delivery)::text
                   ELSE clock_of(delivery, stop) END,
    0);

ALTER TABLE assignments
    ADD COLUMN place bigint NOT NULL GENERATED ALWAYS AS (place_of(
        "position", progress, verification, counts, bar, bar_then, bar_until_date, clock_start_date, response_due_date,
        answered_date, clock_stop_date, delivery_date, done_date)) STORED;
ALTER TABLE past_assignments
    ADD COLUMN place bigint NOT NULL GENERATED ALWAYS AS (place_of(
        "position", progress, verification, counts, bar, bar_then, bar_until_date, clock_start_date, response_due_date,
        answered_date, clock_stop_date, delivery_date, done_date)) STORED;
SELECT make_as_at_views();

-- Serve every filter by state and clock, newest publication first: of each place that matches the newest lines.
CREATE INDEX assignments_by_place ON assignments (illustrative, place, tracked_no DESC, lead DESC, id)
    INCLUDE (clock_start_date, response_due_date, clock_stop_date, delivery_date, bar_until_date) WHERE listed;
CREATE INDEX past_assignments_by_place ON past_assignments (illustrative, place, tracked_no DESC, lead DESC, id)
    INCLUDE (valid_from, valid_to, recommendation_id, clock_start_date, response_due_date, clock_stop_date,
             delivery_date, bar_until_date) WHERE listed;
-- Serve the same of one body.
CREATE INDEX assignments_of_body_by_place ON assignments
    (addressee_id, illustrative, place, tracked_no DESC, lead DESC, id) WHERE listed;
CREATE INDEX past_assignments_of_body_by_place ON past_assignments
    (addressee_id, illustrative, place, tracked_no DESC, lead DESC, id) WHERE listed;

-- What lines of a place have in common, to be read off any of them: now, and in `as_at` of all days.
CREATE VIEW placed_lines AS
SELECT illustrative, addressee_id, place, "position", progress, verification, counts, bar, bar_then, bar_until_date,
       clock_start_date, response_due_date, answered_date, clock_stop_date, delivery_date, done_date
  FROM assignments
 WHERE listed;
CREATE VIEW as_at.placed_lines AS
SELECT illustrative, addressee_id, place, "position", progress, verification, counts, bar, bar_then, bar_until_date,
       clock_start_date, response_due_date, answered_date, clock_stop_date, delivery_date, done_date
  FROM public.past_assignments
 WHERE listed;

-- Each served one filter, or a clock line by line.
DROP INDEX assignments_by_position, assignments_by_progress, assignments_by_verification, assignments_by_bar,
           assignments_by_next_bar, assignments_by_bar_date, assignments_by_count, assignments_by_response_date,
           assignments_by_delivery_date, assignments_answered_late, assignments_done_late,
           assignments_unanswered_in_order, assignments_promised_in_order,
           past_assignments_by_position, past_assignments_by_progress, past_assignments_by_verification,
           past_assignments_by_bar;
"""


def upgrade() -> None:
    """Add the column, which rewrites both tables: stop the service before. Old code lists more slowly beside it."""
    op.execute(SQL)
