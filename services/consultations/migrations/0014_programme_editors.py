"""Who entered or changed a programme."""

from alembic import op

revision = "consultations_0014"
down_revision = "consultations_0013"
branch_labels = None
depends_on = None

SQL = r"""
-- Everybody who entered or changed the details: none of them clears or reads what is found in them. Empty in a row that
-- an older version of the service wrote: then whoever made it.
ALTER TABLE programmes ADD COLUMN editors uuid[] NOT NULL DEFAULT '{}';
-- The log of actions knows who changed what is there.
ALTER TABLE programmes NO FORCE ROW LEVEL SECURITY;
UPDATE programmes p
   SET editors = ARRAY(SELECT DISTINCT a.actor::uuid FROM audit a
                        WHERE a.row_table = 'programmes' AND a.row_id = p.id AND a.action IN ('create', 'change')
                        UNION SELECT p.created_by);
ALTER TABLE programmes FORCE ROW LEVEL SECURITY;
"""


def upgrade() -> None:
    """Add the column, and fill it."""
    op.execute(SQL)
