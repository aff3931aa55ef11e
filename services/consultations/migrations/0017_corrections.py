"""What statements said before their wording was corrected."""

from alembic import op

revision = "consultations_0017"
down_revision = "consultations_0016"
branch_labels = None
depends_on = None

SQL = r"""
-- Of a correction: who agreed first, if it takes a second reading. Of every proposal: when consent was withdrawn in its
-- consultation before anybody decided.
ALTER TABLE proposals
    ADD COLUMN read_by   uuid,
    ADD COLUMN read_at   timestamptz,
    ADD COLUMN lapsed_at timestamptz,
    ADD CHECK ((read_by IS NULL) = (read_at IS NULL)),
    ADD CHECK (read_by <> proposed_by AND read_by <> decided_by OR agreed IS NOT TRUE),
    ADD CHECK (lapsed_at IS NULL OR decided_at IS NULL);
DROP INDEX proposals_waiting;
CREATE UNIQUE INDEX proposals_waiting ON proposals (statement_id) WHERE decided_at IS NULL AND lapsed_at IS NULL;
DROP INDEX proposals_by_organisation;
CREATE INDEX proposals_by_organisation ON proposals (organisation_id, proposed_at, id)
 WHERE decided_at IS NULL AND lapsed_at IS NULL;

ALTER TABLE published_statements
    ADD COLUMN corrections jsonb NOT NULL DEFAULT '[]';  -- of the wording, in order; ids of the former texts, no text
"""


def upgrade() -> None:
    """Add the columns; old code goes on without them."""
    op.execute(SQL)
