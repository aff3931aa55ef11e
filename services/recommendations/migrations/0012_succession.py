"""What became of bodies, and where their lines went."""

from alembic import op

revision = "recommendations_0012"
down_revision = "recommendations_0011"
branch_labels = None
depends_on = None

SQL = r"""
ALTER TABLE addressees ADD COLUMN successions jsonb NOT NULL DEFAULT '[]';  -- in the order in which they were recorded
-- Serves the scorecard of a successor: what came to it.
CREATE INDEX addressees_by_succession ON addressees USING gin (successions jsonb_path_ops);

ALTER TABLE assignments
    ADD COLUMN origin_id               uuid,    -- the line that became this one when a remit moved
    ADD COLUMN origin_addressee_id     uuid,
    ADD COLUMN remit_id                uuid,    -- null until a registrar said which remit it belongs to
    ADD COLUMN succession_id           uuid,    -- by which it went away; null unless transferred
    ADD COLUMN successor_id            uuid,    -- the body that it went to
    ADD COLUMN successor_assignment_id uuid,
    DROP CONSTRAINT assignments_recommendation_id_addressee_id_key;
-- A remit that comes back opens another line: only of those that did not go away is there one for each body.
CREATE UNIQUE INDEX assignments_once ON assignments (recommendation_id, addressee_id) WHERE closure <> 'transferred';
-- Serves the undoing of a succession: which other lines led to the same one.
CREATE INDEX assignments_by_successor ON assignments (successor_assignment_id)
    WHERE successor_assignment_id IS NOT NULL;
"""


def upgrade() -> None:
    """Add the columns; old code writes none of them and opens no second line of a body."""
    op.execute(SQL)
