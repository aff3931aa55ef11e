"""Copies of what public evidence points to."""

from alembic import op

revision = "recommendations_0017"
down_revision = "recommendations_0016"
branch_labels = None
depends_on = None

SQL = r"""
-- One address of public evidence of a line, and the copy of it that is held, sealed, in the store of files.
CREATE TABLE evidence_archives (
    id            uuid        PRIMARY KEY DEFAULT gen_random_uuid(),
    assignment_id uuid        NOT NULL,
    url           text        NOT NULL,
    next_at       timestamptz,  -- when to fetch it; null once it is held, or given up
    failures      integer     NOT NULL DEFAULT 0,
    failure       text        NOT NULL DEFAULT '',  -- a word: why the last try failed
    failed_date   date,
    key_id        uuid,
    sha256        text,
    media_type    text,
    size_bytes    bigint,
    fetched_date  date,
    UNIQUE (assignment_id, url),
    CHECK ((fetched_date IS NULL) = (sha256 IS NULL))
);
-- Serves the fetching, the longest due first.
CREATE INDEX evidence_archives_due ON evidence_archives (next_at) WHERE next_at IS NOT NULL;

-- Notes outlive the rows they belong to while those are folded anew.
ALTER TABLE follow_ups DROP CONSTRAINT IF EXISTS follow_ups_assignment_id_fkey;
"""


def upgrade() -> None:
    """Create the table."""
    op.execute(SQL)
