"""A clock that stopped is neither near its date nor past it; one stops with the body of its line."""

from alembic import op

revision = "recommendations_0040"
down_revision = "recommendations_0039"
branch_labels = None
depends_on = None

SQL = r"""
ALTER TABLE assignments
    ADD COLUMN body_ended_date        date,  -- since when its body is no more; null once the line went away
    ADD COLUMN body_end_recorded_date date,
    ADD CHECK ((body_ended_date IS NULL) = (body_end_recorded_date IS NULL));
ALTER TABLE past_assignments
    ADD COLUMN body_ended_date        date,
    ADD COLUMN body_end_recorded_date date;
SELECT make_as_at_views();

-- As `domain/clock.py` says it.
CREATE OR REPLACE FUNCTION response_on(day date, start date, due date, answered date, stop date)
RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN answered > due THEN 'answered_late'
            WHEN answered IS NOT NULL THEN 'answered_on_time'
            WHEN stop IS NOT NULL THEN 'stopped'
            WHEN start IS NULL OR due IS NULL OR day < start THEN 'not_started'
            WHEN day > due THEN 'past_date'
            WHEN day >= due - 10 THEN 'due_soon'
            ELSE 'on_time' END;

CREATE OR REPLACE FUNCTION delivery_on(day date, due date, done date, stop date)
RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN due IS NULL THEN 'no_date'
            WHEN done > due THEN 'met_late'
            WHEN done IS NOT NULL THEN 'met'
            WHEN stop IS NOT NULL THEN 'stopped'
            WHEN day > due THEN 'past_date'
            WHEN day >= due - 10 THEN 'due_soon'
            ELSE 'on_track' END;

-- Lines whose clocks had stopped count elsewhere now: everything anew, as `recommendations_0034` did.
TRUNCATE line_counts, line_count_deltas;
INSERT INTO line_counts (illustrative, theme, addressee_id, position, progress, verification, counts, bar, response,
                         delivery, since_date, total)
SELECT a.illustrative, each.theme, a.addressee_id, a.position, a.progress, a.verification, a.counts, t.turned_bar,
       t.response, t.delivery, t.since_date, sum(t.delta)
  FROM assignments a
 CROSS JOIN LATERAL turns_of((SELECT least(done_date, (SELECT (recorded_at AT TIME ZONE 'UTC')::date - 1
                                                         FROM events ORDER BY position DESC LIMIT 1))
                                FROM clock_days),
                             a.bar, a.bar_then, a.bar_until_date, a.clock_start_date, a.response_due_date,
                             a.answered_date, a.clock_stop_date, a.delivery_date, a.done_date) t
 CROSS JOIN LATERAL (SELECT DISTINCT unnest(array_prepend('', a.themes)) AS theme) each
 WHERE a.listed
 GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
HAVING sum(t.delta) <> 0;

-- The same at the ends of days.
TRUNCATE past_line_counts;
WITH changed AS MATERIALIZED (
    SELECT illustrative, theme, addressee_id, position, progress, verification, counts, bar, response, delivery,
           since_date, since, sum(delta) AS delta
      FROM past_line_turns
     WHERE since <= (SELECT max(last_position) FROM past_days WHERE folded)
     GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12
), summed AS (
    SELECT illustrative, theme, addressee_id, position, progress, verification, counts, bar, response, delivery,
           since_date, since, sum(delta) AS delta
      FROM (SELECT * FROM changed
             UNION ALL
            SELECT c.illustrative, c.theme, c.addressee_id, c.position, c.progress, c.verification, c.counts, c.bar,
                   c.response, c.delivery, side.since_date, passed.last_position, side.sign * c.delta
              FROM changed c
             CROSS JOIN LATERAL (SELECT last_position FROM past_days
                                  WHERE day >= c.since_date AND folded ORDER BY day LIMIT 1) passed
             CROSS JOIN LATERAL (VALUES (c.since_date, -1), ('-infinity'::date, 1)) AS side (since_date, sign)
             WHERE c.since_date > '-infinity') every
     GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12
    HAVING sum(delta) <> 0
), running AS (
    SELECT *, sum(delta) OVER place AS total, lead(since) OVER place AS valid_to
      FROM summed
    WINDOW place AS (PARTITION BY illustrative, theme, addressee_id, position, progress, verification, counts, bar,
                                  response, delivery, since_date ORDER BY since)
)
INSERT INTO past_line_counts (illustrative, theme, addressee_id, position, progress, verification, counts, bar,
                              response, delivery, since_date, total, valid_from, valid_to)
SELECT illustrative, theme, addressee_id, position, progress, verification, counts, bar, response, delivery,
       since_date, total, since, valid_to
  FROM running
 WHERE total <> 0;
"""


def upgrade() -> None:
    """Count lines anew, now and at past days: stop the service before; old code cannot count beside it.

    Lines of a body that ended before this revision go on until its end is undone and recorded again.
    """
    op.execute(SQL)
