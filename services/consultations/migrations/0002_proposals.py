"""Changes of what is public that wait for a second person, and what a statement is since."""

from alembic import op

revision = "consultations_0002"
down_revision = "consultations_0001"
branch_labels = None
depends_on = None

SQL = r"""
-- One change of a published statement that a facilitator proposed. Rows are never deleted; the key of what was proposed
-- is destroyed once somebody decided, since what was agreed to is public and what was refused is nobody's business.
CREATE TABLE proposals (
    id              uuid        PRIMARY KEY,
    statement_id    uuid        NOT NULL REFERENCES published_statements (id),
    organisation_id uuid        NOT NULL,
    key_id          uuid        NOT NULL,
    change          bytea       NOT NULL,  -- sealed
    proposed_by     uuid        NOT NULL,
    proposed_at     timestamptz NOT NULL,
    decided_by      uuid,
    decided_at      timestamptz,
    agreed          boolean,
    CHECK ((decided_by IS NULL) = (decided_at IS NULL) AND (decided_by IS NULL) = (agreed IS NULL)),
    CHECK (decided_by <> proposed_by)
);
-- One proposal for a statement waits at a time.
CREATE UNIQUE INDEX proposals_waiting ON proposals (statement_id) WHERE decided_at IS NULL;
-- Serves the list of what waits for a reviewer.
CREATE INDEX proposals_by_organisation ON proposals (organisation_id, proposed_at, id) WHERE decided_at IS NULL;
ALTER TABLE proposals ENABLE ROW LEVEL SECURITY;
ALTER TABLE proposals FORCE ROW LEVEL SECURITY;
CREATE POLICY of_the_organisation ON proposals USING (acting_for(organisation_id));
REVOKE DELETE ON proposals FROM consultations;

ALTER TABLE published_statements
    ADD COLUMN added      jsonb NOT NULL DEFAULT '[]',  -- bodies added after publication; ids of texts, no text
    ADD COLUMN retracking jsonb;                        -- null if it is recorded or tracked as it was published
"""


def upgrade() -> None:
    """Create the table and add the columns; old code goes on without them."""
    op.execute(SQL)
