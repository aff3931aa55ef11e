"""What a rebuild empties, it may empty, and nothing that stays refers to it."""

from alembic import op

revision = "recommendations_0009"
down_revision = "recommendations_0008"
branch_labels = None
depends_on = None

SQL = r"""
GRANT TRUNCATE ON addressees, consultations, recommendations, assignments, changes, counts, count_deltas,
                  calendar_corrections
   TO recommendations;
-- These rows outlive those they belong to while the latter are folded anew.
ALTER TABLE outside_answers DROP CONSTRAINT outside_answers_assignment_id_fkey;
ALTER TABLE findings DROP CONSTRAINT findings_assignment_id_fkey;
ALTER TABLE closure_proposals DROP CONSTRAINT closure_proposals_assignment_id_fkey;
ALTER TABLE answer_drafts DROP CONSTRAINT answer_drafts_assignment_id_fkey;
ALTER TABLE calendar_rederivations DROP CONSTRAINT calendar_rederivations_version_fkey;
"""


def upgrade() -> None:
    """Grant and loosen; old code does not notice."""
    op.execute(SQL)
