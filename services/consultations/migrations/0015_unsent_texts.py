"""What facilitators have typed and not sent yet."""

from alembic import op

revision = "consultations_0015"
down_revision = "consultations_0014"
branch_labels = None
depends_on = None

SQL = r"""
-- What one person has typed on one page of capture and not sent yet, or typed there once. Rows are never deleted, so
-- that a version never comes again: nobody writes over what they have not seen. Outside the second net: it belongs to a
-- person, not to an organisation, and every statement asks for the person.
CREATE TABLE unsent_texts (
    id              uuid        PRIMARY KEY,
    person_id       uuid        NOT NULL,
    page            text        NOT NULL CHECK (page IN ('lines', 'table', 'box')),
    consultation_id uuid        REFERENCES consultations (id),  -- null: the page belongs to none
    version         bigint      NOT NULL CHECK (version >= 0),  -- 0 before it is saved first
    saved_at        timestamptz NOT NULL,
    key_id          uuid,       -- null, as what it seals, once it was entered or discarded: the key is destroyed
    sealed          bytea,      -- what is typed
    CHECK ((key_id IS NULL) = (sealed IS NULL))
);
-- Serves the page, and keeps a person to one text there.
CREATE UNIQUE INDEX unsent_texts_of_a_person ON unsent_texts (person_id, page, consultation_id) NULLS NOT DISTINCT;
REVOKE DELETE ON unsent_texts FROM consultations;
"""


def upgrade() -> None:
    """Create the table."""
    op.execute(SQL)
