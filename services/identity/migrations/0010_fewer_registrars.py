"""Registrars of whom there is one less are told so."""

from alembic import op

revision = "identity_0010"
down_revision = "identity_0009"
branch_labels = None
depends_on = None

SQL = """
ALTER TABLE notices
    DROP CONSTRAINT notices_kind_check,
    ADD CONSTRAINT notices_kind_check CHECK (kind IN (
        'address_changed', 'invited', 'handed_over', 'mandate_ended',
        'removed', 'contact_added', 'contact_removed', 'registrar_joined', 'registrar_left',
        'liaison_address_changed', 'liaison_joined', 'liaison_left', 'liaison_followed'));
"""


def upgrade() -> None:
    """Let the table hold one more kind; old code goes on."""
    op.execute(SQL)
