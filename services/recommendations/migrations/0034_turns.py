"""Counts know the clocks of lines, too: for each day, which lines leave where they stood and where they stand then."""

from alembic import op

revision = "recommendations_0034"
down_revision = "recommendations_0033"
branch_labels = None
depends_on = None

SQL = r"""
-- Bar and clocks of a line on a day, as `domain/counts.py` and `domain/clock.py` say them. Near is 10 days, as there.
CREATE FUNCTION bar_on(day date, bar text, bar_then text, bar_until date)
RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN bar_until < day THEN bar_then ELSE bar END;

CREATE FUNCTION response_on(day date, start date, due date, answered date, stop date)
RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN answered > due THEN 'answered_late'
            WHEN answered IS NOT NULL THEN 'answered_on_time'
            WHEN start IS NULL OR due IS NULL OR least(day, stop) < start THEN 'not_started'
            WHEN least(day, stop) > due THEN 'past_date'
            WHEN least(day, stop) >= due - 10 THEN 'due_soon'
            ELSE 'on_time' END;

CREATE FUNCTION delivery_on(day date, due date, done date, stop date)
RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN due IS NULL THEN 'no_date'
            WHEN done > due THEN 'met_late'
            WHEN done IS NOT NULL THEN 'met'
            WHEN least(day, stop) > due THEN 'past_date'
            WHEN least(day, stop) >= due - 10 THEN 'due_soon'
            ELSE 'on_track' END;

-- What one line adds to the counts, and from which day on: where it stands on the day that the clock is done with, from
-- '-infinity' on; and for each later day on which it turns, -1 where it stood and 1 where it stands then.
CREATE FUNCTION turns_of(
    done_with date, bar text, bar_then text, bar_until date,
    start date, due date, answered date, stop date, promised date, done date
) RETURNS TABLE (since_date date, turned_bar text, response text, delivery text, delta integer)
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $turns$
    SELECT '-infinity'::date, bar_on(coalesce(done_with, '-infinity'), bar, bar_then, bar_until),
           response_on(coalesce(done_with, '-infinity'), start, due, answered, stop),
           delivery_on(coalesce(done_with, '-infinity'), promised, done, stop), 1
     UNION ALL
    SELECT turn.day, bar_on(side.day, bar, bar_then, bar_until), response_on(side.day, start, due, answered, stop),
           delivery_on(side.day, promised, done, stop), side.delta
      FROM (SELECT ARRAY[bar_until + 1, start, due - 10, due + 1, promised - 10, promised + 1] AS days) every
     CROSS JOIN LATERAL unnest(every.days) WITH ORDINALITY AS turn (day, n)
     CROSS JOIN LATERAL (VALUES (turn.day - 1, -1), (turn.day, 1)) AS side (day, delta)
     WHERE turn.day > coalesce(done_with, '-infinity') AND array_position(every.days, turn.day) = turn.n AND (
           bar_on(turn.day - 1, bar, bar_then, bar_until) IS DISTINCT FROM bar_on(turn.day, bar, bar_then, bar_until)
        OR response_on(turn.day - 1, start, due, answered, stop)
           IS DISTINCT FROM response_on(turn.day, start, due, answered, stop)
        OR delivery_on(turn.day - 1, promised, done, stop) IS DISTINCT FROM delivery_on(turn.day, promised, done, stop))
$turns$;

DROP VIEW as_at.line_totals, as_at.line_counts, as_at.line_count_deltas;
DROP TABLE line_totals;  -- what never turns has a day of its own in `line_counts`

-- How many lines count in one place, from a day on: the sum over the days up to today is the truth of today, together
-- with `line_count_deltas`. Each line stands once under the empty theme and once under each of its own.
TRUNCATE line_counts;
DROP INDEX line_counts_by_date, line_counts_dated;
ALTER TABLE line_counts
    DROP COLUMN until_date,
    DROP COLUMN bar_then,
    ADD COLUMN response   text NOT NULL,
    ADD COLUMN delivery   text NOT NULL,
    ADD COLUMN since_date date NOT NULL,  -- '-infinity' for what the clock is done with
    ADD PRIMARY KEY (illustrative, theme, since_date, addressee_id, position, progress, verification, counts, bar,
                     response, delivery);
-- Serves the overview of one body.
CREATE INDEX line_counts_of_body ON line_counts (addressee_id, illustrative, theme, since_date);
-- Serves the moving of what the clock is done with.
CREATE INDEX line_counts_dated ON line_counts (since_date) WHERE since_date > '-infinity';

-- One step: what a line added before (-1), or adds now (1), with all that its bar and clocks follow from. Whoever folds
-- it sees on which days it turns; a command need not.
TRUNCATE line_count_deltas;
ALTER TABLE line_count_deltas
    DROP COLUMN theme,
    ADD COLUMN themes            text[] NOT NULL,
    ADD COLUMN clock_start_date  date,
    ADD COLUMN response_due_date date,
    ADD COLUMN answered_date     date,
    ADD COLUMN clock_stop_date   date,
    ADD COLUMN delivery_date     date,
    ADD COLUMN done_date         date;

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

-- The same at the end of one or several days.
TRUNCATE past_line_counts;
DROP INDEX past_line_counts_of_theme, past_assignments_by_bar_date;
ALTER TABLE past_line_counts
    DROP COLUMN until_date,
    DROP COLUMN bar_then,
    ADD COLUMN response   text NOT NULL,
    ADD COLUMN delivery   text NOT NULL,
    ADD COLUMN since_date date NOT NULL,
    ADD PRIMARY KEY (illustrative, theme, addressee_id, position, progress, verification, counts, bar, response,
                     delivery, since_date, valid_from);
-- Of a theme, counts of days long before are skipped.
CREATE INDEX past_line_counts_of_theme ON past_line_counts
    (illustrative, theme, since_date, (coalesce(valid_to, 9223372036854775807)));
-- Serves the moving of what a day is done with.
CREATE INDEX past_line_counts_dated ON past_line_counts (since_date)
    WHERE valid_to IS NULL AND since_date > '-infinity';

-- What changed in the counts when lines began, and ceased, to stand as they do at the ends of days.
CREATE VIEW past_line_turns AS
SELECT l.illustrative, each.theme, l.addressee_id, l.position, l.progress, l.verification, l.counts,
       t.turned_bar AS bar, t.response, t.delivery, t.since_date, l.since, l.sign * t.delta AS delta
  FROM (SELECT a.*, a.valid_from AS since, 1 AS sign, d.day AS done_with
          FROM past_assignments a
          JOIN past_days d ON d.last_position = a.valid_from
         WHERE a.listed
         UNION ALL
        SELECT a.*, a.valid_to, -1, (SELECT max(day) FROM past_days WHERE last_position < a.valid_to)
          FROM past_assignments a
         WHERE a.listed AND a.valid_to IS NOT NULL) l
 CROSS JOIN LATERAL turns_of(l.done_with, l.bar, l.bar_then, l.bar_until_date, l.clock_start_date, l.response_due_date,
                             l.answered_date, l.clock_stop_date, l.delivery_date, l.done_date) t
 CROSS JOIN LATERAL (SELECT DISTINCT unnest(array_prepend('', l.themes)) AS theme) each;

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

-- Days up to that of the position were moved at its end.
CREATE VIEW as_at.line_counts AS
SELECT illustrative, theme, addressee_id, position, progress, verification, counts, bar, response, delivery,
       since_date, total
  FROM public.past_line_counts
 WHERE since_date = '-infinity'
   AND valid_from <= (SELECT current_setting('roundtable.as_at_position')::bigint)
   AND coalesce(valid_to, 9223372036854775807) > (SELECT current_setting('roundtable.as_at_position')::bigint)
 UNION ALL
SELECT illustrative, theme, addressee_id, position, progress, verification, counts, bar, response, delivery,
       since_date, total
  FROM public.past_line_counts
 WHERE since_date > (SELECT max(day) FROM public.past_days
                      WHERE last_position <= (SELECT current_setting('roundtable.as_at_position')::bigint))
   AND valid_from <= (SELECT current_setting('roundtable.as_at_position')::bigint)
   AND coalesce(valid_to, 9223372036854775807) > (SELECT current_setting('roundtable.as_at_position')::bigint);

CREATE VIEW as_at.line_count_deltas AS
SELECT illustrative, themes, addressee_id, position, progress, verification, counts, bar, bar_until_date AS until_date,
       bar_then, clock_start_date, response_due_date, answered_date, clock_stop_date, delivery_date, done_date,
       -1 AS delta
  FROM as_at.hidden_lines;
"""


def upgrade() -> None:
    """Count lines anew, now and at past days: stop the service before; old code cannot count beside it."""
    op.execute(SQL)
