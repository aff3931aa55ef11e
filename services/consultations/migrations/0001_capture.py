"""Drafts and their people, sealed; the public record; copies of the register and of who may do what."""

from alembic import op

revision = "consultations_0001"
down_revision = None
branch_labels = ("consultations",)
depends_on = None

COPIES = r"""
-- A role that a person holds, or held: identity's, copied from its events.
CREATE TABLE roles (
    person_id       uuid NOT NULL,
    role            text NOT NULL CHECK (role IN ('facilitator', 'reviewer', 'verifier', 'registrar')),
    organisation_id uuid NOT NULL,
    from_date       date NOT NULL,
    to_date         date,  -- set once it ended, which counts at once; null while it lasts
    PRIMARY KEY (person_id, role, organisation_id)
);

-- A mandate to answer for an addressee: identity's, copied from its events.
CREATE TABLE mandates (
    id           uuid PRIMARY KEY,
    person_id    uuid NOT NULL,
    addressee_id uuid NOT NULL,
    from_date    date NOT NULL,
    to_date      date  -- set once it ended; null while it lasts
);
-- Serves the question who would be told.
CREATE INDEX mandates_by_addressee ON mandates (addressee_id) WHERE to_date IS NULL;

-- An entry of the register: recommendations', copied from its events.
CREATE TABLE addressees (
    id           uuid    PRIMARY KEY,
    slug         text    NOT NULL,
    kind         text    NOT NULL CHECK (kind IN ('agency', 'platform', 'organisation', 'group')),
    name         jsonb   NOT NULL,  -- language to name, and which counts
    illustrative boolean NOT NULL
);
"""

DRAFTS = r"""
-- Many sessions under one name, as entered. Rows are never deleted.
CREATE TABLE programmes (
    id              uuid        PRIMARY KEY,
    organisation_id uuid        NOT NULL,
    key_id          uuid        NOT NULL,  -- data key of the details
    details         bytea       NOT NULL,  -- sealed
    version         bigint      NOT NULL CHECK (version > 0),
    created_by      uuid        NOT NULL,
    changed_at      timestamptz NOT NULL
);
-- Serves the list of an organisation's programmes, newest first.
CREATE INDEX programmes_by_organisation ON programmes (organisation_id, id);

-- A consultation as entered. Rows are never deleted.
CREATE TABLE consultations (
    id              uuid        PRIMARY KEY,
    organisation_id uuid        NOT NULL,
    key_id          uuid        NOT NULL,  -- data key of the details
    replies_key_id  uuid        NOT NULL,  -- data key of stored answers that hold the whole draft; renewed at erasure
    details         bytea       NOT NULL,  -- sealed
    version         bigint      NOT NULL CHECK (version > 0),
    created_by      uuid        NOT NULL,
    editors         uuid[]      NOT NULL,
    changed_at      timestamptz NOT NULL   -- of anything in it
);
-- Serves the list of an organisation's consultations, last changed first.
CREATE INDEX consultations_by_change ON consultations (organisation_id, changed_at, id);

-- A person at a consultation. Removing one destroys the key, too.
CREATE TABLE participants (
    id              uuid    PRIMARY KEY,
    consultation_id uuid    NOT NULL REFERENCES consultations (id),
    organisation_id uuid    NOT NULL,      -- the host's
    position        integer NOT NULL CHECK (position > 0),
    key_id          uuid    NOT NULL,
    details         bytea   NOT NULL,      -- sealed
    size            integer NOT NULL,      -- bytes of the details, unsealed
    version         bigint  NOT NULL CHECK (version > 0)
);
-- Serves reading a consultation's participants.
CREATE INDEX participants_by_consultation ON participants (consultation_id, position);

-- Something said, as entered. Removing one destroys the key, too; one that is in review or published is not removed.
CREATE TABLE statements (
    id              uuid        PRIMARY KEY,
    consultation_id uuid        NOT NULL REFERENCES consultations (id),
    organisation_id uuid        NOT NULL,  -- the host's
    position        integer     NOT NULL CHECK (position > 0),
    state           text        NOT NULL CHECK (state IN ('draft', 'in_review', 'published')),
    key_id          uuid        NOT NULL,
    details         bytea       NOT NULL,  -- sealed; who said it is in here
    return_reason   bytea,                 -- sealed; null if it was not returned
    size            integer     NOT NULL,  -- bytes of the details, unsealed
    version         bigint      NOT NULL CHECK (version > 0),
    author_id       uuid        NOT NULL,
    editors         uuid[]      NOT NULL,
    submitted_by    uuid,
    submitted_at    timestamptz,
    CHECK ((submitted_at IS NULL) = (submitted_by IS NULL))
);
-- Serves reading a consultation's statements.
CREATE INDEX statements_by_consultation ON statements (consultation_id, position);
-- Serves the list of what waits for review.
CREATE INDEX statements_in_review ON statements (organisation_id, consultation_id, submitted_at)
    WHERE state = 'in_review';

-- One review that led to publication: what was answered, by whom. Append-only.
CREATE TABLE reviews (
    publication_id  uuid        PRIMARY KEY,
    consultation_id uuid        NOT NULL REFERENCES consultations (id),
    organisation_id uuid        NOT NULL,
    reviewer_id     uuid        NOT NULL,
    reviewed_at     timestamptz NOT NULL,
    key_id          uuid        NOT NULL,
    answers         bytea       NOT NULL   -- sealed: checklist, risks, note
);

-- Why something was hidden, or shown again. Append-only, read by nobody but an operator with the keys.
CREATE TABLE reasons (
    id           uuid        PRIMARY KEY,
    aggregate_id uuid        NOT NULL,
    action       text        NOT NULL CHECK (action IN ('hide', 'show')),
    given_by     uuid        NOT NULL,
    given_at     timestamptz NOT NULL,
    key_id       uuid        NOT NULL,
    reason       bytea       NOT NULL      -- sealed
);

-- One data key that has to go: destroyed after the commit that erased what it sealed, again until it succeeds.
CREATE TABLE keys_to_destroy (
    key_id   uuid        PRIMARY KEY,
    asked_at timestamptz NOT NULL
);

-- Who changed what, and when; no content, no names. Append-only.
CREATE TABLE audit (
    position  bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at        timestamptz NOT NULL,
    actor     text        NOT NULL,        -- a person's uuid
    action    text        NOT NULL CHECK (action <> ''),
    row_table text        NOT NULL,
    row_id    uuid        NOT NULL
);
-- Serves the question what happened to a row.
CREATE INDEX audit_by_row ON audit (row_id, position);
REVOKE UPDATE, DELETE ON audit, reviews, reasons FROM consultations;
REVOKE DELETE ON programmes, consultations FROM consultations;
"""

