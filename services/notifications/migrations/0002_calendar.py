"""The corrections of the holiday calendar: mails print the dates that the clock counts by."""

from alembic import op

revision = "notifications_0002"
down_revision = "notifications_0001"
branch_labels = None
depends_on = None

SQL = """
-- One corrected day of the holiday calendar that recommendations owns: a copy, made from events. The last one counts.
CREATE TABLE calendar_days (
    day     date    PRIMARY KEY,
    holiday boolean NOT NULL
);
"""


def upgrade() -> None:
    """Create the table."""
    op.execute(SQL)
