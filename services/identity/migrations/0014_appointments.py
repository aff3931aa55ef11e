"""One more registrar takes two; registrars are told of a proposal, and of another mailbox of one of them."""

from alembic import op

revision = "identity_0014"
down_revision = "identity_0013"
branch_labels = None
depends_on = None

SQL = """
-- Somebody proposed as a registrar. Rows are never deleted.
CREATE TABLE appointments (
    id              uuid        PRIMARY KEY,
    person_id       uuid        NOT NULL REFERENCES people (id),
    organisation_id uuid        NOT NULL REFERENCES organisations (id),
    proposed_by     uuid        NOT NULL REFERENCES people (id),
    proposed_at     timestamptz NOT NULL,
    decided_at      timestamptz  -- when a second person agreed, or somebody dropped it; null while it waits
);
-- Only one waits for a person; also serves finding it.
CREATE UNIQUE INDEX appointments_that_wait ON appointments (person_id) WHERE decided_at IS NULL;
REVOKE DELETE ON appointments FROM identity;

ALTER TABLE notices
    DROP CONSTRAINT notices_kind_check,
    ADD CONSTRAINT notices_kind_check CHECK (kind IN (
        'address_changed', 'invited', 'handed_over', 'mandate_ended',
        'removed', 'contact_added', 'contact_removed',
        'registrar_proposed', 'registrar_joined', 'registrar_left', 'registrar_address_changed',
        'liaison_address_changed', 'liaison_joined', 'liaison_left', 'liaison_followed'));
"""


def upgrade() -> None:
    """Add the table and two kinds; old code goes on, and makes registrars as before."""
    op.execute(SQL)