# The second net: a transaction sees the rows of the organisations it says it acts for, and of no others. The first net
# is the predicate in every query. FORCE, so that it holds for the schema's owner, too.
NET = r"""
CREATE FUNCTION acting_for(organisation_id uuid) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT organisation_id = ANY (string_to_array(current_setting('roundtable.organisations', true), ',')::uuid[])
$$;
DO $$
DECLARE
    each text;
BEGIN
    FOREACH each IN ARRAY ARRAY['programmes', 'consultations', 'participants', 'statements', 'reviews'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', each);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', each);
        EXECUTE format('CREATE POLICY of_the_organisation ON %I USING (acting_for(organisation_id))', each);
    END LOOP;
END $$;
"""

RECORD = r"""
-- How many public numbers of a kind have been given. Updated in the publishing transaction, so without gaps.
CREATE TABLE counters (
    name  text   PRIMARY KEY,
    given bigint NOT NULL CHECK (given >= 0)
);
INSERT INTO counters VALUES ('C', 0), ('EX-C', 0), ('R', 0), ('EX-R', 0);

-- A programme as published: the fold of its events. Rows are never deleted.
CREATE TABLE published_programmes (
    id       uuid   PRIMARY KEY,
    position bigint GENERATED ALWAYS AS IDENTITY UNIQUE,  -- breaks ties in a list; tells nothing of the time
    title_id uuid   NOT NULL,                             -- of the text
    content  jsonb  NOT NULL,                             -- what only pages print; ids of texts, no text
    version  bigint NOT NULL CHECK (version > 0)
);

-- A consultation as published: the fold of its events. Rows are never deleted.
CREATE TABLE published_consultations (
    id             uuid    PRIMARY KEY,
    number         text    NOT NULL UNIQUE,               -- C-7, EX-C-1
    ordinal        bigint  NOT NULL CHECK (ordinal > 0),  -- the 7 of C-7
    illustrative   boolean NOT NULL,
    published_date date    NOT NULL,
    programme_id   uuid    REFERENCES published_programmes (id),
    frame          jsonb   NOT NULL,                      -- what every service is told; ids of texts, no text
    content        jsonb   NOT NULL,                      -- what only pages print; ids of texts, no text
    speakers       uuid[]  NOT NULL,                      -- participants whom the public sees
    hidden         boolean NOT NULL,
    show_asked_by  text    NOT NULL,                      -- a person's uuid; empty if nobody asked
    version        bigint  NOT NULL CHECK (version > 0),
    UNIQUE (illustrative, ordinal)
);
-- Serves the list of published consultations, newest publication first.
CREATE INDEX published_consultations_by_date ON published_consultations (illustrative, published_date, ordinal);
-- Serves the list of programmes with their consultations.
CREATE INDEX published_consultations_by_programme ON published_consultations (programme_id, ordinal);

-- A statement as published: the fold of its events. Rows are never deleted.
CREATE TABLE published_statements (
    id              uuid    PRIMARY KEY,
    consultation_id uuid    NOT NULL REFERENCES published_consultations (id),
    item            integer NOT NULL CHECK (item > 0),    -- the 12 of C-7/12
    number          text    NOT NULL UNIQUE,
    tracked_number  text    UNIQUE CHECK (tracked_number <> ''),  -- null if recorded
    frame           jsonb   NOT NULL,                     -- what every service is told; ids of texts, no text
    content         jsonb   NOT NULL,                     -- what only pages print; ids of texts, no text
    hidden          boolean NOT NULL,
    show_asked_by   text    NOT NULL,
    withdrawal      jsonb,                                -- null unless it is a tombstone; ids of texts, no text
    version         bigint  NOT NULL CHECK (version > 0),
    UNIQUE (consultation_id, item)
);

-- How the public sees a participant: a copy made at publication, sealed under the participant's own key.
CREATE TABLE public_speakers (
    participant_id  uuid  PRIMARY KEY,
    consultation_id uuid  NOT NULL REFERENCES published_consultations (id),
    key_id          uuid  NOT NULL,
    shown           bytea NOT NULL
);
-- Serves reading the speakers of a consultation.
CREATE INDEX public_speakers_by_consultation ON public_speakers (consultation_id);
REVOKE DELETE ON counters, published_programmes, published_consultations, published_statements FROM consultations;
REVOKE INSERT ON counters FROM consultations;
"""


def upgrade() -> None:
    """Create the tables, and the second net over those that hold what is restricted."""
    for sql in (COPIES, DRAFTS, NET, RECORD):
        op.execute(sql)
