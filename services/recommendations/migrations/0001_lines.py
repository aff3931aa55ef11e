"""The register, the copy of the record, assignments, and what lists and counts need."""

from alembic import op

revision = "recommendations_0001"
down_revision = None
branch_labels = ("recommendations",)
depends_on = None

SQL = r"""
-- One body that something can be asked of. Rows are never deleted.
CREATE TABLE addressees (
    id              uuid    PRIMARY KEY,
    slug            text    NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9][a-z0-9-]{0,58}[a-z0-9]$'),
    kind            text    NOT NULL CHECK (kind IN ('agency', 'platform', 'organisation', 'group')),
    name            jsonb   NOT NULL CHECK (name ? 'en'),  -- language to name
    name_language   text    NOT NULL,
    english_name    text    GENERATED ALWAYS AS (name ->> 'en') STORED,
    jurisdiction    text    NOT NULL,
    remit           jsonb   NOT NULL,
    remit_language  text    NOT NULL,
    illustrative    boolean NOT NULL,
    organisation_id uuid,   -- as identity knows it; null if it does not
    version         bigint  NOT NULL CHECK (version > 0)
);
-- Serves the register, by English name.
CREATE INDEX addressees_by_name ON addressees (lower(english_name), slug);

-- One published consultation, as far as lines need it.
CREATE TABLE consultations (
    id                   uuid    PRIMARY KEY,
    number               text    NOT NULL UNIQUE,
    title_id             uuid,
    host_name_id         uuid,
    themes               text[]  NOT NULL,
    illustrative         boolean NOT NULL,
    published_date       date    NOT NULL,
    host_organisation_id uuid    NOT NULL,
    facilitator_id       uuid,
    hidden               boolean NOT NULL,
    withheld             boolean NOT NULL DEFAULT false,  -- a parked event would have hidden it
    version              bigint  NOT NULL CHECK (version > 0)
);

-- One published statement. Numbers, days and addressees stay as published; texts lie in `texts`.
CREATE TABLE recommendations (
    id                     uuid    PRIMARY KEY,
    consultation_id        uuid    NOT NULL,  -- its consultation may arrive later
    publication_id         uuid    NOT NULL,
    number                 text    NOT NULL UNIQUE,
    tracked_number         text    NOT NULL,  -- empty if recorded
    item_no                integer NOT NULL,  -- 12 of C-7/12
    type                   text    NOT NULL,
    publication            text    NOT NULL CHECK (publication IN ('recorded', 'tracked')),
    title_id               uuid,
    text_id                uuid,
    who_id                 uuid,
    what_id                uuid,
    by_when_id             uuid,
    shown_how_id           uuid,
    themes                 text[]  NOT NULL,
    response_period_days   integer NOT NULL,
    press_reported         boolean NOT NULL,
    illustrative           boolean NOT NULL,
    published_date         date    NOT NULL,
    said_date              date,
    author_id              uuid,
    host_organisation_id   uuid    NOT NULL,
    facilitator_id         uuid,
    state                  text    NOT NULL CHECK (state IN ('published', 'withdrawn', 'superseded', 'merged')),
    withdrawn_date         date,
    withdrawn_reason_id    uuid,
    withdrawn_asked_by_id  uuid,
    hidden                 boolean NOT NULL,
    withheld               boolean NOT NULL DEFAULT false,  -- a parked event would have hidden or withdrawn it
    version                bigint  NOT NULL CHECK (version > 0),
    CHECK ((publication = 'tracked') = (tracked_number <> ''))
);
-- Serves the page of a tracked number.
CREATE UNIQUE INDEX recommendations_by_tracked_number ON recommendations (tracked_number) WHERE tracked_number <> '';
-- Serves the statements of a consultation, in order of number.
CREATE INDEX recommendations_by_consultation ON recommendations (consultation_id, item_no);
-- Serve the search for words: from a text to the statement it belongs to.
CREATE INDEX recommendations_by_title ON recommendations (title_id);
CREATE INDEX recommendations_by_text ON recommendations (text_id);

-- One tracked statement as put to one addressee: the unit that is tracked. Rows are never deleted.
CREATE TABLE assignments (
    id                      uuid    PRIMARY KEY,
    recommendation_id       uuid    NOT NULL REFERENCES recommendations,
    addressee_id            uuid    NOT NULL REFERENCES addressees,
    lead                    boolean NOT NULL,
    can_be_asked            boolean NOT NULL,
    is_commitment           boolean NOT NULL,
    press_reported          boolean NOT NULL,
    response_period_days    integer NOT NULL,
    opened_date             date    NOT NULL,
    deliveries              jsonb   NOT NULL,  -- what became of each mail and hand-over
    request                 text    NOT NULL CHECK (request IN
        ('not_asked', 'sent', 'accepted_by_mail_server', 'handed_over', 'undeliverable')),
    request_date            date,
    through_relay           boolean NOT NULL,
    clock_start_date        date,
    response_due_date       date,   -- last day on time; null while the clock has not started
    request_version         bigint  NOT NULL,
    position                text    NOT NULL CHECK (position IN ('none', 'acknowledged', 'considering', 'accepted',
        'accepted_in_part', 'claims_already_done', 'declined', 'not_ours')),
    position_date           date,
    position_version        bigint  NOT NULL,
    decision_by_date        date,
    progress                text    NOT NULL CHECK (progress IN
        ('none_declared', 'planned', 'in_progress', 'on_hold', 'reported_complete', 'abandoned')),
    progress_date           date,
    progress_version        bigint  NOT NULL,
    confirmed               boolean NOT NULL,
    answered_date           date,
    delivery_date           date,   -- the first date the addressee gave
    delivery_given_date     date,
    own_evidence            text[]  NOT NULL,
    last_word_date          date,
    verification            text    NOT NULL CHECK (verification IN ('unassessed', 'evidence_requested',
        'no_evidence_found', 'partial', 'verified_complete', 'verified_alternative', 'contradicted', 'lapsed',
        'not_verifiable')),
    verification_date       date,
    verification_version    bigint  NOT NULL,
    outside_answers_pending uuid[]  NOT NULL,
    closure                 text    NOT NULL CHECK (closure IN
        ('open', 'closed_verified', 'closed_declined', 'closed_not_applicable', 'transferred')),
    version                 bigint  NOT NULL CHECK (version > 0),
    -- From here on: what lists are filtered and sorted by, computed by the domain whenever row or record changes.
    illustrative            boolean NOT NULL,
    tracked_no              bigint  NOT NULL,  -- 42 of R-42
    listed                  boolean NOT NULL,  -- stands in lists, counts and scorecards
    bar                     text    NOT NULL,
    bar_until_date          date,   -- the last day in `bar`; null for as long as nothing happens
    bar_then                text    CHECK ((bar_then IS NULL) = (bar_until_date IS NULL)),
    counts                  text[]  NOT NULL,  -- which of asked, answered, say_done, shown_done
    says_done_date          date,
    done_date               date,   -- said or shown to be done
    UNIQUE (recommendation_id, addressee_id)
);
-- Serves the public list, newest publication first.
CREATE INDEX assignments_listed ON assignments (illustrative, tracked_no DESC, lead DESC, id) WHERE listed;
-- Serves scorecards and the liaison's own lines.
CREATE INDEX assignments_by_addressee ON assignments (addressee_id, tracked_no DESC, lead DESC, id);
-- Serves the list of lines past the date asked.
CREATE INDEX assignments_by_bar_date ON assignments (illustrative, bar_until_date)
    WHERE listed AND bar_until_date IS NOT NULL;
-- Serves the verifiers' queue, oldest claim first.
CREATE INDEX assignments_claimed ON assignments (says_done_date, id)
    WHERE says_done_date IS NOT NULL AND verification NOT IN ('verified_complete', 'verified_alternative');

-- One public entry of "what changed". `position` is its event's.
CREATE TABLE changes (
    position          bigint PRIMARY KEY REFERENCES events,
    recommendation_id uuid   NOT NULL REFERENCES recommendations,
    assignment_id     uuid   REFERENCES assignments,  -- null for what concerns all lines
    illustrative      boolean NOT NULL,
    occurred_date     date   NOT NULL
);
-- Serves "what changed", newest first.
CREATE INDEX changes_by_day ON changes (illustrative, occurred_date DESC, position DESC);

-- One step that a command added to the overview's counts. A task folds them into `counts` and deletes them.
CREATE TABLE count_deltas (
    id           bigint  GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    addressee_id uuid,    -- null for what is counted in statements, not in lines
    illustrative boolean NOT NULL,
    measure      text    NOT NULL,  -- asked, answered, say_done, shown_done, bar; of statements: tracked, recorded
    bar          text    NOT NULL DEFAULT '',
    until_date   date,
    bar_then     text    NOT NULL DEFAULT '',
    delta        integer NOT NULL CHECK (delta <> 0)
);

-- How many lines (or statements) count in one place. Together with `count_deltas` always the truth.
CREATE TABLE counts (
    addressee_id uuid,
    illustrative boolean NOT NULL,
    measure      text    NOT NULL,
    bar          text    NOT NULL,
    until_date   date,
    bar_then     text    NOT NULL,
    total        bigint  NOT NULL,
    UNIQUE NULLS NOT DISTINCT (addressee_id, illustrative, measure, bar, until_date, bar_then)
);

-- One answer given outside the tracker. What it says is encrypted until a reviewer has confirmed it.
CREATE TABLE outside_answers (
    id            uuid        PRIMARY KEY,
    assignment_id uuid        NOT NULL REFERENCES assignments,
    key_id        uuid,       -- data key; null once it is destroyed
    sealed        bytea,      -- the answer; null once it is public or its key destroyed
    refusal       bytea,      -- why it was refused, sealed under the same key
    state         text        NOT NULL CHECK (state IN ('waiting', 'confirmed', 'refused')),
    recorded_by   uuid        NOT NULL,
    recorded_at   timestamptz NOT NULL,
    decided_by    uuid,
    decided_at    timestamptz,
    CHECK ((state = 'waiting') = (decided_at IS NULL))
);
-- Serves the reviewers' list, oldest first.
CREATE INDEX outside_answers_waiting ON outside_answers (recorded_at, id) WHERE state = 'waiting';
-- Serves the destruction of keys.
CREATE INDEX outside_answers_decided ON outside_answers (decided_at) WHERE key_id IS NOT NULL;

-- One person, as identity announced them. Opaque ids only.
CREATE TABLE people (
    person_id       uuid PRIMARY KEY,
    organisation_id uuid NOT NULL
);

-- One role of one person for one organisation; it counts from `from_date` until it ended.
CREATE TABLE roles (
    person_id       uuid    NOT NULL,
    role            text    NOT NULL,
    organisation_id uuid    NOT NULL,
    from_date       date    NOT NULL,
    to_date         date,
    ended           boolean NOT NULL DEFAULT false,
    PRIMARY KEY (person_id, role, organisation_id)
);

-- One mandate of one liaison for one addressee; it counts from `from_date` until it ended.
CREATE TABLE mandates (
    mandate_id   uuid    PRIMARY KEY,
    person_id    uuid    NOT NULL,
    addressee_id uuid    NOT NULL,
    from_date    date    NOT NULL,
    to_date      date,
    ended        boolean NOT NULL DEFAULT false
);
-- Serves the check of a liaison, and the number of liaisons in the register.
CREATE INDEX mandates_by_person ON mandates (person_id);
CREATE INDEX mandates_by_addressee ON mandates (addressee_id) WHERE NOT ended;

-- One act worth keeping that is no event: a refused conflict of interest, a row written or decided.
CREATE TABLE audit (
    id     bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at     timestamptz NOT NULL,
    actor  text        NOT NULL,
    action text        NOT NULL,
    row_id uuid        NOT NULL,  -- what it was done to
    detail text        NOT NULL DEFAULT ''  -- a word of the glossary, never text of a person
);
REVOKE UPDATE, DELETE ON audit FROM recommendations;

-- Letters that look alike and are typed alike, folded for search: Arabic ye, kaf and he; ZWNJ; vowel signs dropped.
CREATE FUNCTION folded(body text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
    SELECT regexp_replace(
        translate(lower(body), 'يىكهةۀأإٱآ', 'ییکہہہاااا'), '[\u064b-\u0652\u0670\u0640\u200b-\u200d]', '', 'g')
$$;
-- Serves the search for words in titles and texts.
CREATE INDEX texts_words ON texts USING gin (to_tsvector('simple', folded(body))) WHERE body IS NOT NULL;
"""


def upgrade() -> None:
    """Create the tables. The service's role gets its rights by default privileges."""
    op.execute(SQL)
