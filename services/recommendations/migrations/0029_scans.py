"""Scans of what was given or answered on paper."""

from alembic import op

revision = "recommendations_0029"
down_revision = "recommendations_0028"
branch_labels = None
depends_on = None

SQL = r"""
ALTER TABLE evidence_files
  ADD COLUMN is_scan   boolean NOT NULL DEFAULT false,  -- of a letter or a receipt, attached by the host
  ADD COLUMN is_told   boolean NOT NULL DEFAULT false,  -- a scan of what is public by now
  ADD COLUMN forget_at timestamptz;                     -- of a scan that nothing names: when it is destroyed
-- Serves the destroying of scans that nothing names.
CREATE INDEX evidence_files_to_forget ON evidence_files (forget_at) WHERE forget_at IS NOT NULL;
"""


def upgrade() -> None:
    """Add the columns."""
    op.execute(SQL)
