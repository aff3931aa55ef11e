"""Who is removed, whose addresses change, and registrars of whom there is one more, are told so."""

from alembic import op

revision = "identity_0009"
down_revision = "identity_0008"
branch_labels = None
depends_on = None

SQL = """
ALTER TABLE notices
    DROP CONSTRAINT notices_kind_check,
    ADD CONSTRAINT notices_kind_check CHECK (kind IN (
        'address_changed', 'invited', 'handed_over', 'mandate_ended',
        'removed', 'contact_added', 'contact_removed', 'registrar_joined',
        'liaison_address_changed', 'liaison_joined', 'liaison_left', 'liaison_followed'));
"""


def upgrade() -> None:
    """Let the table hold four more kinds; old code goes on."""
    op.execute(SQL)
