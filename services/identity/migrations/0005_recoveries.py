"""A new address for signing in by two registrars, and notices of who signs in and who answers for a body."""

from alembic import op

revision = "identity_0005"
down_revision = "identity_0004"
branch_labels = None
depends_on = None

SQL = """
-- A new address for signing in, proposed for somebody who lost the mailbox. Rows are never deleted.
CREATE TABLE recoveries (
    id          uuid        PRIMARY KEY,
    person_id   uuid        NOT NULL REFERENCES people (id),
    address     bytea       NOT NULL,  -- sealed under the person's key; empty once decided
    proposed_by uuid        NOT NULL REFERENCES people (id),
    proposed_at timestamptz NOT NULL,
    decided_at  timestamptz,           -- when a second registrar agreed, or one dropped it; null while it waits
    CHECK ((decided_at IS NULL) = (address <> ''))
);
-- Only one waits for a person; also serves finding it.
CREATE UNIQUE INDEX recoveries_that_wait ON recoveries (person_id) WHERE decided_at IS NULL;
REVOKE DELETE ON recoveries FROM identity;

-- An organisation that asks a body for something: a copy, made from events of recommendations. Its facilitators hear of
-- changes of who answers for the body.
CREATE TABLE hosts (
    addressee_id    uuid NOT NULL,
    organisation_id uuid NOT NULL,
    PRIMARY KEY (addressee_id, organisation_id)
);
REVOKE UPDATE, DELETE ON hosts FROM identity;

-- A mail of identity's own that waits, but for codes, which wait in memory only. Deleted once it was taken over.
CREATE TABLE notices (
    id           uuid        PRIMARY KEY,
    kind         text        NOT NULL CHECK (kind IN (
                     'address_changed', 'invited', 'handed_over',
                     'liaison_address_changed', 'liaison_joined', 'liaison_left', 'liaison_followed')),
    person_id    uuid        NOT NULL REFERENCES people (id),    -- who is told
    contact_id   uuid        NOT NULL REFERENCES contacts (id),  -- at which address
    address      bytea,                                          -- the address, sealed, if the contact is erased
    addressee_id uuid        REFERENCES addressees (id),         -- the body that it is about
    day          date        NOT NULL,
    made_at      timestamptz NOT NULL,
    due_at       timestamptz NOT NULL,                           -- when it is tried next
    tried        integer     NOT NULL DEFAULT 0
);
-- Serves finding what is due.
CREATE INDEX notices_by_due_at ON notices (due_at);
-- Serve removing a person, and recovering an account.
CREATE INDEX notices_by_person ON notices (person_id);
CREATE INDEX notices_by_contact ON notices (contact_id);
"""


def upgrade() -> None:
    """Add the tables; old code goes on without them."""
    op.execute(SQL)
