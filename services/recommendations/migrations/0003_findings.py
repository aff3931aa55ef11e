"""Findings in their right of reply, and who spoke for an addressee."""

from alembic import op

revision = "recommendations_0003"
down_revision = "recommendations_0002"
branch_labels = None
depends_on = None

SQL = r"""
-- One finding that contradicts a claim or says that it was undone. What it says is sealed until it is public.
CREATE TABLE findings (
    id                       uuid        PRIMARY KEY,
    assignment_id            uuid        NOT NULL REFERENCES assignments,
    key_id                   uuid,       -- data key; null once it is destroyed
    sealed                   bytea,      -- the finding; null once it is public or its key destroyed
    verifier_id              uuid        NOT NULL,
    verifier_organisation_id uuid        NOT NULL,
    announced_date           date        NOT NULL,
    ends_at                  timestamptz NOT NULL,  -- from this instant on it is public
    reply                    bytea,      -- the addressee's reply, sealed under the same key
    replied_date             date,
    ended_at                 timestamptz  -- when it was made public
);
-- Serves the timer that ends the right of reply.
CREATE INDEX findings_waiting ON findings (ends_at) WHERE ended_at IS NULL;
-- Serves the destruction of keys.
CREATE INDEX findings_ended ON findings (ended_at) WHERE key_id IS NOT NULL;

ALTER TABLE assignments
    ADD COLUMN finding_id         uuid,
    ADD COLUMN finding_until_date date,
    ADD COLUMN finding_version    bigint NOT NULL DEFAULT 1,
    ADD COLUMN spoken_by          uuid[] NOT NULL DEFAULT '{}';
-- The persons behind positions and reports are known from the log.
UPDATE assignments a
   SET spoken_by = (SELECT coalesce(array_agg(DISTINCT e.actor::uuid ORDER BY e.actor::uuid), '{}')
                      FROM events e
                     WHERE e.aggregate_id = a.id
                       AND e.type IN ('roundtable.recommendations.v1.PositionStated',
                                      'roundtable.recommendations.v1.ProgressReported'));
-- Serves the hosts' list of lines to reword.
CREATE INDEX assignments_not_verifiable ON assignments (verification_date, id) WHERE verification = 'not_verifiable';
"""


def upgrade() -> None:
    """Create the table and the columns."""
    op.execute(SQL)
