"""Projects and members, made past the API."""

from collections.abc import Mapping

from support import Tracker
from ticketing.features.projects.models import MemberRole, ProjectVisibility


async def project(
    tracker: Tracker,
    key: str,
    *,
    lead: str | None = None,
    private: bool = False,
    members: Mapping[str, MemberRole] | None = None,
    archived_on: int | None = None,
    **columns: object,
) -> None:
    """Make a project; without a lead the first user in the database created it.

    Args:
        tracker: where.
        key: its key.
        lead: its lead, who is listed as LEAD too, as the API does it.
        private: whether only members see it.
        members: who else is listed, by name.
        archived_on: since when it is archived.
        columns: any other column of ``projects``.
    """
    values = {
        "created_on": 1,
        "updated_on": 1,
        "created_by": lead or (await tracker.sql("SELECT min(username) FROM users"))[0][0],
        "project_key": key,
        "project_name": f"Project {key}",
        "project_description": "",
        "project_lead": lead,
        "project_visibility": ProjectVisibility.PRIVATE if private else ProjectVisibility.PUBLIC,
        "archived_on": archived_on,
        **columns,
    }
    places = ", ".join(f"${number}" for number in range(1, len(values) + 1))
    await tracker.sql(
        f"INSERT INTO projects ({', '.join(values)}) VALUES ({places})", *values.values()
    )
    for username, role in {**(members or {}), **({lead: MemberRole.LEAD} if lead else {})}.items():
        await member(tracker, key, username, role)


async def member(tracker: Tracker, key: str, username: str, role: MemberRole) -> None:
    """List a user in a project."""
    await tracker.sql(
        "INSERT INTO project_members (created_on, updated_on, project_key, username, member_role)"
        " VALUES (1, 1, $1, $2, $3)",
        key,
        username,
        role,
    )
