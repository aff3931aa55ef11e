"""Findings that were taken back before they were public."""

from alembic import op

revision = "recommendations_0019"
down_revision = "recommendations_0018"
branch_labels = None
depends_on = None

SQL = r"""
ALTER TABLE findings
    ADD COLUMN taken_back_date date,   -- null unless it was taken back: nothing of it is public then
    ADD COLUMN taken_back_by   uuid,
    ADD COLUMN reason_key_id   uuid,   -- data key of the reason; the finding's own is destroyed
    ADD COLUMN sealed_reason   bytea,  -- why, for the addressee and for verifiers
    ADD CONSTRAINT findings_taken_back_check
        CHECK ((taken_back_date IS NULL) = (sealed_reason IS NULL)
           AND (taken_back_date IS NULL OR (sealed IS NULL AND reply IS NULL AND ended_at IS NOT NULL)));
-- Serves the last finding of a line that was taken back.
CREATE INDEX findings_taken_back ON findings (assignment_id, ended_at DESC) WHERE taken_back_date IS NOT NULL;
"""


def upgrade() -> None:
    """Add the columns; old code goes on without them."""
    op.execute(SQL)
