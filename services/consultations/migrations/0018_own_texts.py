"""What consultations and programmes said of themselves before that was corrected."""

from alembic import op

revision = "consultations_0018"
down_revision = "consultations_0017"
branch_labels = None
depends_on = None

SQL = r"""
-- A proposal is about one statement, or about the texts of one consultation or programme.
ALTER TABLE proposals
    ADD COLUMN consultation_id uuid REFERENCES published_consultations (id),
    ADD COLUMN programme_id    uuid REFERENCES published_programmes (id),
    ALTER COLUMN statement_id DROP NOT NULL,
    ADD CHECK (num_nonnulls(statement_id, consultation_id, programme_id) = 1);
-- One waits at a time.
CREATE UNIQUE INDEX proposals_waiting_for_consultations ON proposals (consultation_id)
 WHERE decided_at IS NULL AND lapsed_at IS NULL;
CREATE UNIQUE INDEX proposals_waiting_for_programmes ON proposals (programme_id)
 WHERE decided_at IS NULL AND lapsed_at IS NULL;

-- Of their own texts, in order; ids of the former texts, no text.
ALTER TABLE published_consultations ADD COLUMN corrections jsonb NOT NULL DEFAULT '[]';
ALTER TABLE published_programmes    ADD COLUMN corrections jsonb NOT NULL DEFAULT '[]';
"""


def upgrade() -> None:
    """Add the columns; old code goes on without them."""
    op.execute(SQL)
