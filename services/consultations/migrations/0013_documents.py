"""Documents of consultations."""

from alembic import op

revision = "consultations_0013"
down_revision = "consultations_0012"
branch_labels = None
depends_on = None

SQL = r"""
-- A document of a consultation. Its two copies, as uploaded and cleaned, lie sealed in the store of files, under the
-- row's own key. It never changes: it is added, becomes public, and is removed.
CREATE TABLE documents (
    id              uuid        PRIMARY KEY,            -- also of the copy as uploaded
    consultation_id uuid        NOT NULL REFERENCES consultations (id),
    organisation_id uuid        NOT NULL,               -- the host's
    position        bigint      GENERATED ALWAYS AS IDENTITY,
    key_id          uuid        NOT NULL,
    cleaned_id      uuid        NOT NULL,               -- of the cleaned copy
    details         bytea       NOT NULL,               -- sealed: what it is
    reading         bytea       NOT NULL,               -- sealed: every text in it
    added_by        uuid        NOT NULL,
    added_date      date        NOT NULL,
    added_at        timestamptz NOT NULL,
    waits           boolean     NOT NULL                -- the next publication makes it public
);
-- Serves the documents of a consultation.
CREATE INDEX documents_by_consultation ON documents (consultation_id, position);
-- Serves the list of what waits for a reviewer.
CREATE INDEX documents_that_wait ON documents (organisation_id, consultation_id, added_at) WHERE waits;
ALTER TABLE documents ENABLE ROW LEVEL SECURITY;
ALTER TABLE documents FORCE ROW LEVEL SECURITY;
CREATE POLICY of_the_organisation ON documents USING (acting_for(organisation_id));
-- A sealed copy that is to be taken out of the store of files after the commit that asked for it.
CREATE TABLE files_to_delete (
    file_id  uuid        PRIMARY KEY,
    asked_at timestamptz NOT NULL
);
-- What a consultation's documents are, as published.
ALTER TABLE published_consultations ADD COLUMN documents jsonb NOT NULL DEFAULT '[]';
"""


def upgrade() -> None:
    """Create the table, the second net over it, and the column."""
    op.execute(SQL)
