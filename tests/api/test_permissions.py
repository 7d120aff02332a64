"""Who may do what: every operation of the OpenAPI document, for everyone, in both kinds of project.

A new operation must be added to the table, or the first test fails.
"""

import asyncio
from dataclasses import dataclass, field
from typing import Any

import httpx
import orjson
import pytest

from factories.projects import project
from support import PASSWORD, Tracker, changed, commented, created
from ticketing.features.projects.models import MemberRole
from ticketing.features.users.models import UserType

ROLES = ("anonymous", "deactivated", "stranger", "viewer", "member", "lead", "administrator")


@dataclass(frozen=True)
class Operation:
    """One operation on what project KEY holds, and the answers that it owes to each role.

    Attributes:
        method: of the request.
        path: of the request; what stands in braces is filled from what the test has made.
        stranger: the status for one whom a private project does not list. In a public project
            he is a member.
        viewer: the status for one who may only read.
        member: the status for one who may write.
        lead: the status for a lead.
        administrator: the status for an administrator.
        anonymous: the status for one without a session, and for one who was deactivated.
        json: the body.
        data: the form.
        files: the form's files.
    """

    method: str
    path: str
    stranger: int
    viewer: int
    member: int
    lead: int
    administrator: int
    anonymous: int = 401
    json: dict[str, Any] | None = None
    data: dict[str, Any] | None = field(default=None)
    files: dict[str, Any] | None = None

    def status(self, role: str, *, private: bool) -> int:
        """What the role is owed."""
        if role == "deactivated":
            role = "anonymous"
        if role == "stranger" and not private:
            role = "member"
        return int(getattr(self, role))


def everyone(method: str, path: str, status: int = 200, **more: Any) -> Operation:
    """What anyone who is signed in may do."""
    return Operation(method, path, status, status, status, status, status, **more)


def public(method: str, path: str, status: int = 200, **more: Any) -> Operation:
    """What needs no session."""
    return everyone(method, path, status, anonymous=status, **more)


def reading(path: str) -> Operation:
    """What all may who see the project."""
    return Operation("GET", path, 404, 200, 200, 200, 200)


def writing(method: str, path: str, status: int = 200, **more: Any) -> Operation:
    """What members may."""
    return Operation(method, path, 404, 403, status, status, status, **more)


def leading(method: str, path: str, status: int = 200, **more: Any) -> Operation:
    """What leads may."""
    return Operation(method, path, 404, 403, 403, status, status, **more)


def administering(method: str, path: str, status: int = 200, **more: Any) -> Operation:
    """What only administrators may, whatever a project says."""
    return Operation(method, path, 403, 403, 403, 403, status, **more)


