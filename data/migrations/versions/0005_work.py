"""Actions, findings put off, targets of the page, reviews, saved views, versions of the method."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up one step."""
    op.create_table(
        "reviews",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("partner_id", sa.String(400), nullable=False, index=True),
        sa.Column("period", sa.String(10), nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("held_on", sa.Date, nullable=True),
        sa.Column("notes", sa.Text, nullable=False),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.Column("closed_at", sa.DateTime, nullable=True),
        sa.Column("snapshot", sa.JSON, nullable=True),
    )
    op.create_table(
        "review_figures",
        sa.Column("review_id", sa.Integer, sa.ForeignKey("reviews.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("month", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("measure", sa.String(200), primary_key=True),
        sa.Column("owner", sa.String(200), nullable=False),
        sa.Column("resolution", sa.String(2000), nullable=False),
        sa.Column("resolved", sa.Boolean, nullable=False),
    )
    op.create_table(
        "actions",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("partner_id", sa.String(400), nullable=False, index=True),
        sa.Column("kpi", sa.String(80), nullable=False),
        sa.Column("title", sa.String(300), nullable=False),
        sa.Column("reason", sa.String(2000), nullable=False),
        sa.Column("insight", sa.String(700), nullable=False, index=True),
        sa.Column("owner", sa.String(200), nullable=False),
        sa.Column("due", sa.Date, nullable=True),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("expected", sa.Float, nullable=True),
        sa.Column("review_id", sa.Integer, sa.ForeignKey("reviews.id", ondelete="SET NULL"), nullable=True),
        sa.Column("created_on", sa.Date, nullable=False),
        sa.Column("done_on", sa.Date, nullable=True),
        sa.Column("removed", sa.Boolean, nullable=False),
    )
    op.create_table(
        "insight_states",
        sa.Column("key", sa.String(700), primary_key=True),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("until", sa.Date, nullable=True),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("made_on", sa.Date, nullable=False),
    )
    op.create_table(
        "site_targets",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("kpi", sa.String(80), nullable=False),
        sa.Column("value", sa.Float, nullable=False),
        sa.Column("due", sa.Date, nullable=False),
        sa.Column("partner_id", sa.String(400), nullable=False, index=True),
        sa.Column("partner_type", sa.String(80), nullable=False),
        sa.Column("baseline", sa.Float, nullable=True),
        sa.Column("goal", sa.String(200), nullable=False),
        sa.Column("owner", sa.String(200), nullable=False),
        sa.Column("made_on", sa.Date, nullable=False),
        sa.Column("removed", sa.Boolean, nullable=False),
    )
    op.create_table(
        "saved_views",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("name", sa.String(100), nullable=False, unique=True),
        sa.Column("path", sa.String(400), nullable=False),
        sa.Column("query", sa.String(4000), nullable=False),
        sa.Column("made_on", sa.Date, nullable=False),
    )
    op.create_table(
        "method_versions",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("label", sa.String(100), nullable=False),
        sa.Column("note", sa.String(2000), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("saved_at", sa.DateTime, nullable=False),
    )


def downgrade() -> None:
    """Go down one step."""
    for table in ("method_versions", "saved_views", "site_targets", "insight_states", "actions", "review_figures", "reviews"):
        op.drop_table(table)
