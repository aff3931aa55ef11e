"""Consultations and statements as they were known on a past day."""

from alembic import op

revision = "consultations_0010"
down_revision = "consultations_0009"
branch_labels = None
depends_on = None

PAST = """
-- Serves a past day: which statements were parted from another one since.
CREATE INDEX events_of_unmergings ON events (recorded_at) INCLUDE (aggregate_id)
    WHERE type = 'roundtable.consultations.v1.StatementUnmerged';
"""


def upgrade() -> None:
    """Add the index."""
    op.execute(PAST)