EXPORT = b"Summary,Issue key,Status\nx,KEY-1,Open\n"
ISSUE = {"issue_project": "KEY", "issue_summary": "x"}
LABEL = {"issue_project": "KEY", "label_name": "new"}
EVE = {"username": "eve", "password": PASSWORD}
OPERATIONS = {
    "register": public("POST", "/api/auth/register", 201, json=EVE),
    "create_token": public(
        "POST", "/api/auth/token", data={"username": "tom", "password": PASSWORD}
    ),
    "live": public("GET", "/api/health/live"),
    "ready": public("GET", "/api/health/ready"),
    "telemetry": public("GET", "/api/telemetry"),  # from this machine; its own tests have others
    "validate_token": everyone("GET", "/api/auth/validate"),
    "logout": everyone("POST", "/api/auth/logout", 204),
    "change_password": everyone(
        "POST",
        "/api/auth/password",
        json={"current_password": PASSWORD, "new_password": PASSWORD + "!"},
    ),
    "list_sessions": everyone("GET", "/api/auth/sessions"),
    "end_sessions": everyone("DELETE", "/api/auth/sessions", 204),
    "get_session": everyone("GET", "/api/auth/sessions/{session}", 404),
    "end_session": everyone("DELETE", "/api/auth/sessions/{session}", 404),
    "list_access_tokens": everyone("GET", "/api/auth/access-tokens"),
    "create_access_token": everyone(
        "POST", "/api/auth/access-tokens", 201, json={"name": "x", "scope": "READ"}
    ),
    "get_access_token": everyone("GET", "/api/auth/access-tokens/{token}", 404),
    "revoke_access_token": everyone("DELETE", "/api/auth/access-tokens/{token}", 404),
    "list_invitations": administering("GET", "/api/auth/invitations"),
    "create_invitation": administering(
        "POST", "/api/auth/invitations", 201, json={"username": "tom"}
    ),
    "get_invitation": administering("GET", "/api/auth/invitations/{invitation}"),
    "delete_invitation": administering("DELETE", "/api/auth/invitations/{invitation}", 204),
    "check_invitation": public("POST", "/api/auth/invitations/check", 404, json={"token": "x"}),
    "accept_invitation": public(
        "POST", "/api/auth/invitations/accept", 404, json={"token": "x", "password": PASSWORD}
    ),
    "list_issues": everyone("GET", "/api/issues"),
    "list_issue_groups": everyone("GET", "/api/issues/groups?group_by=label"),
    "create_issue": Operation("POST", "/api/issues", 422, 403, 201, 201, 201, json=ISSUE),
    "get_issue": reading("/api/issues/KEY-1"),
    "update_issue": writing("PATCH", "/api/issues/KEY-1", json={"issue_summary": "y"}),
    "update_issues": Operation(
        "PATCH",
        "/api/issues/bulk",
        422,
        422,
        200,
        200,
        200,
        json={"issues": ["KEY-1"], "changes": {"issue_summary": "y"}, "atomic": True},
    ),
    "delete_issue": leading("DELETE", "/api/issues/KEY-2", 204),
    "list_issue_activity": reading("/api/issues/KEY-1/activity"),
    "get_issue_flow": reading("/api/issues/KEY-1/flow"),
    "create_comment": writing(
        "POST", "/api/issues/KEY-1/comments", 201, json={"activity_text": "x"}
    ),
    # of another's comment; comments' own tests have the author
    "update_comment": Operation(
        "PATCH", "/api/activity/{comment}", 404, 403, 403, 403, 200, json={"activity_text": "x"}
    ),
    "delete_comment": leading("DELETE", "/api/activity/{comment}", 204),
    "get_activity": reading("/api/activity/{creation}"),
    "list_activity": everyone("GET", "/api/activity"),
    "list_links": reading("/api/issues/KEY-1/links"),
    "create_link": writing(
        "POST", "/api/issues/KEY-1/links", 201, json={"kind": "CLONES", "ticket": "KEY-3"}
    ),
    "unlink_issue": writing("DELETE", "/api/issues/KEY-1/links?kind=RELATES&ticket=KEY-3", 204),
    "get_link": reading("/api/issues/KEY-1/links/{link}"),
    "delete_link": writing("DELETE", "/api/issues/KEY-1/links/{link}", 204),
    "list_users": everyone("GET", "/api/users"),
    "create_user": administering("POST", "/api/users", 201, json={"username": "new"}),
    "get_user": everyone("GET", "/api/users/tom"),
    "update_user": administering("PATCH", "/api/users/tom", json={"user_active": False}),
    "create_project": everyone(
        "POST", "/api/projects", 201, json={"project_key": "NEW", "project_name": "New"}
    ),
    "list_projects": everyone("GET", "/api/projects"),
    "get_project": reading("/api/projects/KEY"),
    "update_project": leading("PATCH", "/api/projects/KEY", json={"project_name": "Other"}),
    "delete_project": leading("DELETE", "/api/projects/KEY", 409),
    "list_members": reading("/api/projects/KEY/members"),
    "add_member": leading("POST", "/api/projects/KEY/members", 201, json={"username": "tom"}),
    "update_member": leading(
        "PATCH", "/api/projects/KEY/members/vic", json={"member_role": "MEMBER"}
    ),
    "remove_member": leading("DELETE", "/api/projects/KEY/members/vic", 204),
    "list_labels": everyone("GET", "/api/labels"),
    "list_components": everyone("GET", "/api/components"),
    "list_versions": everyone("GET", "/api/versions"),
    "get_summary": everyone("GET", "/api/metrics/summary"),
    "get_distributions": everyone("GET", "/api/metrics/distributions"),
    "get_created_resolved": everyone("GET", "/api/metrics/created-resolved"),
    "get_cumulative_flow": everyone("GET", "/api/metrics/cumulative-flow"),
    "get_throughput": everyone("GET", "/api/metrics/throughput"),
    "get_lead_time": everyone("GET", "/api/metrics/lead-time"),
    "get_cycle_time": everyone("GET", "/api/metrics/cycle-time"),
    "list_workload": everyone("GET", "/api/metrics/workload"),
    "get_ageing": everyone("GET", "/api/metrics/ageing"),
    "list_enums": everyone("GET", "/api/enums"),
    "list_admin_tables": administering("GET", "/api/admin/tables"),
    "list_admin_rows": administering("GET", "/api/admin/tables/issues"),
    "create_admin_row": administering(
        "POST", "/api/admin/tables/labels", 201, json={"values": LABEL}
    ),
    "get_admin_row": administering("GET", "/api/admin/tables/issues/{issue}"),
    "update_admin_row": administering(
        "PATCH",
        "/api/admin/tables/issues/{issue}",
        json={"values": {"issue_summary": "z"}},
    ),
    "delete_admin_row": administering("DELETE", "/api/admin/tables/activity/{remark}", 204),
    "list_imports": administering("GET", "/api/imports"),
    "create_import": administering(
        "POST", "/api/imports", 202, data={"dry_run": "true"}, files={"file": ("a.csv", EXPORT)}
    ),
    "get_import": administering("GET", "/api/imports/1"),
    "cancel_import": administering("DELETE", "/api/imports/99", 404),
}


