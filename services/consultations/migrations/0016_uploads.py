"""Uploads that have begun."""

from alembic import op

revision = "consultations_0016"
down_revision = "consultations_0015"
branch_labels = None
depends_on = None

SQL = r"""
-- A sealed copy that an upload puts into the store of files. The row is committed before the copy is put there, and
-- goes in the commit that keeps the document: one that stays behind tells of an upload that failed.
CREATE TABLE uploads (
    file_id  uuid        PRIMARY KEY,
    begun_at timestamptz NOT NULL
);
"""


def upgrade() -> None:
    """Create the table."""
    op.execute(SQL)
