"""What a line is listed by stands on the line itself; its counts are kept for every filter that one may ask for."""

from alembic import op

revision = "recommendations_0020"
down_revision = "recommendations_0019"
branch_labels = None
depends_on = None

SQL = r"""
-- Computed by the domain whenever row or record changes, as the columns before them.
ALTER TABLE assignments
    ADD COLUMN themes              text[]  NOT NULL DEFAULT '{}',
    ADD COLUMN consultation_number text    NOT NULL DEFAULT '',  -- C-7 of C-7/12
    ADD COLUMN clock_stop_date     date,    -- later days do not count for its clocks; null while they run
    ADD COLUMN needs_answer        boolean NOT NULL DEFAULT false,
    ADD COLUMN shown               boolean NOT NULL DEFAULT true;  -- to those who work on it
UPDATE assignments a
   SET themes = r.themes,
       consultation_number = split_part(r.number, '/', 1),
       clock_stop_date = least(r.stopped_date, CASE WHEN a.closure IN ('closed_not_applicable', 'transferred')
                                                    THEN a.closed_date END),
       needs_answer = a.answered_date IS NULL AND NOT a.is_commitment AND a.can_be_asked AND a.closure = 'open'
                      AND r.state = 'published',
       shown = NOT (r.hidden OR r.withheld OR coalesce(c.hidden OR c.withheld, false))
  FROM recommendations r
  LEFT JOIN consultations c ON c.id = r.consultation_id
 WHERE r.id = a.recommendation_id;

-- Serve filters, rare or common, newest publication first.
CREATE INDEX assignments_by_position ON assignments (illustrative, position, tracked_no DESC, lead DESC, id)
    WHERE listed;
CREATE INDEX assignments_by_progress ON assignments (illustrative, progress, tracked_no DESC, lead DESC, id)
    WHERE listed;
CREATE INDEX assignments_by_verification ON assignments (illustrative, verification, tracked_no DESC, lead DESC, id)
    WHERE listed;
CREATE INDEX assignments_by_bar ON assignments (illustrative, bar, tracked_no DESC, lead DESC, id) WHERE listed;
CREATE INDEX assignments_by_consultation ON assignments (consultation_number, tracked_no DESC, lead DESC, id)
    WHERE listed;
CREATE INDEX assignments_by_theme ON assignments USING gin (themes) WHERE listed;
CREATE INDEX assignments_by_count ON assignments USING gin (counts) WHERE listed;
-- Serve the clocks: what is near or past its date, what was answered or done late.
CREATE INDEX assignments_by_response_date ON assignments (illustrative, response_due_date)
    WHERE listed AND answered_date IS NULL;
CREATE INDEX assignments_by_delivery_date ON assignments (illustrative, delivery_date)
    WHERE listed AND done_date IS NULL;
CREATE INDEX assignments_answered_late ON assignments (illustrative, tracked_no DESC, lead DESC, id)
    WHERE listed AND answered_date > response_due_date;
CREATE INDEX assignments_done_late ON assignments (illustrative, tracked_no DESC, lead DESC, id)
    WHERE listed AND done_date > delivery_date;
-- Serves the liaison's own lines: what needs an answer first, the nearest date first.
CREATE INDEX assignments_of_liaison ON assignments
    (addressee_id, (NOT needs_answer), (coalesce(response_due_date, '9999-12-31')), (-tracked_no), id) WHERE shown;
-- Serves the oldest silence of a scorecard.
CREATE INDEX assignments_unanswered ON assignments (addressee_id, response_due_date, tracked_no)
    WHERE listed AND needs_answer;
-- No filter asks the record any more.
DROP INDEX recommendations_by_theme;
DROP INDEX recommendations_by_consultation_number;

-- How many lines count in one place: listed lines with the same body, state and bar. Each stands once under the empty
-- theme and once under each of its own. Together with `line_count_deltas` always the truth.
CREATE TABLE line_counts (
    illustrative boolean NOT NULL,
    theme        text    NOT NULL,
    addressee_id uuid    NOT NULL,
    position     text    NOT NULL,
    progress     text    NOT NULL,
    verification text    NOT NULL,
    counts       text[]  NOT NULL,
    bar          text    NOT NULL,
    until_date   date,
    bar_then     text    NOT NULL,
    total        bigint  NOT NULL,
    UNIQUE NULLS NOT DISTINCT
        (illustrative, theme, addressee_id, position, progress, verification, counts, bar, until_date, bar_then)
);
-- Serves the folding of what has passed its date.
CREATE INDEX line_counts_by_date ON line_counts (until_date) WHERE until_date IS NOT NULL;
-- Serves the deletion of what counts nothing any more.
CREATE INDEX line_counts_empty ON line_counts (theme) WHERE total = 0;
-- One step that a command added to these counts. A task folds them into `line_counts` and deletes them.
CREATE TABLE line_count_deltas (
    id           bigint  GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    illustrative boolean NOT NULL,
    theme        text    NOT NULL,
    addressee_id uuid    NOT NULL,
    position     text    NOT NULL,
    progress     text    NOT NULL,
    verification text    NOT NULL,
    counts       text[]  NOT NULL,
    bar          text    NOT NULL,
    until_date   date,
    bar_then     text    NOT NULL,
    delta        integer NOT NULL CHECK (delta <> 0)
);
INSERT INTO line_counts
SELECT a.illustrative, each.theme, a.addressee_id, a.position, a.progress, a.verification, a.counts, a.bar,
       a.bar_until_date, coalesce(a.bar_then, ''), count(*)
  FROM assignments a
 CROSS JOIN LATERAL (SELECT DISTINCT unnest(array_prepend('', a.themes)) AS theme) each
 WHERE a.listed
 GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10;
GRANT TRUNCATE ON line_counts, line_count_deltas TO recommendations;

-- Words of a text as a search compares them; none once it is erased.
ALTER TABLE texts ADD COLUMN words tsvector GENERATED ALWAYS AS (to_tsvector('simple', folded(body))) STORED;
DROP INDEX texts_words;
CREATE INDEX texts_words ON texts USING gin (words);
"""


def upgrade() -> None:
    """Add columns and indexes; old code lists and searches more slowly beside them."""
    op.execute(SQL)
