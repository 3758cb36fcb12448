"""Hashes of row ids, and the rows that later imports hide, beside each file of facts."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up one step."""
    with op.batch_alter_table("import_files") as table:
        table.add_column(sa.Column("ids_path", sa.String(200), nullable=True))
        table.add_column(sa.Column("hidden_path", sa.String(200), nullable=True))


def downgrade() -> None:
    """Go down one step."""
    with op.batch_alter_table("import_files") as table:
        table.drop_column("hidden_path")
        table.drop_column("ids_path")
