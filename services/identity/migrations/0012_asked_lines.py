"""Which organisation asks a body for something, line by line, so that it ends when the last line is over."""

from alembic import op

revision = "identity_0012"
down_revision = "identity_0011"
branch_labels = None
depends_on = None

SQL = """
-- One line as put to one body: a copy, made from events of recommendations. While it is not over, the organisation's
-- facilitators hear of changes of who answers for the body. What is in `hosts` was opened before and stays.
CREATE TABLE asked_lines (
    assignment_id   uuid    PRIMARY KEY,
    statement_id    uuid    NOT NULL,
    addressee_id    uuid    NOT NULL,
    organisation_id uuid    NOT NULL,
    over            boolean NOT NULL DEFAULT false  -- it is closed, or with another body
);
-- Serves finding who asks a body for something.
CREATE INDEX asked_lines_by_addressee ON asked_lines (addressee_id) WHERE NOT over;
REVOKE DELETE ON asked_lines FROM identity;

-- A statement of which nothing is asked now, and why: a copy, made from events of consultations, that may come before
-- those of its lines.
CREATE TABLE unasked_statements (
    statement_id uuid NOT NULL,
    reason       text NOT NULL CHECK (reason IN ('withdrawn', 'joined', 'recorded')),
    PRIMARY KEY (statement_id, reason)
);
"""


def upgrade() -> None:
    """Add the tables; old code goes on without them."""
    op.execute(SQL)
