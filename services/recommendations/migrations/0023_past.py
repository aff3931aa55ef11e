"""What was known when each past day ended: state as of then, and the schema that shows it in place of now."""

from alembic import op

revision = "recommendations_0023"
down_revision = "recommendations_0022"
branch_labels = None
depends_on = None

TABLES = r"""
-- One day at whose end something more was known than the day before. Its end lies before the first event recorded after
-- it, so that it never moves, whatever clocks do.
CREATE TABLE past_days (
    day           date    PRIMARY KEY,
    last_position bigint  NOT NULL UNIQUE CHECK (last_position > 0),  -- of the log, when it ended
    folded        boolean NOT NULL  -- what was known then stands in the tables below
);

-- One aggregate of which states are still missing for days that are not folded. `step` is the order of tables.
CREATE TABLE past_pending (
    step smallint NOT NULL,
    id   uuid     NOT NULL,
    PRIMARY KEY (step, id)
);

-- One state of one row of the table of the same name, as it was at the end of one or several days: of those whose
-- `last_position` lies from `valid_from` on and below `valid_to`. What is withheld is in no event, so it is not here.
CREATE TABLE past_addressees (
    LIKE addressees INCLUDING DEFAULTS INCLUDING GENERATED,
    valid_from bigint NOT NULL,
    valid_to   bigint CHECK (valid_to > valid_from),  -- null: still so
    PRIMARY KEY (id, valid_from)
);
CREATE TABLE past_consultations (
    LIKE consultations INCLUDING DEFAULTS INCLUDING GENERATED,
    valid_from bigint NOT NULL,
    valid_to   bigint CHECK (valid_to > valid_from),
    PRIMARY KEY (id, valid_from)
);
CREATE TABLE past_recommendations (
    LIKE recommendations INCLUDING DEFAULTS INCLUDING GENERATED,
    counted    boolean NOT NULL,  -- among the recorded statements of the overview
    valid_from bigint NOT NULL,
    valid_to   bigint CHECK (valid_to > valid_from),
    PRIMARY KEY (id, valid_from)
);
CREATE TABLE past_assignments (
    LIKE assignments INCLUDING DEFAULTS INCLUDING GENERATED,
    stands     boolean NOT NULL,  -- listed, and its statement neither withdrawn nor joined to another
    valid_from bigint NOT NULL,
    valid_to   bigint CHECK (valid_to > valid_from),
    PRIMARY KEY (id, valid_from)
);
-- How many lines (or statements) counted in one place at the end of one or several days, as in the tables of now.
CREATE TABLE past_line_counts (
    LIKE line_counts,
    valid_from bigint NOT NULL,
    valid_to   bigint CHECK (valid_to > valid_from),
    UNIQUE NULLS NOT DISTINCT (illustrative, theme, addressee_id, position, progress, verification, counts, bar,
                               until_date, bar_then, valid_from)
);
CREATE TABLE past_counts (
    illustrative boolean NOT NULL,
    measure      text    NOT NULL,  -- tracked, recorded
    total        bigint  NOT NULL,
    valid_from   bigint  NOT NULL,
    valid_to     bigint  CHECK (valid_to > valid_from),
    PRIMARY KEY (illustrative, measure, valid_from)
);

-- Serves the overview of a day.
CREATE INDEX past_line_counts_valid ON past_line_counts USING gist (int8range(valid_from, valid_to));
-- Serve the adding up of what began and ceased to count.
CREATE INDEX past_assignments_begun ON past_assignments (valid_from) WHERE listed;
CREATE INDEX past_assignments_ended ON past_assignments (valid_to) WHERE listed;
CREATE INDEX past_recommendations_begun ON past_recommendations (valid_from) WHERE counted;
CREATE INDEX past_recommendations_ended ON past_recommendations (valid_to) WHERE counted;
-- Serve lists as at a day, as their namesakes serve those of now.
CREATE INDEX past_assignments_listed ON past_assignments (illustrative, tracked_no DESC, lead DESC, id)
    INCLUDE (valid_from, valid_to) WHERE listed;
CREATE INDEX past_assignments_by_position ON past_assignments
    (illustrative, position, tracked_no DESC, lead DESC, id) WHERE listed;
CREATE INDEX past_assignments_by_progress ON past_assignments
    (illustrative, progress, tracked_no DESC, lead DESC, id) WHERE listed;
CREATE INDEX past_assignments_by_verification ON past_assignments
    (illustrative, verification, tracked_no DESC, lead DESC, id) WHERE listed;
CREATE INDEX past_assignments_by_bar ON past_assignments (illustrative, bar, tracked_no DESC, lead DESC, id)
    WHERE listed;
CREATE INDEX past_assignments_by_consultation ON past_assignments
    (consultation_number, tracked_no DESC, lead DESC, id) WHERE listed;
CREATE INDEX past_assignments_by_theme ON past_assignments USING gin (themes) WHERE listed;
CREATE INDEX past_assignments_by_addressee ON past_assignments (addressee_id, tracked_no DESC, lead DESC, id);
CREATE INDEX past_assignments_by_recommendation ON past_assignments (recommendation_id);
CREATE INDEX past_recommendations_by_tracked_number ON past_recommendations (tracked_number)
    WHERE tracked_number <> '';
CREATE INDEX past_recommendations_by_consultation ON past_recommendations (consultation_id, item_no);
CREATE INDEX past_recommendations_by_title ON past_recommendations (title_id);
CREATE INDEX past_recommendations_by_text ON past_recommendations (text_id);
CREATE INDEX past_recommendations_joined ON past_recommendations (joined_id) WHERE joined_id IS NOT NULL;
CREATE INDEX past_consultations_by_number ON past_consultations (number);
-- Serve the question what is hidden now.
CREATE INDEX recommendations_hidden ON recommendations (id) WHERE hidden OR withheld;
CREATE INDEX consultations_hidden ON consultations (id) WHERE hidden OR withheld;
-- Serves the question whether anything was recorded since a day ended.
CREATE INDEX events_by_recorded_at ON events USING brin (recorded_at) WITH (autosummarize = on);

ALTER TABLE evidence_archives ADD COLUMN failed_dates date[] NOT NULL DEFAULT '{}';  -- of every try that failed
UPDATE evidence_archives SET failed_dates = ARRAY[failed_date] WHERE failed_date IS NOT NULL;

DROP INDEX events_of_joins;  -- served the past of one record

GRANT TRUNCATE ON past_days, past_pending, past_addressees, past_consultations, past_recommendations,
                  past_assignments, past_counts, past_line_counts
   TO recommendations;
"""

