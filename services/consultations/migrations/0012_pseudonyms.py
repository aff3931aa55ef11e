"""The pseudonyms of speakers who are not named."""

from alembic import op

revision = "consultations_0012"
down_revision = "consultations_0011"
branch_labels = None
depends_on = None

SQL = r"""
-- The pseudonym of whoever said a statement and is not named: random in each consultation, the same for all that one
-- person said there. No row says of whom.
CREATE TABLE pseudonyms (
    statement_id    uuid PRIMARY KEY REFERENCES published_statements (id),
    consultation_id uuid NOT NULL REFERENCES published_consultations (id),
    pseudonym       text NOT NULL
);
-- Serves reading those of a consultation.
CREATE INDEX pseudonyms_by_consultation ON pseudonyms (consultation_id);
"""


def upgrade() -> None:
    """Create the table."""
    op.execute(SQL)
