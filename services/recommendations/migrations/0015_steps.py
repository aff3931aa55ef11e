"""Steps of the clock: which were announced, and which days are done with."""

from alembic import op

revision = "recommendations_0015"
down_revision = "recommendations_0014"
branch_labels = None
depends_on = None

SQL = r"""
ALTER TABLE assignments
    ADD COLUMN steps          jsonb   NOT NULL DEFAULT '[]',  -- announced and not taken back
    ADD COLUMN steps_in_doubt boolean NOT NULL DEFAULT false;  -- one of them may have to be
-- Serves the task that takes steps back.
CREATE INDEX assignments_in_doubt ON assignments (id) WHERE steps_in_doubt;
-- Serves the re-check twelve months after something was shown to be done.
CREATE INDEX assignments_verified ON assignments (verification_date, id)
    WHERE verification IN ('verified_complete', 'verified_alternative') AND NOT steps @> '[{"rule": "recheck_due"}]';
-- Serves the closing of what was shown to be done.
CREATE INDEX assignments_to_close ON assignments (id)
    WHERE closure = 'open' AND verification IN ('verified_complete', 'verified_alternative')
      AND verification_version > closure_version;

-- The last day whose steps have all been announced. One row.
CREATE TABLE clock_days (
    only_row  boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    done_date date    NOT NULL
);
"""


def upgrade() -> None:
    """Add the columns and the table; old code goes on without them."""
    op.execute(SQL)
