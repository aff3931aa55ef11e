"""From which day on clocks of a record stand still."""

from alembic import op

revision = "recommendations_0010"
down_revision = "recommendations_0009"
branch_labels = None
depends_on = None

SQL = """
ALTER TABLE recommendations
    ADD COLUMN stopped_date date,  -- null while the record stands
    -- What is only recorded again keeps its number.
    DROP CONSTRAINT recommendations_check,
    ADD CHECK (publication = 'recorded' OR tracked_number <> '');
UPDATE recommendations SET stopped_date = withdrawn_date WHERE withdrawn_date IS NOT NULL;
"""


def upgrade() -> None:
    """Add the column. What old code withdraws meanwhile gets it by a rebuild."""
    op.execute(SQL)
