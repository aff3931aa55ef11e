"""Copies of what decides who is told what, and the deliveries."""

from alembic import op

revision = "notifications_0001"
down_revision = None
branch_labels = ("notifications",)
depends_on = None

SQL = """
-- An entry of the register that recommendations owns: a copy, made from events.
CREATE TABLE addressees (
    id                     uuid  PRIMARY KEY,
    names                  jsonb NOT NULL,  -- language tag to name; names of bodies are never erased
    authoritative_language text  NOT NULL
);

-- A published consultation: a copy, made from events.
CREATE TABLE consultations (
    id           uuid    PRIMARY KEY,
    number       text    NOT NULL CHECK (number <> ''),  -- C-7
    title_id     uuid,   -- in `texts`; null if none was given
    host_name_id uuid,   -- in `texts`; null if none was given
    hidden       boolean NOT NULL DEFAULT false
);

-- What keeps a statement from being mailed. A statement without a row is neither withdrawn nor hidden.
CREATE TABLE statements (
    id        uuid    PRIMARY KEY,
    withdrawn boolean NOT NULL DEFAULT false,
    hidden    boolean NOT NULL DEFAULT false
);

-- A statement or consultation of which an event is parked that may hide it: nothing of it is mailed until that is
-- settled.
CREATE TABLE withheld (
    aggregate_id uuid PRIMARY KEY
);

-- One tracked statement as put to one addressee: a copy, made from events.
CREATE TABLE assignments (
    id                   uuid    PRIMARY KEY,
    statement_id         uuid    NOT NULL,
    consultation_id      uuid    NOT NULL,
    publication_id       uuid    NOT NULL,
    lines_in_publication integer NOT NULL CHECK (lines_in_publication > 0),
    addressee_id         uuid    NOT NULL,
    host_organisation_id uuid    NOT NULL,
    facilitator_id       uuid    NOT NULL,
    tracked_number       text    NOT NULL CHECK (tracked_number <> ''),  -- R-42
    number_order         bigint  NOT NULL,  -- the number's digits: lines are listed in this order
    is_commitment        boolean NOT NULL,
    title_id             uuid,  -- in `texts`; null if none was given
    text_id              uuid,  -- in `texts`; null if none was given
    response_period_days integer NOT NULL CHECK (response_period_days > 0),
    illustrative         boolean NOT NULL,
    can_be_asked         boolean NOT NULL,  -- false for a group
    press_reported       boolean NOT NULL,  -- a commitment known only from the press
    handed_over          boolean NOT NULL DEFAULT false,  -- given by hand, courier or letter
    answered             boolean NOT NULL DEFAULT false   -- the addressee has stated a position or reported progress
);
-- Serves the gathering of the lines of one publishing act.
CREATE INDEX assignments_by_publication ON assignments (publication_id, addressee_id);
-- Serves a new mandate: the lines of its addressee.
CREATE INDEX assignments_by_addressee ON assignments (addressee_id);
-- Serves what is shown again: the lines of a statement, or of a consultation.
CREATE INDEX assignments_by_statement ON assignments (statement_id);
CREATE INDEX assignments_by_consultation ON assignments (consultation_id);

-- An assignment with what keeps it from being mailed now.
CREATE VIEW lines AS
SELECT assignments.*,
       coalesce(statements.withdrawn, false) AS withdrawn,
       coalesce(statements.hidden, false) OR coalesce(consultations.hidden, false)
       OR EXISTS (SELECT FROM withheld
                   WHERE aggregate_id IN (assignments.statement_id, assignments.consultation_id)) AS hidden
  FROM assignments
  LEFT JOIN statements ON statements.id = assignments.statement_id
  LEFT JOIN consultations ON consultations.id = assignments.consultation_id;

-- A person may answer for an addressee: a copy, made from identity's events.
CREATE TABLE mandates (
    id           uuid    PRIMARY KEY,
    person_id    uuid    NOT NULL,
    addressee_id uuid    NOT NULL,
    from_date    date    NOT NULL,
    ended        boolean NOT NULL DEFAULT false,
    planned      boolean NOT NULL DEFAULT false  -- true once it has come into force and its lines were looked at
);
-- Serves the question who is told.
CREATE INDEX mandates_by_addressee ON mandates (addressee_id) WHERE NOT ended;
-- Serves mandates that come into force today.
CREATE INDEX mandates_to_plan ON mandates (from_date) WHERE NOT planned AND NOT ended;

-- A person holds the role of registrar: a copy, made from identity's events. A write checks it beside the token.
CREATE TABLE registrars (
    person_id       uuid NOT NULL,
    organisation_id uuid NOT NULL,
    from_date       date NOT NULL,
    PRIMARY KEY (person_id, organisation_id)
);

-- One mail to one person: equal to the fold of its events, down to `version`. No name, no address.
CREATE TABLE deliveries (
    id                   uuid        PRIMARY KEY,
    kind                 text        NOT NULL CHECK (kind IN ('request')),
    person_id            uuid        NOT NULL,
    addressee_id         uuid        NOT NULL,
    publication_id       uuid        NOT NULL,
    consultation_id      uuid        NOT NULL,
    host_organisation_id uuid        NOT NULL,
    facilitator_id       uuid        NOT NULL,
    claims               boolean     NOT NULL,  -- no other mail tells the person of its lines
    state                text        NOT NULL CHECK (state IN ('pending', 'accepted', 'bounced', 'dead')),
    attempts             integer     NOT NULL CHECK (attempts >= 0),  -- tries that have ended
    trying_since         timestamptz,  -- first try of this round
    next_attempt_at      timestamptz,
    accepted_at          timestamptz,
    recorded_at          timestamptz NOT NULL,
    version              bigint      NOT NULL CHECK (version > 0),
    return_token         text        NOT NULL UNIQUE,  -- names it in the return path; follows from the id
    -- Who works on it now: no part of the fold. By the database's clock, so that all senders agree.
    lease_number         bigint      NOT NULL DEFAULT 0,
    leased_until         timestamptz NOT NULL DEFAULT 'epoch',
    not_before           timestamptz NOT NULL DEFAULT 'epoch',  -- put off for a moment; no try was made
    last_answer          text        NOT NULL DEFAULT '',  -- the mail server's, without anything that tells of people
    CHECK ((next_attempt_at IS NOT NULL) = (state = 'pending'))
);
-- Serves the senders: what is due.
CREATE INDEX deliveries_due ON deliveries (next_attempt_at) WHERE state = 'pending';
-- Serves the gathering of lines, and the count of mails that went before.
CREATE INDEX deliveries_by_recipient ON deliveries (publication_id, addressee_id, person_id);
-- Serves the end of a mandate.
CREATE INDEX deliveries_pending_by_person ON deliveries (person_id, addressee_id) WHERE state = 'pending';
-- Serves the delivery log, of all and of one organisation.
CREATE INDEX deliveries_newest ON deliveries (recorded_at DESC, id DESC);
CREATE INDEX deliveries_newest_by_host ON deliveries (host_organisation_id, recorded_at DESC, id DESC);

-- One line in one mail.
CREATE TABLE delivery_items (
    delivery_id   uuid    NOT NULL REFERENCES deliveries (id),
    assignment_id uuid    NOT NULL,
    place         integer NOT NULL,  -- order in which it came
    person_id     uuid    NOT NULL,
    kind          text    NOT NULL,
    claims        boolean NOT NULL,  -- as the delivery's
    PRIMARY KEY (delivery_id, assignment_id)
);
-- Nobody is told of one line twice in two mails of a kind, whatever is delivered again.
CREATE UNIQUE INDEX delivery_items_once ON delivery_items (assignment_id, person_id, kind) WHERE claims;
"""


def upgrade() -> None:
    """Create the tables."""
    op.execute(SQL)