# In a transaction whose search path begins with `as_at`, every statement reads what was known when a day ended. Which
# day, two settings of that transaction say. Columns are those of the tables of now, in the same order: a revision that
# adds one to a table adds it to its past, too, and calls `make_as_at_views()`.
VIEWS = r"""
CREATE SCHEMA as_at;
GRANT USAGE ON SCHEMA as_at TO recommendations;
ALTER DEFAULT PRIVILEGES IN SCHEMA as_at GRANT SELECT ON TABLES TO recommendations;

-- One statement that nobody may see now, and so on no past day either.
CREATE VIEW as_at.hidden_now AS
SELECT id FROM public.recommendations WHERE hidden OR withheld
 UNION ALL
SELECT r.id
  FROM public.consultations c
  JOIN public.recommendations r ON r.consultation_id = c.id
 WHERE c.hidden OR c.withheld;

CREATE VIEW as_at.line_counts AS
SELECT illustrative, theme, addressee_id, position, progress, verification, counts, bar, until_date, bar_then, total
  FROM public.past_line_counts
 WHERE int8range(valid_from, valid_to) @> current_setting('roundtable.as_at_position')::bigint;

CREATE VIEW as_at.counts AS
SELECT illustrative, measure, total
  FROM public.past_counts
 WHERE valid_from <= current_setting('roundtable.as_at_position')::bigint
   AND (valid_to IS NULL OR valid_to > current_setting('roundtable.as_at_position')::bigint);

-- What is hidden now counted then.
CREATE VIEW as_at.hidden_lines AS
SELECT *
  FROM public.past_assignments
 WHERE recommendation_id IN (SELECT id FROM as_at.hidden_now) AND listed
   AND valid_from <= current_setting('roundtable.as_at_position')::bigint
   AND (valid_to IS NULL OR valid_to > current_setting('roundtable.as_at_position')::bigint);

CREATE VIEW as_at.line_count_deltas AS
SELECT l.illustrative, each.theme, l.addressee_id, l.position, l.progress, l.verification, l.counts, l.bar,
       l.bar_until_date AS until_date, coalesce(l.bar_then, '') AS bar_then, -1 AS delta
  FROM as_at.hidden_lines l
 CROSS JOIN LATERAL (SELECT DISTINCT unnest(array_prepend('', l.themes)) AS theme) each;

CREATE VIEW as_at.count_deltas AS
SELECT illustrative, 'tracked' AS measure, -count(DISTINCT recommendation_id) AS delta
  FROM as_at.hidden_lines
 WHERE stands
 GROUP BY illustrative
 UNION ALL
SELECT illustrative, 'recorded', -count(*)
  FROM public.past_recommendations
 WHERE id IN (SELECT id FROM as_at.hidden_now) AND counted
   AND valid_from <= current_setting('roundtable.as_at_position')::bigint
   AND (valid_to IS NULL OR valid_to > current_setting('roundtable.as_at_position')::bigint)
 GROUP BY illustrative;

CREATE FUNCTION make_as_at_views() RETURNS void LANGUAGE plpgsql AS $make$
DECLARE
    known CONSTANT text := $$current_setting('roundtable.as_at_position')::bigint$$;
    day   CONSTANT text := $$current_setting('roundtable.as_at_day')::date$$;
    valid CONSTANT text := format('it.valid_from <= %1$s AND (it.valid_to IS NULL OR it.valid_to > %1$s)', known);
    made  record;
BEGIN
    FOR made IN
        SELECT shown.name, source, condition,
               string_agg(coalesce(columns ->> a.attname || ' AS ', 'it.') || quote_ident(a.attname), ', '
                          ORDER BY a.attnum) AS columns
          FROM (VALUES
            -- Whoever knows a body by a slug that it got later still finds it.
            ('addressees', 'past_addressees', valid, jsonb_build_object('former_slugs',
                '(SELECT n.former_slugs || n.slug FROM public.addressees n WHERE n.id = it.id)')),
            ('consultations', 'past_consultations', valid, '{}'),
            ('recommendations', 'past_recommendations', valid, jsonb_build_object('hidden',
                '(it.hidden OR it.id IN (SELECT id FROM as_at.hidden_now))')),
            ('assignments', 'past_assignments', valid, jsonb_build_object('listed',
                '(it.listed AND it.recommendation_id NOT IN (SELECT id FROM as_at.hidden_now))')),
            ('changes', 'changes', 'it.position <= ' || known, '{}'),
            ('events', 'events', 'it.position <= ' || known, '{}'),
            ('calendar_corrections', 'calendar_corrections',
                'it.version <= (SELECT coalesce(max(e.version), 0) FROM public.events e WHERE e.position <= ' || known
                || $$ AND e.aggregate_id = 'b2481037-9543-5773-b789-42238acf1e03')$$, '{}'),
            ('evidence_archives', 'evidence_archives', 'true', jsonb_build_object(
                'fetched_date', 'CASE WHEN it.fetched_date <= ' || day || ' THEN it.fetched_date END',
                'sha256', 'CASE WHEN it.fetched_date <= ' || day || ' THEN it.sha256 END',
                'failed_date', '(SELECT max(f) FROM unnest(it.failed_dates) f WHERE f <= ' || day || ')'))
          ) AS shown (name, source, condition, columns)
          JOIN pg_attribute a ON a.attrelid = ('public.' || shown.name)::regclass
                             AND a.attnum > 0 AND NOT a.attisdropped
         GROUP BY shown.name, source, condition
    LOOP
        EXECUTE format('CREATE OR REPLACE VIEW as_at.%I AS SELECT %s FROM public.%I it WHERE %s',
                       made.name, made.columns, made.source, made.condition);
    END LOOP;
END $make$;
SELECT make_as_at_views();
"""


def upgrade() -> None:
    """Create tables and views; the service fills them by itself, from the first event on."""
    op.execute(TABLES)
    op.execute(VIEWS)
