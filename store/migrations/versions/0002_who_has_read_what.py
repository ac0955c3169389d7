"""who has read what"""

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('reading',
    sa.Column('user_id', sa.String(length=36), nullable=False),
    sa.Column('conversation_id', sa.String(length=36), nullable=False),
    sa.Column('seq', sa.Integer(), nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversation.id'], name=op.f('fk_reading_conversation_id')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_reading_user_id')),
    sa.PrimaryKeyConstraint('user_id', 'conversation_id', name=op.f('pk_reading'))
    )
    with op.batch_alter_table('reading', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_reading_conversation_id_at'), ['conversation_id', 'at'], unique=False)


def downgrade() -> None:
    op.drop_table('reading')
