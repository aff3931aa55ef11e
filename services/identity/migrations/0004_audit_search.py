"""Searching the audit by who acted, by kind, and by day."""

from alembic import op

revision = "identity_0004"
down_revision = "identity_0003"
branch_labels = None
depends_on = None

SQL = """
-- Each serves one way to narrow the search; positions follow the time, so a page begins where the last one ended.
CREATE INDEX audit_by_actor ON audit (actor, position);
CREATE INDEX audit_by_action ON audit (action, position);
CREATE INDEX audit_by_time ON audit (at);
"""


def upgrade() -> None:
    """Add the indexes."""
    op.execute(SQL)
