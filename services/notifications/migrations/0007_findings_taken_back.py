"""Mails about findings that were taken back; where the page of a body is."""

from alembic import op

revision = "notifications_0007"
down_revision = "notifications_0006"
branch_labels = None
depends_on = None

SQL = """
ALTER TABLE findings ADD COLUMN taken_back boolean NOT NULL DEFAULT false;

-- The last part of its page's address; empty of what was registered before and not renamed since.
ALTER TABLE addressees ADD COLUMN slug text NOT NULL DEFAULT '';

ALTER TABLE deliveries DROP CONSTRAINT deliveries_kind_check;
ALTER TABLE deliveries
    ADD CONSTRAINT deliveries_kind_check CHECK (kind IN ('request', 'finding', 'finding_taken_back'));
ALTER TABLE deliveries DROP CONSTRAINT deliveries_finding_check;
ALTER TABLE deliveries ADD CONSTRAINT deliveries_finding_check CHECK ((kind = 'request') = (finding_id IS NULL));

-- Nobody is told twice of one finding, nor twice that it was taken back.
CREATE UNIQUE INDEX delivery_items_of_finding_once ON delivery_items (finding_id, person_id, kind)
 WHERE claims AND finding_id IS NOT NULL;
DROP INDEX delivery_items_finding_once;
"""


def upgrade() -> None:
    """Add the columns and loosen; old code goes on without them."""
    op.execute(SQL)
