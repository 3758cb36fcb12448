"""Profiles of files, and partners that are one."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up one step."""
    op.create_table(
        "profiles",
        sa.Column("fingerprint", sa.String(64), primary_key=True),
        sa.Column("file_name", sa.String(400), nullable=False),
        sa.Column("header", sa.JSON, nullable=False),
        sa.Column("mapping", sa.JSON, nullable=False),
        sa.Column("saved_on", sa.Date, nullable=False),
    )
    op.create_table(
        "partner_aliases",
        sa.Column("alias", sa.String(400), primary_key=True),
        sa.Column("partner_id", sa.String(400), nullable=False, index=True),
        sa.Column("made_on", sa.Date, nullable=False),
    )


def downgrade() -> None:
    """Go down one step."""
    op.drop_table("partner_aliases")
    op.drop_table("profiles")
