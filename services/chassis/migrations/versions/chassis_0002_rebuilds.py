"""Where a rebuild of the state tables stands, so that an interrupted one can go on."""

from alembic import op

revision = "chassis_0002"
down_revision = "chassis_0001"
branch_labels = None
depends_on = None

SQL = """
-- The rebuild that is under way or was interrupted; no row if the state tables are whole.
CREATE TABLE rebuilds (
    only_one   boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    step       integer NOT NULL CHECK (step >= 0),    -- the aggregate type being folded, counted from 0
    after_id   uuid    NOT NULL,                      -- the last aggregate of that type that was folded
    folded     bigint  NOT NULL CHECK (folded >= 0),  -- events so far
    events     bigint  NOT NULL,                      -- in the log when it began
    head       bigint  NOT NULL                       -- the log's last position when it began
);
"""


def upgrade() -> None:
    """Create the table; the service's role gets its rights by default privileges."""
    op.execute(SQL)
