"""What reviewers did in the safeguarding gate."""

from alembic import op

revision = "consultations_0006"
down_revision = "consultations_0005"
branch_labels = None
depends_on = None

SQL = r"""
-- One thing that a reviewer did before something became public: cleared or redacted a span, read the final text as its
-- second reader, restricted a statement or lowered that. Append-only; goes with the statement that it is about.
CREATE TABLE safeguarding_acts (
    id              uuid        PRIMARY KEY,
    position        bigint      GENERATED ALWAYS AS IDENTITY UNIQUE,
    consultation_id uuid        NOT NULL REFERENCES consultations (id),
    organisation_id uuid        NOT NULL,
    owner_id        uuid        NOT NULL,  -- the statement, the consultation, or its programme
    statement_id    uuid        REFERENCES statements (id) ON DELETE CASCADE,  -- null unless it is about one
    kind            text        NOT NULL CHECK (kind IN ('clear', 'redact', 'read', 'restrict', 'lower')),
    acted_by        uuid        NOT NULL,
    acted_at        timestamptz NOT NULL,
    key_id          uuid        NOT NULL,  -- data key of the statement, or else of the consultation
    about           bytea       NOT NULL   -- sealed: which span, which text, why
);
-- Serves reading what was done in a consultation.
CREATE INDEX safeguarding_acts_by_consultation ON safeguarding_acts (consultation_id, position);
-- Serves removing a statement.
CREATE INDEX safeguarding_acts_by_statement ON safeguarding_acts (statement_id);
REVOKE UPDATE, DELETE ON safeguarding_acts FROM consultations;
ALTER TABLE safeguarding_acts ENABLE ROW LEVEL SECURITY;
ALTER TABLE safeguarding_acts FORCE ROW LEVEL SECURITY;
CREATE POLICY of_the_organisation ON safeguarding_acts USING (acting_for(organisation_id));
"""


def upgrade() -> None:
    """Create the table, and the second net over it."""
    op.execute(SQL)
