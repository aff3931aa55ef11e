"""Attached files."""

from alembic import op

revision = "recommendations_0013"
down_revision = "recommendations_0012"
branch_labels = None
depends_on = None

SQL = r"""
-- One file attached to a line. Its content lies sealed in the store of files, under the row's own key.
CREATE TABLE evidence_files (
    id            uuid        PRIMARY KEY,
    assignment_id uuid        NOT NULL,  -- outlives its row while that is folded anew
    key_id        uuid        NOT NULL,
    sealed_title  bytea       NOT NULL,
    visibility    text        NOT NULL CHECK (visibility IN ('public', 'owner', 'restricted')),
    media_type    text        NOT NULL,
    size_bytes    bigint      NOT NULL CHECK (size_bytes > 0),
    sha256        text        NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    attached_date date        NOT NULL,
    attached_by   uuid        NOT NULL,
    by_addressee  boolean     NOT NULL,  -- else a verifier
    is_public     boolean     NOT NULL,  -- something public names it
    attached_at   timestamptz NOT NULL DEFAULT now()
);
-- Serves the files of a line.
CREATE INDEX evidence_files_by_line ON evidence_files (assignment_id, attached_at DESC, id);
"""


def upgrade() -> None:
    """Create the table."""
    op.execute(SQL)
