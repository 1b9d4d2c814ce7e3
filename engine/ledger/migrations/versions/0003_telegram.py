"""Citizens' consent to notices by Telegram."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "telegram_link",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("iin", sa.String(length=12), nullable=False),
        sa.Column("case_id", sa.String(length=200), nullable=False),
        sa.Column("recipient", sa.String(length=100), nullable=False),
        sa.Column("offered_at", sa.String(length=40), nullable=False),
        sa.Column("expires_at", sa.String(length=40), nullable=False),
        sa.Column("chat", sa.String(length=40), nullable=False),
        sa.Column("agreed_at", sa.String(length=40), nullable=False),
        sa.Column("wording", sa.String(length=10), nullable=False),
        sa.Column("ended_at", sa.String(length=40), nullable=False),
        sa.Column("ended_by", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("token_hash"),
    )
    op.create_index(op.f("ix_telegram_link_iin"), "telegram_link", ["iin"], unique=False)
    op.create_index(op.f("ix_telegram_link_chat"), "telegram_link", ["chat"], unique=False)
