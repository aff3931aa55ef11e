"""What was approved under embargo."""

from alembic import op

revision = "consultations_0009"
down_revision = "consultations_0008"
branch_labels = None
depends_on = None

SQL = r"""
ALTER TABLE statements
    DROP CONSTRAINT statements_state_check,
    ADD CONSTRAINT statements_state_check CHECK (state IN ('draft', 'in_review', 'scheduled', 'published'));

-- What was approved under embargo, one per consultation; deleted when it is public or taken back. Not behind the
-- second net: the timer looks for what is due in all organisations. What was approved is sealed.
CREATE TABLE schedules (
    consultation_id uuid        PRIMARY KEY REFERENCES consultations (id),
    organisation_id uuid        NOT NULL,
    programme_id    uuid,                  -- that becomes public with it; null if none does
    publishes_at    timestamptz NOT NULL,
    statement_ids   uuid[]      NOT NULL,
    approved_by     uuid        NOT NULL,
    approved_at     timestamptz NOT NULL,
    key_id          uuid        NOT NULL,  -- of the consultation
    approval        bytea       NOT NULL,  -- sealed: decisions, checklist, note, digests of what was read
    lapse_reason    text        CHECK (lapse_reason IN ('changed', 'hidden', 'not_publishable'))  -- null: it waits
);
-- Serves the timer.
CREATE INDEX schedules_due ON schedules (publishes_at) WHERE lapse_reason IS NULL;
-- Serves the question whether a programme waits for an instant.
CREATE INDEX schedules_by_programme ON schedules (programme_id) WHERE lapse_reason IS NULL;
"""


def upgrade() -> None:
    """Let statements wait for an instant, and create the table of instants."""
    op.execute(SQL)
