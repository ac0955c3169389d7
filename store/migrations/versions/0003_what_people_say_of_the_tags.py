"""what people say of the tags"""

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('tag', schema=None) as batch_op:
        batch_op.alter_column('kind', existing_type=sa.String(length=10), type_=sa.String(length=20), existing_nullable=False)
        batch_op.add_column(sa.Column('stage', sa.String(length=20), nullable=True))
        batch_op.create_index(batch_op.f('ix_tag_kind_confidence_at'), ['kind', 'confidence', 'at'], unique=False)

    op.create_table('correction',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('message_id', sa.String(length=36), nullable=False),
    sa.Column('conversation_id', sa.String(length=36), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('said', sa.JSON(), nullable=False),
    sa.Column('model', sa.String(length=60), nullable=True),
    sa.Column('says', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('agrees', sa.Boolean(), nullable=True),
    sa.Column('holds', sa.Boolean(), nullable=False),
    sa.Column('user_id', sa.String(length=36), nullable=False),
    sa.Column('note', sa.Text(), nullable=True),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversation.id'], name=op.f('fk_correction_conversation_id')),
    sa.ForeignKeyConstraint(['message_id'], ['message.id'], name=op.f('fk_correction_message_id')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_correction_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_correction'))
    )
    with op.batch_alter_table('correction', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_correction_conversation_id'), ['conversation_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_correction_message_id_kind'), ['message_id', 'kind'], unique=False)
        batch_op.create_index(batch_op.f('ix_correction_user_id_at'), ['user_id', 'at'], unique=False)

    op.create_table('answered_question',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('message_id', sa.String(length=36), nullable=False),
    sa.Column('conversation_id', sa.String(length=36), nullable=False),
    sa.Column('question', sa.Text(), nullable=False),
    sa.Column('language', sa.String(length=2), nullable=False),
    sa.Column('verdict', sa.String(length=10), nullable=False),
    sa.Column('article_id', sa.String(length=80), nullable=True),
    sa.Column('user_id', sa.String(length=36), nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversation.id'], name=op.f('fk_answered_question_conversation_id')),
    sa.ForeignKeyConstraint(['message_id'], ['message.id'], name=op.f('fk_answered_question_message_id')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_answered_question_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_answered_question')),
    sa.UniqueConstraint('message_id', name=op.f('uq_answered_question_message_id'))
    )
    with op.batch_alter_table('answered_question', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_answered_question_conversation_id'), ['conversation_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_answered_question_user_id_at'), ['user_id', 'at'], unique=False)


def downgrade() -> None:
    op.drop_table('answered_question')
    op.drop_table('correction')
    with op.batch_alter_table('tag', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_tag_kind_confidence_at'))
        batch_op.drop_column('stage')
        batch_op.alter_column('kind', existing_type=sa.String(length=20), type_=sa.String(length=10), existing_nullable=False)
