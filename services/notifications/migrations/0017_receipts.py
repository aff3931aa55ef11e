"""Receipts: whoever answered is told at every address what was answered in their name."""

from alembic import op

revision = "notifications_0017"
down_revision = "notifications_0016"
branch_labels = None
depends_on = None

SQL = """
ALTER TABLE deliveries DROP CONSTRAINT deliveries_kind_check;
ALTER TABLE deliveries ADD CONSTRAINT deliveries_kind_check
    CHECK (kind IN ('request', 'finding', 'finding_taken_back', 'changes', 'answers', 'receipt'));

DROP VIEW news;

-- A change as somebody whom it concerns may have to be told of it: a liaison of the body; of an answer also a
-- facilitator of the host. Of what they answered themselves (own) a liaison gets a receipt. A statement's change
-- concerns the line that a body has: one that went to another body is over. (Old code reads this view: who is told
-- keeps the name it had.)
CREATE VIEW news AS
SELECT recipient.person_id AS liaison_id, recipient.from_date AS liaison_from_date, recipient.ended AS liaison_ended,
       recipient.of_host, recipient.person_id IS NOT DISTINCT FROM changes.author_id AS own,
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
                  AND delivery_changes.person_id = recipient.person_id
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
 CROSS JOIN LATERAL (
       SELECT mandates.person_id, mandates.from_date, mandates.ended, false AS of_host
         FROM mandates
        WHERE mandates.addressee_id = lines.addressee_id
        UNION ALL
       SELECT facilitators.person_id, facilitators.from_date, facilitators.ended, true
         FROM facilitators
        WHERE changes.kind = 'answer' AND facilitators.organisation_id = lines.host_organisation_id
        UNION ALL
       SELECT lines.facilitator_id, DATE '0001-01-01', false, true
        WHERE changes.kind = 'answer'
          AND NOT EXISTS (SELECT FROM facilitators
                           WHERE facilitators.organisation_id = lines.host_organisation_id
                             AND facilitators.person_id = lines.facilitator_id)) AS recipient;
"""


def upgrade() -> None:
    """Let one more kind be, and leave nobody out. Old code that goes on mails a receipt as news, in the same words."""
    op.execute(SQL)
