"""Issues and their history, made past the API."""

from support import Tracker


async def issue(
    tracker: Tracker, project: str, number: int | None = None, **columns: object
) -> int:
    """Make an issue in a project and return its id.

    It is open, and the project's creator made it, unless ``columns`` say otherwise; it has neither
    history nor a search document.

    Args:
        tracker: where.
        project: the project's key.
        number: of its ticket; the next one unless said. The counter follows.
        columns: any column of ``issues``.
    """
    counted = await tracker.sql(
        "INSERT INTO ticket_counters AS t (project_key, last_number) VALUES ($1, coalesce($2, 1))"
        " ON CONFLICT (project_key) DO UPDATE"
        " SET last_number = greatest(coalesce($2, t.last_number + 1), t.last_number)"
        " RETURNING coalesce($2, last_number)",
        project,
        number,
    )
    name = f"{project}-{counted[0][0]}"
    values = {
        "created_on": 1,
        "updated_on": 1,
        "issue_name": name,
        "issue_project": project,
        "issue_type": 2,
        "issue_priority": 3,
        "issue_summary": f"Summary of {name}",
        "issue_description": "",
        "issue_status": 1,
        "issue_resolution": 1,
        "version": 1,
        "issue_rank": f"{counted[0][0]:019x}",
        "issue_environment": "",
        **columns,
    }
    if "created_by" not in values:
        row = await tracker.sql("SELECT created_by FROM projects WHERE project_key = $1", project)
        values["created_by"] = row[0][0]
    places = ", ".join(f"${place}" for place in range(1, len(values) + 1))
    made = await tracker.sql(
        f"INSERT INTO issues ({', '.join(values)}) VALUES ({places}) RETURNING id",
        *values.values(),
    )
    return int(made[0][0])


async def issues(tracker: Tracker, project: str, count: int) -> None:
    """Make many issues in an empty project, numbered from 1."""
    await tracker.sql(
        "INSERT INTO issues (created_on, updated_on, created_by, issue_name, issue_project,"
        " issue_type, issue_priority, issue_summary, issue_description, issue_status,"
        " issue_resolution, version, issue_rank, issue_environment)"
        " SELECT n, n, p.created_by, p.project_key || '-' || n, p.project_key, 2, 3,"
        " 'Summary ' || n, '', 1, 1, 1, lpad(to_hex(n), 19, '0'), ''"
        " FROM projects p, generate_series(1, $2::int) AS n WHERE p.project_key = $1",
        project,
        count,
    )
    await tracker.sql("INSERT INTO ticket_counters VALUES ($1, $2)", project, count)


async def activity(tracker: Tracker, issue_id: int, **columns: object) -> int:
    """Write a row of an issue's history and return its id; a comment of its creator unless said."""
    about = (await tracker.sql("SELECT * FROM issues WHERE id = $1", issue_id))[0]
    values = {
        "created_on": 1,
        "updated_on": 1,
        "created_by": about["created_by"],
        "issue_id": issue_id,
        "issue_name": about["issue_name"],
        "activity_type": 1,
        "activity_text": "",
        "issue_version": about["version"],
        **columns,
    }
    places = ", ".join(f"${place}" for place in range(1, len(values) + 1))
    made = await tracker.sql(
        f"INSERT INTO activity ({', '.join(values)}) VALUES ({places}) RETURNING id",
        *values.values(),
    )
    return int(made[0][0])
