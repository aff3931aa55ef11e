"""Suggestions of evidence by anybody."""

from alembic import op

revision = "recommendations_0031"
down_revision = "recommendations_0030"
branch_labels = None
depends_on = None

SQL = r"""
-- One suggestion of evidence for one line, never public. Deleted some time after it was decided, its key destroyed.
CREATE TABLE suggestions (
    id             uuid        PRIMARY KEY,  -- uuid7
    assignment_id  uuid        NOT NULL,     -- folded anew by a rebuild, so no reference
    key_id         uuid        NOT NULL,     -- data key
    sealed         bytea,      -- address and words: as they came in, or as the reviewer left them; null once discarded
    former_key_id  uuid,       -- of the words as they came in, if the reviewer changed them; null once it is destroyed
    state          text        NOT NULL CHECK (state IN ('waiting', 'passed', 'discarded', 'taken_up', 'set_aside')),
    suggested_at   timestamptz NOT NULL,
    screened_by    uuid,
    screened_at    timestamptz,
    discard_reason text        NOT NULL DEFAULT '',
    settled_by     uuid,
    settled_at     timestamptz,
    CHECK ((state = 'waiting') = (screened_at IS NULL)),
    CHECK ((state = 'discarded') = (discard_reason <> '')),
    CHECK ((state IN ('taken_up', 'set_aside')) = (settled_at IS NOT NULL))
);
-- Serves the lists of reviewers and of verifiers, oldest first.
CREATE INDEX suggestions_undecided ON suggestions (state, suggested_at, id) WHERE state IN ('waiting', 'passed');
-- Serves the destruction of keys: what was discarded, and what was settled long enough ago.
CREATE INDEX suggestions_decided ON suggestions (state, settled_at) WHERE state NOT IN ('waiting', 'passed');
-- Serves the destruction of the keys of what a reviewer changed.
CREATE INDEX suggestions_changed ON suggestions (id) WHERE former_key_id IS NOT NULL;
"""


def upgrade() -> None:
    """Create the table."""
    op.execute(SQL)
