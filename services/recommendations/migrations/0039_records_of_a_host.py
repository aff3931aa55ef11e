"""A host's own records are found among those of all others."""

from alembic import op

revision = "recommendations_0039"
down_revision = "recommendations_0038"
branch_labels = None
depends_on = None

SQL = """
-- Serves what waits for one host: lines to reword, answers from paper, proposals, suggestions.
CREATE INDEX recommendations_by_host ON recommendations (host_organisation_id);
"""


def upgrade() -> None:
    """Add the index; old code works beside it."""
    op.execute(SQL)
