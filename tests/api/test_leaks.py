"""What a private project holds is found by no stranger in any answer."""

import base64
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from factories.projects import member, project
from support import Tracker, changed, commented, created
from ticketing.core.model import now_ms
from ticketing.features.projects.models import MemberRole

MARK = "zqxjkv"
KEY = "ZQXJKV"
TEXTS = {
    "issue_summary": f"{MARK} summary",
    "issue_description": f"{MARK} description",
    "issue_environment": f"{MARK} environment",
    "labels": [f"{MARK}-label"],
    "components": [f"{MARK}-component"],
    "issue_affected_versions": [f"{MARK}-affected"],
    "issue_fixed_versions": [f"{MARK}-fixed"],
    "issue_sprints": [f"{MARK}-sprint"],
    "issue_story_points": 7777,
}
# Every way to ask each list; a GET operation that is not here fails the first test.
READS: dict[str, list[str]] = {
    "live": ["/api/health/live"],
    "ready": ["/api/health/ready"],
    "telemetry": [],  # it tells of every request, by routes alone: its own tests look at all labels
    "validate_token": ["/api/auth/validate"],
    "list_sessions": ["/api/auth/sessions"],
    "get_session": ["/api/auth/sessions/none"],
    "list_access_tokens": ["/api/auth/access-tokens", "/api/auth/access-tokens?sort=-last_used_on"],
    "get_access_token": ["/api/auth/access-tokens/1"],
    "list_invitations": ["/api/auth/invitations"],
    "get_invitation": ["/api/auth/invitations/1"],
    "list_enums": ["/api/enums", "/api/enums?page=2&per_page=3"],
    "list_issues": [
        "/api/issues",
        "/api/issues?fields=issue_name,issue_parent,issue_description,issue_source,labels",
        *[
            f"/api/issues?sort={sign}{name}&per_page=1&page={page}"
            for name in ("issue_parent", "issue_name", "updated_on", "issue_rank", "labels")
            for sign in ("", "-")
            for page in (1, 2, 9)
            if name != "labels"
        ],
        "/api/issues?issue_parent=",
        "/api/issues?issue_parent=!",
        "/api/issues?label=!",
        "/api/issues?issue_assigned_to=bob",
        "/api/issues?created_by=bob",
        "/api/issues?q=open",
        "/api/issues?q=summary",
        "/api/issues?q=summary&sort=id",
        "/api/issues?state=closed",
        "/api/issues?sort=nonsense",
    ],
    "list_issue_groups": [
        f"/api/issues/groups?group_by={name}"
        for name in (
            "issue_project",
            "issue_type",
            "issue_status",
            "issue_priority",
            "issue_resolution",
            "issue_assigned_to",
            "created_by",
            "issue_parent",
            "issue_affected_version",
            "issue_fixed_version",
            "issue_sprint",
            "issue_story_points",
            "label",
            "component",
        )
    ]
    + ["/api/issues/groups?group_by=label&q=summary"],
    "get_issue": ["/api/issues/OPEN-1", "/api/issues/OPEN-2", "/api/issues/{issue}"],
    "list_issue_activity": [
        "/api/issues/OPEN-1/activity?per_page=200",
        "/api/issues/OPEN-2/activity?sort=-id",
        "/api/issues/OPEN-1/activity?field=links",
        "/api/issues/OPEN-1/activity?field=issue_parent",
        "/api/issues/{issue}/activity",
    ],
    "get_issue_flow": [
        "/api/issues/OPEN-1/flow",
        "/api/issues/OPEN-2/flow",
        "/api/issues/{issue}/flow",
    ],
    "list_links": [
        "/api/issues/OPEN-1/links",
        "/api/issues/OPEN-1/links?sort=ticket&per_page=1",
        "/api/issues/OPEN-1/links?sort=-ticket&per_page=1&page=2",
        "/api/issues/{issue}/links",
    ],
    "get_link": ["/api/issues/OPEN-1/links/{link}", "/api/issues/{issue}/links/{link}"],
    "list_activity": [
        "/api/activity?per_page=200",
        "/api/activity?sort=id&per_page=2&page=2",
        "/api/activity?created_by=bob",
        "/api/activity?field=links",
        "/api/activity?field=issue_parent",
        "/api/activity?activity_type=CREATION",
    ],
    "get_activity": ["/api/activity/{creation}", "/api/activity/{comment}", "/api/activity/{told}"],
    "list_users": ["/api/users", "/api/users?q=bob"],
    "get_user": ["/api/users/bob", "/api/users/sue", "/api/users/ann"],
    "list_projects": [
        "/api/projects",
        "/api/projects?sort=-project_name&per_page=1",
        "/api/projects?project_lead=bob",
        "/api/projects?project_visibility=PRIVATE",
        "/api/projects?archived=false",
    ],
    "get_project": ["/api/projects/OPEN", "/api/projects/{project}"],
    "list_members": ["/api/projects/OPEN/members", "/api/projects/{project}/members"],
    "list_labels": ["/api/labels", "/api/labels?sort=-id"],
    "list_components": ["/api/components"],
    "list_versions": ["/api/versions?sort=-version_name"],
    "get_summary": ["/api/metrics/summary", "/api/metrics/summary?from=0"],
    "get_distributions": ["/api/metrics/distributions", "/api/metrics/distributions?project=OPEN"],
    "get_created_resolved": ["/api/metrics/created-resolved?interval=month"],
    "get_cumulative_flow": [
        "/api/metrics/cumulative-flow",
        "/api/metrics/cumulative-flow?from=0&interval=month&project=OPEN",
    ],
    "get_throughput": ["/api/metrics/throughput?tz=Asia/Tokyo"],
    "get_lead_time": ["/api/metrics/lead-time"],
    "get_cycle_time": ["/api/metrics/cycle-time"],
    "list_workload": ["/api/metrics/workload", "/api/metrics/workload?per_page=1"],
    "get_ageing": ["/api/metrics/ageing", "/api/metrics/ageing?since=status"],
    "list_admin_tables": ["/api/admin/tables"],
    "list_admin_rows": ["/api/admin/tables/issues", "/api/admin/tables/activity?sort=-id"],
    "get_admin_row": ["/api/admin/tables/issues/{issue}"],
    "list_imports": ["/api/imports", "/api/imports?import_status=DONE"],
    "get_import": ["/api/imports/1"],
}
PROBES = [
    "/api/issues?q={word}",
    "/api/issues?q={word}&sort=id",
    "/api/issues?issue_project={key}",
    "/api/issues?issue_project=!{key}",
    "/api/issues?issue_parent={key}-1",
    "/api/issues?issue_parent=!{key}-1",
    "/api/issues?label={word}-label",
    "/api/issues?label=!{word}-label",
    "/api/issues?component={word}-component",
    "/api/issues?issue_affected_version={word}-affected",
    "/api/issues?issue_fixed_version={word}-fixed",
    "/api/issues?issue_sprint={word}-sprint",
    "/api/issues/groups?group_by=issue_project&q={word}",
    "/api/issues/groups?group_by=label&issue_parent={key}-1",
    "/api/issues/{key}-1",
    "/api/issues/{key}-1/activity",
    "/api/issues/{key}-1/flow",
    "/api/issues/{key}-1/links",
    "/api/activity?issue_name={key}-1",
    "/api/activity?issue_project={key}",
    "/api/metrics/distributions?project={key}",
    "/api/metrics/cumulative-flow?project={key}",
    "/api/metrics/lead-time?project={key},OPEN",
    "/api/metrics/workload?project={key}",
    "/api/metrics/ageing?project={key}",
    "/api/projects/{key}",
    "/api/projects/{key}/members",
    "/api/projects?q={word}",
    "/api/labels?q={word}",
    "/api/labels?issue_project={key}",
    "/api/components?q={word}",
    "/api/versions?q={word}",
    "/api/users?q={word}",
]