def operations_of(document: dict[str, Any]) -> dict[str, tuple[str, str]]:
    """Method and path of every documented operation by its id."""
    return {
        operation["operationId"]: (method.upper(), path)
        for path, item in document["paths"].items()
        for method, operation in item.items()
    }


def test_every_operation_has_its_line(openapi: dict[str, Any]) -> None:
    documented = operations_of(openapi)
    assert documented.keys() == OPERATIONS.keys()
    for name, (method, path) in documented.items():
        assert OPERATIONS[name].method == method, name
        assert OPERATIONS[name].path.partition("?")[0].count("/") == path.count("/"), name


def test_what_needs_a_session_says_so(openapi: dict[str, Any]) -> None:
    for item in openapi["paths"].values():
        for operation in item.values():
            needs = OPERATIONS[operation["operationId"]].anonymous == 401
            assert bool(operation.get("security")) == needs, operation["operationId"]
            assert not needs or "401" in operation["responses"], operation["operationId"]


@dataclass
class Place:
    """A tracker with a project KEY and people of every role, and what paths are filled with."""

    tracker: Tracker
    private: bool
    filled: dict[str, str]

    async def client(self, role: str) -> httpx.AsyncClient:
        """A client of one of that role, with a session of its own."""
        if role == "anonymous":
            return self.tracker.client()
        return await self.tracker.signed_in(role, is_admin=role == "administrator")

    async def send(self, client: httpx.AsyncClient, operation: Operation) -> httpx.Response:
        """Ask for the operation."""
        path = operation.path.format(**self.filled)
        return await client.request(
            operation.method,
            path,
            json=operation.json,
            data=operation.data,
            files=operation.files,
        )


async def furnish(tracker: Tracker, *, private: bool) -> Place:
    """Make the project, the people and what the operations need."""
    people = {
        role: await tracker.with_password(
            role, user_type=UserType.ADMIN if role == "administrator" else UserType.USER
        )
        for role in ROLES
        if role != "anonymous"
    }
    for name in ("vic", "tom", "ann"):
        people[name] = await tracker.with_password(name)
    roles = {"viewer": 1, "member": 2, "lead": 3, "vic": 1, "ann": 2, "deactivated": 2}
    members = {name: MemberRole(role) for name, role in roles.items()}
    await project(tracker, "KEY", private=private, members=members)
    admin = people["administrator"]
    for _ in range(4):
        await created(admin, "KEY", labels=["x"])
    comment = await commented(people["ann"], "KEY-1", "hers")
    remark = await commented(people["ann"], "KEY-1", "hers too")
    links = []
    for kind in ("RELATES", "BLOCKS"):
        body = {"kind": kind, "ticket": "KEY-3"}
        links.append((await admin.post("/api/issues/KEY-1/links", json=body)).json())
    creation = (await admin.get("/api/issues/KEY-1/activity")).json()["items"][0]
    body = {"username": "vic"}
    invitation = (await admin.post("/api/auth/invitations", json=body)).json()
    token = await people["vic"].post("/api/auth/access-tokens", json={"name": "x", "scope": 1})
    filled = {
        "token": str(token.json()["id"]),
        "invitation": str(invitation["id"]),
        "comment": str(comment["id"]),
        "remark": str(remark["id"]),
        "issue": str(creation["issue_id"]),
        "creation": str(creation["id"]),
        "link": str(links[1]["id"]),
        "session": "of-nobody",
    }
    return Place(tracker, private, filled)


