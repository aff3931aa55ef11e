"""The cards of participants."""

from alembic import op

revision = "consultations_0011"
down_revision = "consultations_0010"
branch_labels = None
depends_on = None

SQL = r"""
-- The card that a participant holds: a code opens what is public of the own words. The code is random (80 bits) and
-- kept nowhere. Found without knowing the organisation, so outside the second net: nothing here is about a person.
CREATE TABLE cards (
    participant_id  uuid        PRIMARY KEY REFERENCES participants (id) ON DELETE CASCADE,
    consultation_id uuid        NOT NULL,
    organisation_id uuid        NOT NULL,         -- the host's
    code_digest     bytea       NOT NULL UNIQUE,  -- SHA-256
    made_by         uuid        NOT NULL,
    made_at         timestamptz NOT NULL
);
"""


def upgrade() -> None:
    """Create the table."""
    op.execute(SQL)
