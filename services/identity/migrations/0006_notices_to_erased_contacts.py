"""No foreign key from notices to contacts: who erases addresses and who writes to them never wait for each other."""

from alembic import op

revision = "identity_0006"
down_revision = "identity_0005"
branch_labels = None
depends_on = None

# A key makes every notice lock the contact it goes to, and erasing a contact takes its fingerprint out of a unique
# index, which waits for that lock: two colleagues who were removed at once waited for each other. Rows of contacts are
# never deleted, so the key guarded nothing.
SQL = "ALTER TABLE notices DROP CONSTRAINT notices_contact_id_fkey"


def upgrade() -> None:
    """Drop the key; old code goes on."""
    op.execute(SQL)
