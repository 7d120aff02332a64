"""SQL of the flow of one issue."""

from ticketing.core.actor import Actor
from ticketing.core.db import Record, Session, Sql
from ticketing.features.activity.queries import visible_rows
from ticketing.features.issues.queries import id_sql


async def get(session: Session, actor: Actor, ticket: str) -> Record | None:
    """An issue that the actor may see, with what its flow is made of, as of one moment.

    ``spans`` are its times in each status, ``assignments`` its creation and all changes of the
    assignee in the order of time, ``fields`` how often each field was changed as far as the actor
    may see that.
    """
    sql = Sql()
    issue = id_sql(sql, actor, ticket)
    _, visible = visible_rows(sql, actor, known=True)
    told = " AND ".join(["a.issue_id = i.id", "a.field IS NOT NULL", *visible])
    return await session.fetchrow(
        "SELECT i.id, i.issue_name, i.issue_project, i.created_on, i.created_by, i.updated_on,"
        " i.resolved_on, i.issue_status, i.issue_assigned_to,"
        " (SELECT jsonb_agg(jsonb_build_object('issue_status', s.issue_status, 'started_on',"
        " s.started_on, 'ended_on', s.ended_on, 'started_by', s.started_by, 'activity_id',"
        " s.activity_id) ORDER BY s.span_number) FROM status_spans s WHERE s.issue_id = i.id)"
        " AS spans,"
        " (SELECT jsonb_agg(jsonb_build_object('type', a.activity_type, 'on', a.created_on,"
        " 'by', a.created_by, 'old', a.old_value, 'new', a.new_value, 'id', a.id)"
        " ORDER BY a.activity_type <> 6, a.created_on, a.id) FROM activity a"
        " WHERE a.issue_id = i.id AND (a.activity_type = 6 OR a.field = 'issue_assigned_to'))"
        " AS assignments,"
        " (SELECT jsonb_agg(jsonb_build_object('field', f.field, 'changes', f.changes,"
        " 'last_changed_on', f.latest) ORDER BY f.changes DESC, f.field) FROM ("
        " SELECT a.field, count(*) AS changes, max(a.created_on) AS latest"
        f" FROM activity a WHERE {told} GROUP BY a.field) f) AS fields"
        f" FROM issues i WHERE i.id = ({issue})",
        *sql.params,
    )
