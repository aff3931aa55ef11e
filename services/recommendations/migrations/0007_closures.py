"""Lines closed and opened again, and proposals to close that wait for a second person."""

from alembic import op

revision = "recommendations_0007"
down_revision = "recommendations_0006"
branch_labels = None
depends_on = None

SQL = """
ALTER TABLE assignments
    ADD COLUMN closed_date               date,  -- null while it is open
    ADD COLUMN closure_version           bigint NOT NULL DEFAULT 1,
    ADD COLUMN closure_proposals_pending uuid[] NOT NULL DEFAULT '{}';

-- One proposal to close a line as no longer applicable. What it says is encrypted until a reviewer has confirmed it.
CREATE TABLE closure_proposals (
    id            uuid        PRIMARY KEY,
    assignment_id uuid        NOT NULL REFERENCES assignments,
    key_id        uuid,       -- data key; null once it is destroyed
    sealed        bytea,      -- the proposal; null once it is public or its key destroyed
    refusal       bytea,      -- why it was refused, sealed under the same key
    state         text        NOT NULL CHECK (state IN ('waiting', 'confirmed', 'refused')),
    recorded_by   uuid        NOT NULL,
    recorded_at   timestamptz NOT NULL,
    decided_by    uuid,
    decided_at    timestamptz,
    CHECK ((state = 'waiting') = (decided_at IS NULL))
);
-- Serves the reviewers' list, oldest first.
CREATE INDEX closure_proposals_waiting ON closure_proposals (recorded_at, id) WHERE state = 'waiting';
-- Serves the destruction of keys.
CREATE INDEX closure_proposals_decided ON closure_proposals (decided_at) WHERE key_id IS NOT NULL;
"""


def upgrade() -> None:
    """Add columns and table; old code goes on without them."""
    op.execute(SQL)