async def plant(tracker: Tracker, bob: httpx.AsyncClient, ann: httpx.AsyncClient) -> None:
    """Fill a private project with the mark, and work in it; bob leads it, ann is its member."""
    await project(
        tracker, KEY, lead="bob", private=True,
        project_name=f"{MARK} name", project_description=f"{MARK} text",
    )  # fmt: skip
    await member(tracker, KEY, "ann", MemberRole.MEMBER)
    for _ in range(2):
        await created(bob, KEY, issue_assigned_to="bob", **TEXTS)
    await created(ann, KEY, issue_parent=f"{KEY}-1", issue_status="DONE")
    await commented(bob, f"{KEY}-1", f"{MARK} comment")
    await changed(ann, f"{KEY}-2", issue_summary=f"{MARK} other", labels=[f"{MARK}-second"])
    link = {"kind": "BLOCKS", "ticket": f"{KEY}-2"}
    assert (await bob.post(f"/api/issues/{KEY}-1/links", json=link)).status_code == 201
    await tracker.sql(
        "UPDATE issues SET issue_source = jsonb_build_object('x', $1::text)"
        " WHERE issue_project = $2",
        MARK,
        KEY,
    )


async def connect(tracker: Tracker, bob: httpx.AsyncClient) -> dict[str, str]:
    """Tie public issues to hidden ones, and tell the hidden rows' numbers."""
    await changed(bob, "OPEN-1", issue_parent=f"{KEY}-1")
    await created(bob, "OPEN", issue_summary="second summary", issue_parent=f"{KEY}-2")
    body = {"kind": "DEPENDS", "ticket": f"{KEY}-1"}
    link = (await bob.post("/api/issues/OPEN-1/links", json=body)).json()
    await tracker.sql(
        "INSERT INTO issue_links (created_on, updated_on, created_by, source_name, source_id,"
        " target_name, target_id, link_kind, link_name)"
        " SELECT 1, 1, 'bob', i.issue_name, i.id, $1, NULL, 3, '' FROM issues i"
        " WHERE issue_name = 'OPEN-1'",
        f"{KEY}-99",
    )

    async def number(what: str) -> str:
        return str((await tracker.sql(what))[0][0])

    rows = f"SELECT id FROM activity WHERE issue_name LIKE '{KEY}-%' AND activity_type"
    return {
        "issue": await number(f"SELECT id FROM issues WHERE issue_name = '{KEY}-1'"),
        "project": KEY,
        "link": str(link["id"]),
        "creation": await number(f"{rows} = 6"),
        "comment": await number(f"{rows} = 1"),
        "told": await number("SELECT id FROM activity WHERE field = 'issue_parent'"),
    }


