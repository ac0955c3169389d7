"""what the platforms say"""

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('arrival',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('channel', sa.String(length=20), nullable=False),
    sa.Column('account', sa.String(length=80), nullable=False),
    sa.Column('external_id', sa.String(length=200), nullable=False),
    sa.Column('person', sa.String(length=120), nullable=True),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('next_at', sa.BigInteger(), nullable=False),
    sa.Column('lease_until', sa.BigInteger(), nullable=False),
    sa.Column('happened_at', sa.BigInteger(), nullable=False),
    sa.Column('received_at', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_arrival')),
    sa.UniqueConstraint('channel', 'account', 'external_id', name=op.f('uq_arrival_channel_account_external_id'))
    )
    with op.batch_alter_table('arrival', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_arrival_channel_account_kind_received_at'), ['channel', 'account', 'kind', 'received_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_arrival_channel_account_person_state'), ['channel', 'account', 'person', 'state'], unique=False)
        batch_op.create_index(batch_op.f('ix_arrival_received_at'), ['received_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_arrival_state_next_at'), ['state', 'next_at'], unique=False)

    op.create_table('credential',
    sa.Column('channel', sa.String(length=20), nullable=False),
    sa.Column('account', sa.String(length=80), nullable=False),
    sa.Column('access_token', sa.Text(), nullable=False),
    sa.Column('refresh_token', sa.Text(), nullable=False),
    sa.Column('seeds', sa.JSON(), nullable=False),
    sa.Column('expires_at', sa.BigInteger(), nullable=False),
    sa.Column('renewed_at', sa.BigInteger(), nullable=False),
    sa.Column('lease_until', sa.BigInteger(), nullable=False),
    sa.Column('failure', sa.String(length=200), nullable=True),
    sa.Column('failed_at', sa.BigInteger(), nullable=True),
    sa.Column('refused', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('channel', 'account', name=op.f('pk_credential'))
    )
    op.create_table('dispatch',
    sa.Column('message_id', sa.String(length=36), nullable=False),
    sa.Column('part', sa.Integer(), nullable=False),
    sa.Column('channel', sa.String(length=20), nullable=False),
    sa.Column('account', sa.String(length=80), nullable=False),
    sa.Column('external_id', sa.String(length=200), nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['message_id'], ['message.id'], name=op.f('fk_dispatch_message_id')),
    sa.PrimaryKeyConstraint('message_id', 'part', name=op.f('pk_dispatch')),
    sa.UniqueConstraint('channel', 'account', 'external_id', name=op.f('uq_dispatch_channel_account_external_id'))
    )
    with op.batch_alter_table('identity', schema=None) as batch_op:
        batch_op.add_column(sa.Column('name', sa.String(length=120), nullable=True))
        batch_op.add_column(sa.Column('picture', sa.String(length=1000), nullable=True))
        batch_op.add_column(sa.Column('profile_at', sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column('interacted_at', sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column('quota', sa.JSON(none_as_null=True), nullable=True))

    with op.batch_alter_table('message', schema=None) as batch_op:
        batch_op.alter_column('external_id', existing_type=sa.String(length=120), type_=sa.String(length=200), existing_nullable=True)

    with op.batch_alter_table('outbox', schema=None) as batch_op:
        batch_op.add_column(sa.Column('part', sa.Integer(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('doubt_at', sa.BigInteger(), server_default='0', nullable=False))



def downgrade() -> None:
    with op.batch_alter_table('message', schema=None) as batch_op:
        batch_op.alter_column('external_id', existing_type=sa.String(length=200), type_=sa.String(length=120), existing_nullable=True)

    with op.batch_alter_table('outbox', schema=None) as batch_op:
        batch_op.drop_column('doubt_at')
        batch_op.drop_column('part')

    with op.batch_alter_table('identity', schema=None) as batch_op:
        batch_op.drop_column('quota')
        batch_op.drop_column('interacted_at')
        batch_op.drop_column('profile_at')
        batch_op.drop_column('picture')
        batch_op.drop_column('name')

    op.drop_table('dispatch')
    op.drop_table('credential')
    with op.batch_alter_table('arrival', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_arrival_state_next_at'))
        batch_op.drop_index(batch_op.f('ix_arrival_received_at'))
        batch_op.drop_index(batch_op.f('ix_arrival_channel_account_person_state'))
        batch_op.drop_index(batch_op.f('ix_arrival_channel_account_kind_received_at'))

    op.drop_table('arrival')
