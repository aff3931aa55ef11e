"""What a sign-in showed of who it was."""

from alembic import op

revision = "identity_0008"
down_revision = "identity_0007"
branch_labels = None
depends_on = None

SQL = """
ALTER TABLE sessions
    ADD COLUMN assurance text NOT NULL DEFAULT 'email_code' CHECK (assurance IN ('email_code', 'enrolment'));
"""


def upgrade() -> None:
    """Add the column; old code goes on without it."""
    op.execute(SQL)
