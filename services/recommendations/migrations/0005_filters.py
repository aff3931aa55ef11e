"""Indexes for two filters that are rare among very many lines."""

from alembic import op

revision = "recommendations_0005"
down_revision = "recommendations_0004"
branch_labels = None
depends_on = None

SQL = r"""
-- Serves the filter by theme.
CREATE INDEX recommendations_by_theme ON recommendations USING gin (themes);
-- Serves the filter by consultation: C-7 of C-7/12.
CREATE INDEX recommendations_by_consultation_number ON recommendations (split_part(number, '/', 1));
"""


def upgrade() -> None:
    """Create the indexes."""
    op.execute(SQL)
