"""A tracker in which every table has rows, and texts every odd character."""

import httpx

from support import Tracker, changed, commented, created
from ticketing.features.projects.models import MemberRole

ODD = (
    'back\\slash \\N \\. "quotes" \ttab\r\n\\.\n {"a":1}'
    " \x01\x02\x08\x0b\x1b\x1f\x7f \u2028\ufeff\u00a0 \U0001f9f2"
)


async def filled(tracker: Tracker, ada: httpx.AsyncClient, admin: httpx.AsyncClient) -> None:
    """Write something to every table."""
    for key in ("OPS", "NEW"):
        body = {"project_key": key, "project_name": key}
        assert (await ada.post("/api/projects", json=body)).status_code == 201
    member = {"username": "root", "member_role": int(MemberRole.VIEWER)}
    assert (await ada.post("/api/projects/OPS/members", json=member)).status_code == 201
    lists = {"labels": ["a"], "components": ["b"], "issue_fixed_versions": ["1.0"]}
    await created(ada, "OPS", issue_description=ODD, **lists)
    await created(ada, "OPS", issue_parent="OPS-1")
    await changed(ada, "OPS-1", issue_assigned_to="ada")
    await commented(ada, "OPS-1", ODD)
    link = {"kind": "BLOCKS", "ticket": "OPS-2"}
    assert (await ada.post("/api/issues/OPS-1/links", json=link)).status_code == 201
    token = {"name": "x", "scope": "READ"}
    assert (await ada.post("/api/auth/access-tokens", json=token)).status_code == 201
    invitation = await admin.post("/api/auth/invitations", json={"username": "ada"})
    assert invitation.status_code == 201
    row = {"values": {"issue_project": "OPS", "label_name": "c"}}
    assert (await admin.post("/api/admin/tables/labels", json=row)).status_code == 201
    await tracker.sql(
        "INSERT INTO import_jobs (created_on, updated_on, created_by, file_name, strict, dry_run,"
        " import_status, cancel_requested, bytes_total, bytes_done, rows_done, attempts)"
        " VALUES (1, 1, 'root', 'a.csv', false, false, 3, false, 9, 9, 1, 1)"
    )
    await tracker.sql("INSERT INTO import_chunks SELECT id, 1, '\\x005c2e0aff' FROM import_jobs")
    await tracker.sql("INSERT INTO flow_days VALUES ('OPS', '2020-01-01', 1, 0)")
    await tracker.sql(
        "INSERT INTO flow_marks (issue_project, day, transaction_id)"
        " VALUES ('OPS', '2020-01-01', 1)"
    )