@pytest.mark.parametrize("private", [True, False], ids=["private", "public"])
@pytest.mark.parametrize("role", ROLES)
async def test_the_matrix(tracker: Tracker, role: str, private: bool) -> None:
    place = await furnish(tracker, private=private)
    client = await place.client(role)
    if role == "deactivated":
        admin = await place.client("administrator")
        gone = await admin.patch("/api/users/deactivated", json={"user_active": False})
        assert gone.status_code == 200
    wrong = {}
    # What ends sessions, takes things away or changes the people comes last.
    last = ["delete_comment", "delete_link", "remove_member", "update_user", "change_password",
            "logout", "end_session", "end_sessions"]  # fmt: skip
    for name in sorted(
        OPERATIONS, key=lambda name: (name in last, last.index(name) if name in last else 0)
    ):
        operation = OPERATIONS[name]
        if name in last and role not in {"anonymous", "deactivated"}:
            client = await place.client(role)
        answer = await place.send(client, operation)
        client.cookies.clear()
        if answer.status_code != operation.status(role, private=private):
            wrong[name] = (answer.status_code, operation.status(role, private=private), answer.text)
    assert wrong == {}


async def test_what_is_hidden_looks_like_what_never_was(tracker: Tracker) -> None:
    place = await furnish(tracker, private=True)
    stranger = await place.client("stranger")
    absent = Place(tracker, True, {**dict.fromkeys(place.filled, "999999"), "session": "of-nobody"})

    def plain(answer: httpx.Response, key: str) -> Any:
        body = answer.json()
        if answer.status_code >= 400:
            body.update(instance="", request_id="")
        headers = {
            name: value
            for name, value in answer.headers.items()
            if name not in {"x-request-id", "content-length"}
        }
        return answer.status_code, str(body).replace(key, "KEY"), headers

    for name, operation in OPERATIONS.items():
        if operation.stranger not in {404, 422}:
            continue
        other = Operation(
            operation.method,
            operation.path.replace("KEY", "NIL"),
            0, 0, 0, 0, 0,
            json=None
            if operation.json is None
            else orjson.loads(orjson.dumps(operation.json).replace(b"KEY", b"NIL")),
        )  # fmt: skip
        hidden = plain(await place.send(stranger, operation), "KEY")
        never = plain(await absent.send(stranger, other), "NIL")
        assert hidden == never, name


async def test_hidden_and_absent_take_the_same_reference_in_other_fields(
    tracker: Tracker,
) -> None:
    place = await furnish(tracker, private=True)
    stranger = await place.client("stranger")
    await project(tracker, "OPEN", lead="stranger")
    await created(stranger, "OPEN")
    for field_name, body in (
        ("issue_parent", {"issue_parent": "KEY-1"}),
        ("rank_before", {"rank_before": "KEY-1"}),
        ("rank_after", {"rank_after": "KEY-1"}),
    ):
        answers = []
        for key in ("KEY", "NIL"):
            named = {name: value.replace("KEY", key) for name, value in body.items()}
            answer = await stranger.patch("/api/issues/OPEN-1", json=named)
            assert answer.status_code == 422
            answers.append({**answer.json(), "request_id": ""})
        assert answers[0] == answers[1], field_name
    links = []
    for ticket in ("KEY-1", "NIL-1"):
        answer = await stranger.post(
            "/api/issues/OPEN-1/links", json={"kind": "BLOCKS", "ticket": ticket}
        )
        links.append({**answer.json(), "request_id": ""})
    assert links[0] == links[1]
    taken = await stranger.post("/api/projects", json={"project_key": "KEY", "project_name": "x"})
    assert taken.status_code == 409


async def test_a_role_that_is_lost_is_lost_at_once(tracker: Tracker) -> None:
    place = await furnish(tracker, private=True)
    member, lead = await place.client("member"), await place.client("lead")
    assert (await member.get("/api/issues/KEY-1")).status_code == 200
    await changed(member, "KEY-1", issue_summary="mine")
    down = {"member_role": "VIEWER"}
    assert (await lead.patch("/api/projects/KEY/members/member", json=down)).status_code == 200
    answer = await member.patch("/api/issues/KEY-1", json={"issue_summary": "x"})
    assert answer.status_code == 403
    assert (await lead.delete("/api/projects/KEY/members/member")).status_code == 204
    answers = await asyncio.gather(
        *[member.get(path) for path in ("/api/issues/KEY-1", "/api/projects/KEY")]
    )
    assert [answer.status_code for answer in answers] == [404, 404]
