"""Lists of one body and overviews read fewer rows; counts of past days move with the dates, as those of now do."""

from alembic import op

revision = "recommendations_0033"
down_revision = "recommendations_0032"
branch_labels = None
depends_on = None

SQL = r"""
-- With what the bars of an overview are counted by and texts are found by, so that no row need be fetched for them.
CREATE INDEX assignments_placed ON assignments (illustrative, place, tracked_no DESC, lead DESC, id)
    INCLUDE (recommendation_id, addressee_id, clock_start_date, response_due_date, clock_stop_date, delivery_date,
             bar_until_date) WHERE listed;
CREATE INDEX past_assignments_placed ON past_assignments (illustrative, place, tracked_no DESC, lead DESC, id)
    INCLUDE (valid_from, valid_to, recommendation_id, addressee_id, clock_start_date, response_due_date,
             clock_stop_date, delivery_date, bar_until_date) WHERE listed;
-- The same of one body, which had to fetch each row to look at its dates.
CREATE INDEX assignments_of_body_placed ON assignments
    (addressee_id, illustrative, place, tracked_no DESC, lead DESC, id)
    INCLUDE (recommendation_id, clock_start_date, response_due_date, clock_stop_date, delivery_date, bar_until_date)
    WHERE listed;
CREATE INDEX past_assignments_of_body_placed ON past_assignments
    (addressee_id, illustrative, place, tracked_no DESC, lead DESC, id)
    INCLUDE (valid_from, valid_to, recommendation_id, clock_start_date, response_due_date, clock_stop_date,
             delivery_date, bar_until_date) WHERE listed;
DROP INDEX assignments_by_place, past_assignments_by_place, assignments_of_body_by_place,
           past_assignments_of_body_by_place;

-- Serves the question which lines passed the date of their bar.
CREATE INDEX past_assignments_by_bar_date ON past_assignments (bar_until_date)
    WHERE listed AND bar_until_date IS NOT NULL;

-- The position of a past day is looked up once for each statement, not once for each row.
DO $once$ BEGIN
    EXECUTE replace(pg_get_functiondef('make_as_at_views()'::regprocedure),
                    $$current_setting('roundtable.as_at_position')::bigint$$,
                    $$(SELECT current_setting('roundtable.as_at_position')::bigint)$$);
END $once$;
SELECT make_as_at_views();

-- Of a theme, counts of days long before are skipped.
CREATE INDEX past_line_counts_of_theme ON past_line_counts
    (illustrative, theme, (coalesce(valid_to, 9223372036854775807)));
DROP INDEX past_line_counts_valid;
CREATE OR REPLACE VIEW as_at.line_counts AS
SELECT illustrative, theme, addressee_id, position, progress, verification, counts, bar, until_date, bar_then, total
  FROM public.past_line_counts
 WHERE valid_from <= (SELECT current_setting('roundtable.as_at_position')::bigint)
   AND coalesce(valid_to, 9223372036854775807) > (SELECT current_setting('roundtable.as_at_position')::bigint);

-- Counts of past days anew: at the end of a day, what has passed its date by then stands in the bar it went to, so
-- that of a day few dates are left to look at, however many bodies and days there are.
DELETE FROM past_line_counts;
WITH sides AS (
    SELECT l.*, l.valid_from AS since, 1 AS delta, coalesce(l.bar_until_date < d.day, false) AS moved
      FROM past_assignments l
      JOIN past_days d ON d.last_position = l.valid_from
     WHERE l.listed AND d.folded
     UNION ALL
    SELECT l.*, l.valid_to, -1,
           coalesce(l.bar_until_date < (SELECT max(day) FROM past_days WHERE last_position < l.valid_to), false)
      FROM past_assignments l
     WHERE l.listed AND l.valid_to IS NOT NULL
     UNION ALL
    SELECT l.*, m.since, side.delta, side.moved
      FROM past_assignments l
     CROSS JOIN LATERAL (SELECT min(last_position) AS since FROM past_days
                          WHERE day > l.bar_until_date AND folded) m
     CROSS JOIN (VALUES (-1, false), (1, true)) AS side (delta, moved)
     WHERE l.listed AND m.since > l.valid_from AND (l.valid_to IS NULL OR m.since < l.valid_to)
), summed AS (
    SELECT illustrative, theme, addressee_id, position, progress, verification, counts,
           CASE WHEN moved THEN bar_then ELSE bar END AS bar,
           CASE WHEN moved THEN NULL ELSE bar_until_date END AS until_date,
           CASE WHEN moved THEN '' ELSE coalesce(bar_then, '') END AS bar_then, since, sum(delta) AS delta
      FROM sides
     CROSS JOIN LATERAL (SELECT DISTINCT unnest(array_prepend('', themes)) AS theme) each
     GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
    HAVING sum(delta) <> 0
), running AS (
    SELECT *, sum(delta) OVER place AS total, lead(since) OVER place AS valid_to
      FROM summed
    WINDOW place AS (PARTITION BY illustrative, theme, addressee_id, position, progress, verification, counts, bar,
                                  until_date, bar_then ORDER BY since)
)
INSERT INTO past_line_counts (illustrative, theme, addressee_id, position, progress, verification, counts, bar,
                              until_date, bar_then, total, valid_from, valid_to)
SELECT illustrative, theme, addressee_id, position, progress, verification, counts, bar, until_date, bar_then, total,
       since, valid_to
  FROM running
 WHERE total <> 0;
"""


def upgrade() -> None:
    """Make indexes anew and count the past again: stop the service before."""
    op.execute(SQL)
