"""The wording of a statement, once it was corrected; and mails that tell of it."""

from alembic import op

revision = "notifications_0014"
down_revision = "notifications_0013"
branch_labels = None
depends_on = None

SQL = """
ALTER TABLE statements
    ADD COLUMN title_id uuid,  -- of the last correction that changed it; null: it reads as each line was opened with
    ADD COLUMN text_id  uuid;  -- the same

ALTER TABLE changes DROP CONSTRAINT changes_kind_check;
ALTER TABLE changes
    ADD CONSTRAINT changes_kind_check
    CHECK (kind IN ('answer', 'letter', 'closed', 'reopened', 'withdrawn', 'merged', 'superseded', 'unmerged',
                    'transferred', 'transfer_undone', 'corrected'));
"""


def upgrade() -> None:
    """Add the columns, and let one more kind be; old code goes on without them."""
    op.execute(SQL)
