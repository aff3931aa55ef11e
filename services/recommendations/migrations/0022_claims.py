"""What waits for a verifier, and why: the queue is read from an index."""

from alembic import op

revision = "recommendations_0022"
down_revision = "recommendations_0021"
branch_labels = None
depends_on = None

SQL = r"""
ALTER TABLE assignments
    ADD COLUMN claim      text CHECK (claim IN ('said_done', 'new_evidence', 'recheck_due', 'finding_announced')),
    ADD COLUMN claim_date date,  -- since when it waits; of an announced finding the last day for a reply
    ADD CONSTRAINT assignments_claim_dated CHECK ((claim IS NULL) = (claim_date IS NULL));
WITH known AS (
    SELECT id, finding_until_date, verification, verification_date, says_done_date,
           (SELECT (step->>'day')::date
              FROM jsonb_array_elements(steps) AS step
             WHERE step->>'rule' = 'recheck_due'
             LIMIT 1) AS recheck_date,
           coalesce(verification IN ('contradicted', 'lapsed', 'not_verifiable')
                    AND coalesce(greatest(position_date, progress_date), '-infinity') <= verification_date,
                    false) AS settled
      FROM assignments
     WHERE closure NOT IN ('closed_not_applicable', 'transferred')
), waiting AS (
    SELECT id,
           CASE WHEN finding_until_date IS NOT NULL THEN 'finding_announced'
                WHEN recheck_date IS NOT NULL THEN 'recheck_due'
                WHEN verification = 'unassessed' AND verification_date IS NOT NULL THEN 'new_evidence'
                WHEN says_done_date IS NOT NULL AND NOT settled
                     AND verification NOT IN ('verified_complete', 'verified_alternative') THEN 'said_done'
           END AS claim,
           finding_until_date, recheck_date, verification_date, says_done_date
      FROM known
)
UPDATE assignments a
   SET claim = w.claim,
       claim_date = CASE w.claim WHEN 'finding_announced' THEN w.finding_until_date
                                 WHEN 'recheck_due' THEN w.recheck_date
                                 WHEN 'new_evidence' THEN w.verification_date
                                 ELSE w.says_done_date END
  FROM waiting w
 WHERE a.id = w.id AND w.claim IS NOT NULL;

-- Serves the verifiers' queue.
CREATE INDEX assignments_claims ON assignments (claim_date, id) WHERE claim_date IS NOT NULL;
DROP INDEX assignments_claimed;
"""


def upgrade() -> None:
    """Add the columns and the index; old code lists its claims without one."""
    op.execute(SQL)
