"""Mails about what has changed since a body was asked."""

from alembic import op

revision = "notifications_0009"
down_revision = "notifications_0008"
branch_labels = None
depends_on = None

SQL = """
-- What happened to a line, or to a statement with all its lines, that its addressee is to be told of: made from events.
CREATE TABLE changes (
    id            uuid   PRIMARY KEY,  -- the event's: a second delivery of it makes no second change
    place         bigint GENERATED ALWAYS AS IDENTITY,  -- of one line or statement, the later one has the higher
    kind          text   NOT NULL CHECK (kind IN ('letter', 'closed', 'reopened', 'withdrawn', 'merged', 'superseded',
                                                  'unmerged', 'transferred', 'transfer_undone')),
    assignment_id uuid,  -- null if it happened to a statement
    statement_id  uuid,  -- null if it happened to a line
    day           date   NOT NULL,  -- on which it counts
    recorded_date date   NOT NULL,  -- on which it became known here
    details       jsonb  NOT NULL,  -- public words only: closure, number, position, channel
    other_id      uuid,  -- the body that the line went to, or the statement that stands for this one; null for neither
    CHECK ((assignment_id IS NULL) <> (statement_id IS NULL))
);
-- Serve the question what an addressee is still to be told, and whether a change still holds.
CREATE INDEX changes_by_assignment ON changes (assignment_id, place);
CREATE INDEX changes_by_statement ON changes (statement_id, place);
-- Serves what was left out while the other statement was hidden.
CREATE INDEX changes_by_other ON changes (other_id);

ALTER TABLE assignments ADD COLUMN asked boolean NOT NULL DEFAULT false;  -- a request for it was sent
UPDATE assignments SET asked = true
 WHERE EXISTS (SELECT FROM delivery_items
                 JOIN deliveries ON deliveries.id = delivery_items.delivery_id
                WHERE delivery_items.assignment_id = assignments.id
                  AND deliveries.kind = 'request'
                  AND (deliveries.state = 'accepted' OR deliveries.trying_since IS NOT NULL));

DROP VIEW lines;
CREATE VIEW lines AS
SELECT assignments.*,
       coalesce(statements.withdrawn, false) AS withdrawn,
       coalesce(statements.hidden OR statements.untracked OR statements.joined, false)
       OR coalesce(consultations.hidden, false) OR held.withheld AS hidden,
       coalesce(statements.hidden, false) OR coalesce(consultations.hidden, false) OR held.withheld AS concealed
  FROM assignments
  LEFT JOIN statements ON statements.id = assignments.statement_id
  LEFT JOIN consultations ON consultations.id = assignments.consultation_id
 CROSS JOIN LATERAL (SELECT EXISTS (SELECT FROM withheld
                                     WHERE aggregate_id IN (assignments.statement_id, assignments.consultation_id))
                         AS withheld) AS held;

ALTER TABLE deliveries DROP CONSTRAINT deliveries_kind_check;
ALTER TABLE deliveries
    ADD CONSTRAINT deliveries_kind_check CHECK (kind IN ('request', 'finding', 'finding_taken_back', 'changes'));
ALTER TABLE deliveries DROP CONSTRAINT deliveries_finding_check;
ALTER TABLE deliveries
    ADD CONSTRAINT deliveries_finding_check
    CHECK ((kind IN ('finding', 'finding_taken_back')) = (finding_id IS NOT NULL));

-- One change in one mail.
CREATE TABLE delivery_changes (
    delivery_id uuid    NOT NULL REFERENCES deliveries (id),
    change_id   uuid    NOT NULL,
    place       integer NOT NULL,  -- order in which it came
    person_id   uuid    NOT NULL,
    addressee_id uuid    NOT NULL,
    claims      boolean NOT NULL,  -- as the delivery's
    PRIMARY KEY (delivery_id, change_id)
);
-- Nobody is told of one change to one body's line twice, whatever is delivered again.
CREATE UNIQUE INDEX delivery_changes_once ON delivery_changes (change_id, addressee_id, person_id) WHERE claims;

-- A change as a liaison of a body that it concerns may have to be told of it. A statement's change concerns the line
-- that a body has: one that went to another body is over.
CREATE VIEW news AS
SELECT mandates.person_id AS liaison_id, mandates.from_date AS liaison_from_date, mandates.ended AS liaison_ended,
       changes.id AS change_id, changes.place AS change_place, changes.kind AS change_kind,
       changes.assignment_id AS changed_assignment_id, changes.statement_id AS changed_statement_id,
       changes.day, changes.recorded_date, changes.details, changes.other_id,
       lines.*,
       -- Nothing later of the same line or statement took it back.
       NOT EXISTS (SELECT FROM changes AS later
                    WHERE later.place > changes.place
                      AND (later.assignment_id = changes.assignment_id OR later.statement_id = changes.statement_id)
                      AND CASE WHEN changes.kind IN ('closed', 'reopened')
                               THEN later.kind IN ('closed', 'reopened')
                               WHEN changes.kind IN ('merged', 'superseded', 'unmerged')
                               THEN later.kind IN ('merged', 'superseded', 'unmerged')
                               WHEN changes.kind IN ('transferred', 'transfer_undone')
                               THEN later.kind IN ('transferred', 'transfer_undone')
                               ELSE false END) AS holds,
       -- The person was told of what it takes back, in a mail that was at least tried.
       EXISTS (SELECT FROM changes AS earlier
                 JOIN delivery_changes ON delivery_changes.change_id = earlier.id
                 JOIN deliveries ON deliveries.id = delivery_changes.delivery_id
                WHERE earlier.place < changes.place
                  AND (earlier.assignment_id = changes.assignment_id OR earlier.statement_id = changes.statement_id)
                  AND CASE changes.kind WHEN 'reopened' THEN earlier.kind = 'closed'
                                        WHEN 'unmerged' THEN earlier.kind IN ('merged', 'superseded')
                                        WHEN 'transfer_undone' THEN earlier.kind = 'transferred'
                                        ELSE false END
                  AND delivery_changes.person_id = mandates.person_id
                  AND delivery_changes.addressee_id = lines.addressee_id
                  AND deliveries.trying_since IS NOT NULL) AS reversed_was_told,
       -- What stands for it is being checked: no mail so much as names it.
       EXISTS (SELECT FROM statements WHERE id = changes.other_id AND hidden)
       OR EXISTS (SELECT FROM withheld WHERE aggregate_id = changes.other_id)
       OR EXISTS (SELECT FROM consultations
                   WHERE consultations.hidden AND number = split_part(changes.details ->> 'number', '/', 1))
       OR EXISTS (SELECT FROM lines AS target WHERE target.statement_id = changes.other_id AND target.concealed)
           AS other_concealed
  FROM changes
  JOIN lines ON lines.id = changes.assignment_id
             OR (lines.statement_id = changes.statement_id AND NOT lines.transferred)
  JOIN mandates ON mandates.addressee_id = lines.addressee_id;
"""


def upgrade() -> None:
    """Add tables and columns; old code goes on without them."""
    op.execute(SQL)
