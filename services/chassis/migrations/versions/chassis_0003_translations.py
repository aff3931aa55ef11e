"""Which bodies of a text are machine-assisted translations that nobody has reviewed."""

from alembic import op

revision = "chassis_0003"
down_revision = "chassis_0002"
branch_labels = None
depends_on = None

SQL = """
-- True for a machine-assisted translation that nobody had reviewed when it was written. What is there already was
-- written by people.
ALTER TABLE texts ADD COLUMN machine_assisted boolean NOT NULL DEFAULT false;
"""


def upgrade() -> None:
    """Add the column; old code goes on without it."""
    op.execute(SQL)
