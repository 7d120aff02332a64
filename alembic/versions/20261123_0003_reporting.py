"""reporting

Revision: 0003, after 0002
"""

from pathlib import Path

import sqlalchemy as sa

from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None

# What keeps a tracker that serves waiting, and why that may be.
LOCKS = {
    "activity": "No release was without its spans of status: nobody serves from revision 0002.",
    "issues": "No release had its indexes without what charts count: nobody serves from 0002.",
    "projects": "They are few, and each is asked for its past days, which no release lacked.",
}

COUNTED = ['issue_project', 'issue_status', 'updated_on', 'id']
FACTS = ['issue_type', 'issue_priority', 'issue_resolution', 'issue_assigned_to', 'created_on', 'resolved_on']
FILL = """
INSERT INTO status_spans (issue_id, span_number, issue_status, previous_status, started_on, ended_on, activity_id, issue_project, started_by)
SELECT issue_id, span_number, issue_status, previous_status, started_on, ended_on, activity_id, issue_project, started_by
FROM status_history
"""


def run(part: str) -> None:
    """Run the statements of a part of the file beside this one."""
    text = Path(__file__).with_suffix('.sql').read_text()
    statements = text.split(f'\n-- ---- {part}\n')[1].split('\n-- ---- ')[0]
    for statement in statements.split('\n;;\n'):
        if statement.strip():
            op.get_bind().exec_driver_sql(statement)


def upgrade() -> None:
    """Apply the change."""
    # Nobody writes between the reading of the history and the triggers that follow it.
    op.execute('LOCK TABLE issues, activity IN SHARE ROW EXCLUSIVE MODE')
    op.create_table('flow_days',
    sa.Column('issue_project', sa.String(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('issue_status', sa.SmallInteger(), nullable=False),
    sa.Column('issues', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('issue_project', 'day', 'issue_status', name=op.f('pk_flow_days'))
    )
    op.create_table('flow_marks',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('issue_project', sa.String(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('transaction_id', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['issue_project'], ['projects.project_key'], name=op.f('fk_flow_marks_issue_project_projects'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_flow_marks'))
    )
    op.create_index(op.f('ix_flow_marks_issue_project'), 'flow_marks', ['issue_project'], unique=False)
    op.create_table('status_spans',
    sa.Column('issue_id', sa.BigInteger(), nullable=False),
    sa.Column('span_number', sa.Integer(), nullable=False),
    sa.Column('issue_status', sa.SmallInteger(), nullable=False),
    sa.Column('previous_status', sa.SmallInteger(), nullable=True),
    sa.Column('started_on', sa.BigInteger(), nullable=False),
    sa.Column('ended_on', sa.BigInteger(), nullable=True),
    sa.Column('activity_id', sa.BigInteger(), nullable=True),
    sa.Column('issue_project', sa.String(), nullable=False),
    sa.Column('started_by', sa.String(), nullable=True),
    sa.PrimaryKeyConstraint('issue_id', 'span_number', name=op.f('pk_status_spans')),
    postgresql_with={'fillfactor': '90'}
    )
    run('functions')
    op.execute(FILL)
    # Checked and built in one go each, which is a tenth of the work of doing it row by row.
    op.create_foreign_key(op.f('fk_status_spans_issue_id_issues'), 'status_spans', 'issues', ['issue_id'], ['id'], ondelete='CASCADE')
    op.create_index('ix_status_spans_project_started', 'status_spans', ['issue_project', 'started_on'], unique=False, postgresql_include=['issue_status', 'previous_status'])
    op.create_index('ix_status_spans_in_progress', 'status_spans', ['issue_id', 'started_on'], unique=False, postgresql_where=sa.text('issue_status = 3'))
    op.create_index('ix_issues_resolved_on', 'issues', ['resolved_on', 'issue_project'], unique=False, postgresql_include=['created_on', 'id', 'issue_story_points'], postgresql_where=sa.text('resolved_on IS NOT NULL'))
    op.drop_index('ix_issues_project_status', table_name='issues')
    op.create_index('ix_issues_project_status', 'issues', COUNTED, unique=False, postgresql_include=['issue_story_points', *FACTS])
    run('triggers')
    run('views')
    run('reader')
    op.execute('ANALYZE status_spans')
    op.execute('SELECT settle_flow(project_key, 1000000) FROM projects')
    op.execute('ANALYZE flow_days')


def downgrade() -> None:
    """Take the change back; the role stays, since another database may use it."""
    op.execute('DROP SCHEMA reporting CASCADE')
    for name in ('follow_status', 'retell_status', 'unsay_status'):
        op.execute(f'DROP TRIGGER {name} ON activity')
    op.execute('DROP VIEW status_history')
    op.drop_table('status_spans')
    op.drop_table('flow_marks')
    op.drop_table('flow_days')
    for name in ('follow_status()', 'retell_status()', 'forget_status()', 'settle_flow(text, integer)', 'rebuild_status_spans(bigint[])', 'mark_flow(text, bigint)', 'utc_day(bigint)', 'first_status(text)'):
        op.execute(f'DROP FUNCTION {name}')
    op.drop_index('ix_issues_resolved_on', table_name='issues')
    op.drop_index('ix_issues_project_status', table_name='issues')
    op.create_index('ix_issues_project_status', 'issues', COUNTED, unique=False, postgresql_include=['issue_story_points'])
