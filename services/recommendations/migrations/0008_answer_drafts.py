"""Answers that are not sent yet."""

from alembic import op

revision = "recommendations_0008"
down_revision = "recommendations_0007"
branch_labels = None
depends_on = None

SQL = r"""
-- One answer that a liaison has not sent yet. Deleted once it is sent or discarded and its key destroyed.
CREATE TABLE answer_drafts (
    id                 uuid        PRIMARY KEY,
    assignment_id      uuid        NOT NULL REFERENCES assignments,
    person_id          uuid        NOT NULL,
    version            bigint      NOT NULL CHECK (version > 0),
    assignment_version bigint      NOT NULL CHECK (assignment_version > 0),  -- as its writer saw it
    saved_at           timestamptz NOT NULL,
    key_id             uuid        NOT NULL,
    sealed             bytea,      -- what was filled in; null once it has ended
    ended_at           timestamptz,
    CHECK ((sealed IS NULL) = (ended_at IS NOT NULL))
);
-- Serves the form, and keeps a person to one draft a line.
CREATE UNIQUE INDEX answer_drafts_kept ON answer_drafts (assignment_id, person_id) WHERE ended_at IS NULL;
-- Serves the destruction of keys.
CREATE INDEX answer_drafts_ended ON answer_drafts (ended_at) WHERE ended_at IS NOT NULL;
"""


def upgrade() -> None:
    """Create the table."""
    op.execute(SQL)
