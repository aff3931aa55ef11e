"""What people have typed in the forms of a desk and not sent yet."""

from alembic import op

revision = "consultations_0021"
down_revision = "consultations_0020"
branch_labels = None
depends_on = None

SQL = r"""
-- As `unsent_texts`, of desks: a desk has many forms, each with a text and a key of its own, so that one that was sent
-- ends without the others. Rows are never deleted, and outside the second net, for the reasons given there.
CREATE TABLE desk_texts (
    id        uuid        PRIMARY KEY,
    person_id uuid        NOT NULL,
    page      text        NOT NULL CHECK (page IN ('facilitator', 'reviewer', 'verifier', 'registrar')),
    form      text        NOT NULL CHECK (form <> ''),  -- a word of the dashboard's
    version   bigint      NOT NULL CHECK (version >= 0),  -- 0 before it is saved first
    saved_at  timestamptz NOT NULL,
    key_id    uuid,       -- null, as what it seals, once it was sent or discarded: the key is destroyed
    sealed    bytea,      -- what is typed
    CHECK ((key_id IS NULL) = (sealed IS NULL))
);
-- Serves the desk, and keeps a person to one text in a form.
CREATE UNIQUE INDEX desk_texts_of_a_person ON desk_texts (person_id, page, form);
REVOKE DELETE ON desk_texts FROM consultations;
"""


def upgrade() -> None:
    """Create the table."""
    op.execute(SQL)
