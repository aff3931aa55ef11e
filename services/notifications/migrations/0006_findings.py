"""Mails about findings in their right of reply."""

from alembic import op

revision = "notifications_0006"
down_revision = "notifications_0005"
branch_labels = None
depends_on = None

SQL = """
-- A finding that its addressee may reply to, and nothing of what it says: a copy, made from events.
CREATE TABLE findings (
    id               uuid PRIMARY KEY,
    assignment_id    uuid NOT NULL,
    reply_until_date date NOT NULL  -- last day for a reply
);
-- Serves the question which findings of an addressee's lines still wait for a reply.
CREATE INDEX findings_by_assignment ON findings (assignment_id, reply_until_date);

ALTER TABLE deliveries ADD COLUMN finding_id uuid;  -- null for a request
ALTER TABLE deliveries DROP CONSTRAINT deliveries_kind_check;
ALTER TABLE deliveries ADD CONSTRAINT deliveries_kind_check CHECK (kind IN ('request', 'finding'));
ALTER TABLE deliveries ADD CONSTRAINT deliveries_finding_check CHECK ((kind = 'finding') = (finding_id IS NOT NULL));

ALTER TABLE delivery_items ADD COLUMN finding_id uuid;  -- as the delivery's
-- Nobody is told of one finding twice. A line may have several findings, one after the other.
CREATE UNIQUE INDEX delivery_items_finding_once ON delivery_items (finding_id, person_id)
 WHERE claims AND finding_id IS NOT NULL;
DROP INDEX delivery_items_once;
CREATE UNIQUE INDEX delivery_items_once ON delivery_items (assignment_id, person_id, kind)
 WHERE claims AND finding_id IS NULL;
"""


def upgrade() -> None:
    """Add table and columns; old code goes on without them."""
    op.execute(SQL)