@pytest.fixture
async def people(tracker: Tracker) -> dict[str, httpx.AsyncClient]:
    """Bob and ann, who know the secret, and sue, who does not; and a public project."""
    found = {name: await tracker.user(name) for name in ("bob", "ann", "sue")}
    await project(tracker, "OPEN", lead="bob")
    await created(found["bob"], "OPEN", issue_summary="open summary", issue_assigned_to="bob")
    return found


@pytest.fixture
def late(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let answers that say how late it is always say the same."""
    now = now_ms() + 60_000
    for reader in ("reporting.flow", "metrics"):
        monkeypatch.setattr(f"ticketing.features.{reader}.service.now_ms", lambda: now)


async def decoded(client: httpx.AsyncClient, url: str) -> str:
    """An answer with its headers and what its cursors hold, all in small letters."""
    answer = await client.get(url)
    text = f"{answer.text} {dict(answer.headers)}"
    for cursor in re.findall(r"cursor=([\w-]+)", text):
        text += base64.urlsafe_b64decode(cursor + "===").decode(errors="replace")
    own = {value for values in parse_qs(urlsplit(url).query).values() for value in values}
    for part in sorted({urlsplit(url).path, *own}, key=len, reverse=True):
        text = text.replace(part, "")
    return text.lower()


def test_every_read_is_asked(openapi: dict[str, Any]) -> None:
    reads = {item["get"]["operationId"] for item in openapi["paths"].values() if "get" in item}
    assert reads == READS.keys()


async def test_no_answer_holds_the_mark(
    tracker: Tracker, people: dict[str, httpx.AsyncClient], admin: httpx.AsyncClient
) -> None:
    await plant(tracker, people["bob"], people["ann"])
    numbers = await connect(tracker, people["bob"])
    leaks, seen = [], 0
    for urls in READS.values():
        for template in urls:
            url = template.format(**numbers)
            if MARK in await decoded(people["sue"], url):
                leaks.append(url)
            seen += MARK in await decoded(admin, url)
    assert leaks == []
    assert seen > 20, "those who may see it do"


async def test_no_answer_changes_when_something_happens_in_a_hidden_project(
    tracker: Tracker, people: dict[str, httpx.AsyncClient], late: None
) -> None:
    async def snapshot() -> dict[str, Any]:
        found = {}
        for urls in READS.values():
            for url in urls:
                if "{" not in url and "/OPEN-2" not in url:
                    answer = await people["sue"].get(url)
                    found[url] = (answer.status_code, {**answer.json(), "request_id": ""})
        return found

    before = await snapshot()
    await plant(tracker, people["bob"], people["ann"])
    after = await snapshot()
    assert {url: after[url] for url in before if after[url] != before[url]} == {}


async def test_asking_for_it_by_name_gives_what_asking_for_nothing_gives(
    tracker: Tracker, people: dict[str, httpx.AsyncClient], late: None
) -> None:
    await plant(tracker, people["bob"], people["ann"])
    await connect(tracker, people["bob"])
    different = []
    for probe in PROBES:
        answers = []
        for word, key in ((MARK, KEY), ("absent", "ABSENT")):
            answer = await people["sue"].get(probe.format(word=word, key=key))
            body = {**answer.json(), "request_id": ""}
            answers.append((answer.status_code, str(body).replace(word, "").replace(key, "")))
        if answers[0] != answers[1]:
            different.append((probe, answers))
    assert different == []
