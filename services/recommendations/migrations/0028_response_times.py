"""How long each body took to answer, as counts per number of days: scorecards do not read its lines one by one."""

from alembic import op

revision = "recommendations_0028"
down_revision = "recommendations_0027"
branch_labels = None
depends_on = None

SQL = r"""
-- How many lines of a body were answered after so many days. Together with `response_count_deltas` always the truth.
CREATE TABLE response_counts (
    illustrative boolean NOT NULL,
    addressee_id uuid    NOT NULL,
    days         integer CHECK (days >= 0),  -- from the start of the clock to the answer; null: asked, not answered
    in_time      boolean NOT NULL,
    total        bigint  NOT NULL,
    UNIQUE NULLS NOT DISTINCT (illustrative, addressee_id, days, in_time)
);
-- Serves the deletion of what counts nothing any more.
CREATE INDEX response_counts_empty ON response_counts (addressee_id) WHERE total = 0;
-- One step that a command added to these counts. A task folds them into `response_counts` and deletes them.
CREATE TABLE response_count_deltas (
    id           bigint  GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    illustrative boolean NOT NULL,
    addressee_id uuid    NOT NULL,
    days         integer,
    in_time      boolean NOT NULL,
    delta        integer NOT NULL CHECK (delta <> 0)
);
-- The same at the end of one or several days, as `past_line_counts`.
CREATE TABLE past_response_counts (
    LIKE response_counts,
    valid_from bigint NOT NULL,
    valid_to   bigint CHECK (valid_to > valid_from),
    UNIQUE NULLS NOT DISTINCT (illustrative, addressee_id, days, in_time, valid_from)
);

-- What one line adds, from each row of its table.
CREATE VIEW response_times AS
SELECT a.id, a.illustrative, a.addressee_id,
       CASE WHEN a.answered_date IS NOT NULL THEN greatest(a.answered_date - a.clock_start_date, 0) END AS days,
       coalesce(a.answered_date <= coalesce(a.response_due_date, a.answered_date), false) AS in_time
  FROM assignments a
  JOIN recommendations r ON r.id = a.recommendation_id
 WHERE a.listed AND a.clock_start_date IS NOT NULL AND r.state = 'published';
CREATE VIEW past_response_times AS
SELECT id, recommendation_id, illustrative, addressee_id,
       CASE WHEN answered_date IS NOT NULL THEN greatest(answered_date - clock_start_date, 0) END AS days,
       coalesce(answered_date <= coalesce(response_due_date, answered_date), false) AS in_time,
       valid_from, valid_to
  FROM past_assignments
 WHERE listed AND stands AND clock_start_date IS NOT NULL;

INSERT INTO response_counts
SELECT illustrative, addressee_id, days, in_time, count(*) FROM response_times GROUP BY 1, 2, 3, 4;

CREATE VIEW as_at.response_counts AS
SELECT illustrative, addressee_id, days, in_time, total
  FROM public.past_response_counts
 WHERE valid_from <= current_setting('roundtable.as_at_position')::bigint
   AND (valid_to IS NULL OR valid_to > current_setting('roundtable.as_at_position')::bigint);
-- What is hidden now counted then.
CREATE VIEW as_at.response_count_deltas AS
SELECT illustrative, addressee_id, days, in_time, -1 AS delta
  FROM public.past_response_times
 WHERE recommendation_id IN (SELECT id FROM as_at.hidden_now)
   AND valid_from <= current_setting('roundtable.as_at_position')::bigint
   AND (valid_to IS NULL OR valid_to > current_setting('roundtable.as_at_position')::bigint);

-- Days that are folded already: a total from the end of each day at which it changed.
WITH changed AS (
    SELECT illustrative, addressee_id, days, in_time, since, sum(delta) AS delta
      FROM (SELECT illustrative, addressee_id, days, in_time, valid_from AS since, 1 AS delta FROM past_response_times
             UNION ALL
            SELECT illustrative, addressee_id, days, in_time, valid_to, -1 FROM past_response_times
             WHERE valid_to IS NOT NULL) each
     GROUP BY 1, 2, 3, 4, 5
    HAVING sum(delta) <> 0
), running AS (
    SELECT illustrative, addressee_id, days, in_time, sum(delta) OVER place AS total, since,
           lead(since) OVER place AS until
      FROM changed
    WINDOW place AS (PARTITION BY illustrative, addressee_id, days, in_time ORDER BY since)
)
INSERT INTO past_response_counts SELECT illustrative, addressee_id, days, in_time, total, since, until
  FROM running WHERE total <> 0;

-- Serves the scorecard of a day; its namesake of now exists.
CREATE INDEX past_response_counts_of_body ON past_response_counts (addressee_id, illustrative)
    INCLUDE (valid_from, valid_to);
CREATE INDEX past_assignments_unanswered ON past_assignments (addressee_id, response_due_date, tracked_no)
    INCLUDE (valid_from, valid_to) WHERE listed AND needs_answer;
GRANT TRUNCATE ON response_counts, response_count_deltas, past_response_counts TO recommendations;
"""


def upgrade() -> None:
    """Create tables, views and indexes. The counts are as of now: stop the service before."""
    op.execute(SQL)
