"""How sure it has to be that an answer is a body's."""

from alembic import op

revision = "recommendations_0037"
down_revision = "recommendations_0036"
branch_labels = None
depends_on = None

SQL = r"""
ALTER TABLE addressees
    ADD COLUMN minimum_assurance text NOT NULL DEFAULT 'email_code'  -- what is less sure is no answer of the body
        CHECK (minimum_assurance IN ('email_code', 'letter'));
ALTER TABLE past_addressees
    ADD COLUMN minimum_assurance text NOT NULL DEFAULT 'email_code';
SELECT make_as_at_views();
"""


def upgrade() -> None:
    """Add the column; old code goes on without it."""
    op.execute(SQL)
