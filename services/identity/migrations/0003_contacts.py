"""Several contacts of a person: one signs in, the others only get mail; an erased one leaves its row."""

from alembic import op

revision = "identity_0003"
down_revision = "identity_0002"
branch_labels = None
depends_on = None

SQL = """
ALTER TABLE contacts
    ADD COLUMN signs_in   boolean NOT NULL DEFAULT true,  -- sign-in codes go to it; every person has at most one such
    ADD COLUMN removed_at timestamptz,                    -- when it was erased: no address and no fingerprint are left
    ALTER COLUMN mailbox_hmac DROP NOT NULL,
    ADD CONSTRAINT contacts_erased CHECK ((removed_at IS NULL) = (mailbox_hmac IS NOT NULL));
-- Nobody has two mailboxes for signing in.
CREATE UNIQUE INDEX contacts_for_signing_in ON contacts (person_id) WHERE signs_in AND removed_at IS NULL;
"""


def upgrade() -> None:
    """Add the columns; old code goes on, as every contact that it writes signs in."""
    op.execute(SQL)
