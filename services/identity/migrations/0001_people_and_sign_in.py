"""Organisations, people, roles, mandates, contacts, and what signing in needs."""

from alembic import op

revision = "identity_0001"
down_revision = None
branch_labels = ("identity",)
depends_on = None

SQL = """
-- An organisation whose people use the product. Rows are never deleted.
CREATE TABLE organisations (
    id            uuid        PRIMARY KEY,
    name          text        NOT NULL CHECK (name <> ''),
    name_key      text        NOT NULL UNIQUE,  -- the name without letter case and spacing: no two differ only in those
    version       bigint      NOT NULL CHECK (version > 0),
    registered_at timestamptz NOT NULL
);
-- Serves the list of organisations by name.
CREATE INDEX organisations_by_name ON organisations (name_key, id);

-- An entry of the register that recommendations owns, as far as identity needs it: a copy, made from events.
CREATE TABLE addressees (
    id   uuid PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('agency', 'platform', 'organisation', 'group')),
    name text NOT NULL
);

-- A person. Rows are never deleted; destroying the key erases the name and all contacts.
CREATE TABLE people (
    id              uuid        PRIMARY KEY,
    organisation_id uuid        NOT NULL REFERENCES organisations (id),
    key_id          uuid        NOT NULL,  -- data key of everything sealed for this person
    name            bytea       NOT NULL,  -- sealed
    language        text        NOT NULL CHECK (language IN ('en', 'ur')),
    version         bigint      NOT NULL CHECK (version > 0),
    registered_at   timestamptz NOT NULL
);

-- An address at which mail reaches a person.
CREATE TABLE contacts (
    id           uuid        PRIMARY KEY,
    person_id    uuid        NOT NULL REFERENCES people (id),
    address      bytea       NOT NULL,         -- sealed under the person's key
    mailbox_hmac bytea       NOT NULL UNIQUE,  -- fingerprint of the address: lookups never need it in clear
    bounced_at   timestamptz,                  -- when a mail last came back
    reached_at   timestamptz,                  -- when a code from it was last typed: the proof that mail arrives
    version      bigint      NOT NULL CHECK (version > 0)
);
-- Serves finding a person's address.
CREATE INDEX contacts_by_person ON contacts (person_id);

-- A role that a person got for an organisation. Rows are never deleted; an ended one says so.
CREATE TABLE roles (
    person_id       uuid   NOT NULL REFERENCES people (id),
    granted_version bigint NOT NULL CHECK (granted_version > 0),  -- of the person
    role            text   NOT NULL CHECK (role IN ('facilitator', 'reviewer', 'verifier', 'registrar')),
    organisation_id uuid   NOT NULL REFERENCES organisations (id),
    from_date       date   NOT NULL,
    to_date         date,  -- last day; null while it lasts
    PRIMARY KEY (person_id, granted_version)
);
-- Nobody holds the same role twice at once.
CREATE UNIQUE INDEX roles_that_last ON roles (person_id, role, organisation_id) WHERE to_date IS NULL;
-- Serves the question whether there is a registrar at all.
CREATE INDEX roles_by_role ON roles (role) WHERE to_date IS NULL;

-- A person's mandate to answer for an addressee. Rows are never deleted; an ended one says so.
CREATE TABLE mandates (
    id           uuid PRIMARY KEY,
    person_id    uuid NOT NULL REFERENCES people (id),
    addressee_id uuid NOT NULL REFERENCES addressees (id),
    from_date    date NOT NULL,
    to_date      date  -- last day; null while it lasts
);
-- Nobody is liaison of the same addressee twice at once; also serves reading a person's mandates.
CREATE UNIQUE INDEX mandates_that_last ON mandates (person_id, addressee_id) WHERE to_date IS NULL;
-- Serves reading a person with all mandates.
CREATE INDEX mandates_by_person ON mandates (person_id);

-- A sign-in code that was asked for, for a known address or an unknown one alike. Deleted a day later.
CREATE TABLE sign_in_codes (
    id           uuid        PRIMARY KEY,
    mailbox_hmac bytea       NOT NULL,
    browser_hmac bytea       NOT NULL,
    code_hmac    bytea       NOT NULL,
    asked_at     timestamptz NOT NULL,
    expires_at   timestamptz NOT NULL,
    tries        integer     NOT NULL DEFAULT 0 CHECK (tries >= 0),  -- wrong codes submitted while it was good
    closed_at    timestamptz  -- when it was used or taken back
);
-- Serves finding the codes that are good in a browser, and counting those of a mailbox.
CREATE INDEX sign_in_codes_by_mailbox ON sign_in_codes (mailbox_hmac, asked_at);
-- Serves counting those of a browser.
CREATE INDEX sign_in_codes_by_browser ON sign_in_codes (browser_hmac, asked_at);
-- Serves the deletion of old ones.
CREATE INDEX sign_in_codes_by_age ON sign_in_codes (asked_at);

-- A sign-in that lasts. Deleted a day after it could last.
CREATE TABLE sessions (
    id           uuid        PRIMARY KEY,
    person_id    uuid        NOT NULL REFERENCES people (id),
    secret_hmac  bytea       NOT NULL UNIQUE,
    signed_in_at timestamptz NOT NULL,
    used_at      timestamptz NOT NULL,
    ended_at     timestamptz
);
-- Serves ending all sessions of a person.
CREATE INDEX sessions_by_person ON sessions (person_id) WHERE ended_at IS NULL;
-- Serves the deletion of old ones.
CREATE INDEX sessions_by_age ON sessions (signed_in_at);

-- The one code with which the first registrar enrols; no row once it was used or is not needed any more.
CREATE TABLE enrolment_codes (
    id        smallint    PRIMARY KEY DEFAULT 1 CHECK (id = 1),
    code_hmac bytea       NOT NULL,
    made_at   timestamptz NOT NULL
);

-- Who changed what, and when; no content, no names. Append-only.
CREATE TABLE audit (
    position  bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at        timestamptz NOT NULL,
    actor     text        NOT NULL,  -- a person's uuid, `service:<name>`, `operator` …
    action    text        NOT NULL CHECK (action <> ''),
    row_table text        NOT NULL,
    row_id    uuid        NOT NULL
);
-- Serves the question what happened to a row.
CREATE INDEX audit_by_row ON audit (row_id, position);
REVOKE UPDATE, DELETE ON audit FROM identity;
REVOKE DELETE ON organisations, people, contacts, roles, mandates, addressees FROM identity;
"""


def upgrade() -> None:
    """Create the tables."""
    op.execute(SQL)
