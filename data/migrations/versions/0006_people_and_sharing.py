"""People, sessions, tokens, the audit log, fuller links, what partners send back, views of one's own."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up one step."""
    op.create_table(
        "people",
        sa.Column("id", sa.String(24), primary_key=True),
        sa.Column("email", sa.String(254), nullable=False, unique=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("manages", sa.String(200), nullable=False),
        sa.Column("password_hash", sa.String(200), nullable=False),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.Column("disabled_at", sa.DateTime, nullable=True),
        sa.Column("last_seen_at", sa.DateTime, nullable=True),
    )
    op.create_table(
        "sign_ins",
        sa.Column("id", sa.String(24), primary_key=True),
        sa.Column("secret_sha256", sa.String(64), nullable=False, unique=True),
        sa.Column("person_id", sa.String(24), sa.ForeignKey("people.id", ondelete="CASCADE"), nullable=False, index=True),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.Column("last_seen_at", sa.DateTime, nullable=False),
        sa.Column("expires_at", sa.DateTime, nullable=False),
        sa.Column("ended_at", sa.DateTime, nullable=True),
        sa.Column("address", sa.String(60), nullable=False),
        sa.Column("browser", sa.String(120), nullable=False),
    )
    op.create_table(
        "one_time_links",
        sa.Column("secret_sha256", sa.String(64), primary_key=True),
        sa.Column("purpose", sa.String(20), nullable=False),
        sa.Column("person_id", sa.String(24), sa.ForeignKey("people.id", ondelete="CASCADE"), nullable=True, index=True),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.Column("expires_at", sa.DateTime, nullable=False),
        sa.Column("used_at", sa.DateTime, nullable=True),
    )
    op.create_table(
        "api_tokens",
        sa.Column("id", sa.String(24), primary_key=True),
        sa.Column("secret_sha256", sa.String(64), nullable=False, unique=True),
        sa.Column("person_id", sa.String(24), sa.ForeignKey("people.id", ondelete="CASCADE"), nullable=False, index=True),
        sa.Column("label", sa.String(100), nullable=False),
        sa.Column("scopes", sa.JSON, nullable=False),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.Column("last_used_at", sa.DateTime, nullable=True),
        sa.Column("revoked_at", sa.DateTime, nullable=True),
    )
    op.create_table(
        "limit_counts",
        sa.Column("key", sa.String(300), primary_key=True),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("expires_at", sa.Float, nullable=False),
    )
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("at", sa.DateTime, nullable=False, index=True),
        sa.Column("actor", sa.String(60), nullable=False, index=True),
        sa.Column("actor_name", sa.String(254), nullable=False),
        sa.Column("act", sa.String(40), nullable=False, index=True),
        sa.Column("partner_id", sa.String(400), nullable=False, index=True),
        sa.Column("detail", sa.String(500), nullable=False),
        sa.Column("address", sa.String(60), nullable=False),
    )
    # The log is added to and never rewritten, not even by a mistake of ours.
    if op.get_bind().dialect.name == "postgresql":
        op.execute("CREATE RULE audit_is_not_rewritten AS ON UPDATE TO audit DO INSTEAD NOTHING")
    else:
        op.execute(
            "CREATE TRIGGER audit_is_not_rewritten BEFORE UPDATE ON audit "
            "BEGIN SELECT RAISE(ABORT, 'the audit log is not rewritten'); END"
        )
    with op.batch_alter_table("share_links") as table:
        table.alter_column("partner_id", type_=sa.String(400), existing_type=sa.String(200), existing_nullable=False)
        table.add_column(sa.Column("sections", sa.JSON, nullable=False, server_default="[]"))
        table.add_column(sa.Column("passcode_hash", sa.String(200), nullable=False, server_default=""))
        table.add_column(sa.Column("frozen", sa.JSON, nullable=True))
        table.add_column(sa.Column("frozen_at", sa.Integer, nullable=True))
        table.add_column(sa.Column("turn", sa.Integer, nullable=False, server_default="0"))
        table.add_column(sa.Column("created_by", sa.String(60), nullable=False, server_default=""))
    op.create_table(
        "share_past_secrets",
        sa.Column("secret_sha256", sa.String(64), primary_key=True),
        sa.Column("link_id", sa.String(24), sa.ForeignKey("share_links.id", ondelete="CASCADE"), nullable=False, index=True),
    )
    op.create_table(
        "submissions",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("link_id", sa.String(24), sa.ForeignKey("share_links.id", ondelete="CASCADE"), nullable=False, index=True),
        sa.Column("partner_id", sa.String(400), nullable=False, index=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("content", sa.JSON, nullable=False),
        sa.Column("sent_at", sa.DateTime, nullable=False),
        sa.Column("state", sa.String(20), nullable=False, index=True),
        sa.Column("decided_at", sa.DateTime, nullable=True),
        sa.Column("decided_by", sa.String(254), nullable=False),
        sa.Column("reason", sa.String(1000), nullable=False),
        sa.Column("import_id", sa.Integer, sa.ForeignKey("imports.id", ondelete="SET NULL"), nullable=True),
    )
    op.create_table(
        "peer_groups",
        sa.Column("kpi", sa.String(80), primary_key=True),
        sa.Column("partner_type", sa.String(80), primary_key=True),
        sa.Column("members", sa.JSON, nullable=False),
        sa.Column("made_at", sa.DateTime, nullable=False),
    )
    # Names of views are each person's own from here on; views made before belong to nobody in particular.
    kept = _views("name", "path", "query", "made_on")
    op.drop_table("saved_views")
    table = op.create_table(
        "saved_views",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("owner", sa.String(24), nullable=False, index=True),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("path", sa.String(400), nullable=False),
        sa.Column("query", sa.String(4000), nullable=False),
        sa.Column("made_on", sa.Date, nullable=False),
        sa.UniqueConstraint("owner", "name", name="one_name_per_owner"),
    )
    op.bulk_insert(table, [{"owner": "", **one} for one in kept])


def downgrade() -> None:
    """Go down one step."""
    kept = [one for one in _views("owner", "name", "path", "query", "made_on") if not one.pop("owner")]
    for table in ("saved_views", "peer_groups", "submissions", "share_past_secrets"):
        op.drop_table(table)
    table = op.create_table(
        "saved_views",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("name", sa.String(100), nullable=False, unique=True),
        sa.Column("path", sa.String(400), nullable=False),
        sa.Column("query", sa.String(4000), nullable=False),
        sa.Column("made_on", sa.Date, nullable=False),
    )
    op.bulk_insert(table, kept)
    with op.batch_alter_table("share_links") as table:
        for name in ("created_by", "turn", "frozen_at", "frozen", "passcode_hash", "sections"):
            table.drop_column(name)
        table.alter_column("partner_id", type_=sa.String(200), existing_type=sa.String(400), existing_nullable=False)
    for table in ("audit", "limit_counts", "api_tokens", "one_time_links", "sign_ins", "people"):
        op.drop_table(table)


def _views(*names):
    """Return the saved views, in the order in which they were made."""
    columns = [sa.column(name, sa.Date) if name == "made_on" else sa.column(name) for name in names]
    query = sa.select(*columns).select_from(sa.table("saved_views")).order_by(sa.column("id"))
    return [dict(row._mapping) for row in op.get_bind().execute(query)]
