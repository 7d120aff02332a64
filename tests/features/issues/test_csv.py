"""Whole lists as CSV: everything the filter leaves, nothing that a spreadsheet would run."""

import asyncio
import csv
import io
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest

from factories.issues import issues
from factories.projects import project
from support import PASSWORD, PATIENCE, Tracker, changed, commented, created, hash_of, refused


def table(response: httpx.Response) -> list[dict[str, str]]:
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(response.text, newline="")))


async def rows(client: httpx.AsyncClient, path: str) -> list[dict[str, str]]:
    return table(await client.get(path))


async def test_the_whole_list_comes_whatever_the_page(
    tracker: Tracker, ada: httpx.AsyncClient, ops: str
) -> None:
    await issues(tracker, ops, 450)
    found = await rows(ada, "/api/issues?format=csv&sort=id&per_page=10&page=3")
    assert [row["issue_name"] for row in found] == [f"OPS-{n}" for n in range(1, 451)]


async def test_columns_are_those_of_the_json(ada: httpx.AsyncClient, ops: str) -> None:
    await created(
        ada,
        issue_summary='A "quoted", summary of one line',
        labels=["one", "two"],
        issue_story_points=5,
        issue_priority="HIGH",
    )
    item = (await ada.get("/api/issues")).json()["items"][0]
    row = (await rows(ada, "/api/issues?format=csv"))[0]
    assert row.keys() == item.keys() - {"links"}
    assert row["issue_summary"] == 'A "quoted", summary of one line'
    assert row["labels"] == "one, two"
    assert row["issue_story_points"] == "5"
    assert row["issue_priority"] == "2"
    assert row["resolved_on"] == ""


async def test_short_lists_too_and_none_is_left_out(
    tracker: Tracker, admin: httpx.AsyncClient
) -> None:
    await project(tracker, "OPS", lead="root")
    for name in ("=cmd|x", "mail", "mail"):
        await created(admin, issue_summary="One", labels=[name], issue_story_points=2)
    await tracker.sql("UPDATE users SET password = $1", await hash_of(PASSWORD))
    sheet = tracker.client({"User-Agent": "@SUM(A1)"})
    form = {"username": "root", "password": PASSWORD}
    assert (await sheet.post("/api/auth/token", data=form)).status_code == 200
    groups = await rows(admin, "/api/issues/groups?group_by=label&format=csv&per_page=1")
    assert sorted(groups, key=lambda row: row["value"]) == [
        {"value": "'=cmd|x", "count": "1", "story_points": "2"},
        {"value": "mail", "count": "2", "story_points": "4"},
    ]
    sessions = await rows(admin, "/api/auth/sessions?format=csv")
    assert "'@SUM(A1)" in {row["user_agent"] for row in sessions}
    assert {row["current"] for row in sessions} == {"true", "false"}
    enums = await rows(admin, "/api/enums?format=csv")
    assert {
        "table_name": "issues",
        "table_column": "issue_status",
        "enum_name": "IssueStatus",
        "name": "IN_PROGRESS",
        "value": "3",
        "label": "In progress",
    } in enums
    tables = await rows(admin, "/api/admin/tables?format=csv")
    chunks = next(row for row in tables if row["name"] == "import_chunks")
    assert chunks["primary_key"] == "job_id, chunk_number"
    for path in ("/api/issues/groups?group_by=label", "/api/auth/sessions", "/api/enums"):
        page = await admin.get(path)
        assert 'rel="first"' in page.headers["link"]
        assert page.json()["links"]["self"].startswith(path)
        assert table(await admin.get(path, headers={"Accept": "text/csv"}))
    document = (await admin.get("/api/openapi.json")).json()
    lists = {
        path
        for path, methods in document["paths"].items()
        for parameter in methods.get("get", {}).get("parameters", ())
        if parameter["name"] == "per_page"
    }
    told = {
        path
        for path in lists
        if "text/csv" in document["paths"][path]["get"]["responses"]["200"]["content"]
    }
    assert lists == told != set()


async def test_named_fields_alone(ada: httpx.AsyncClient, ops: str) -> None:
    await created(ada, issue_description="first line\nsecond line")
    found = await ada.get("/api/issues?format=csv&fields=issue_description,issue_name")
    assert table(found) == [
        {"issue_description": "first line\nsecond line", "issue_name": "OPS-1"},
    ]


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t", "\uff1d", "\uff20"])
async def test_formulas_are_defused(ada: httpx.AsyncClient, ops: str, begin: str) -> None:
    text = f"{begin}HYPERLINK(1)"
    await created(ada, issue_summary=text, labels=[text.strip(), "x"])
    row = (await rows(ada, "/api/issues?format=csv"))[0]
    assert row["issue_summary"] == f"'{text}"
    assert row["labels"].lstrip("'") == f"{text.strip()}, x"
    assert row["labels"][0] == ("H" if begin == "\t" else "'")


async def test_numbers_stay_numbers(tracker: Tracker, ada: httpx.AsyncClient, ops: str) -> None:
    await created(ada)
    await tracker.sql("UPDATE issues SET created_on = -5")
    assert (await rows(ada, "/api/issues?format=csv"))[0]["created_on"] == "-5"


async def test_the_filter_holds_and_an_empty_list_has_its_head(
    ada: httpx.AsyncClient, ops: str
) -> None:
    await created(ada, issue_summary="one")
    await created(ada, issue_summary="two", issue_assigned_to="ada")
    found = await rows(ada, "/api/issues?format=csv&issue_assigned_to=ada&issue_status=ASSIGNED")
    assert [row["issue_summary"] for row in found] == ["two"]
    nothing = await ada.get("/api/issues?format=csv&label=none")
    assert table(nothing) == []
    assert nothing.text.startswith("id,created_on,")


@pytest.mark.parametrize(
    "label",
    ["it's", "$1", "$2 OR true", "a\\'b", "';SELECT 1--", "%s {0}", "\u00e9\u4e2d\U0001f600"],
)
async def test_a_filter_is_taken_as_it_stands_each_time(
    ada: httpx.AsyncClient, ops: str, label: str
) -> None:
    await created(ada, issue_summary="one", labels=[label])
    await created(ada, issue_summary="two", labels=["other"])
    for wanted, summary in ((label, "one"), ("other", "two"), (label, "one")):
        answer = await ada.get("/api/issues", params={"format": "csv", "label": wanted})
        assert [row["issue_summary"] for row in table(answer)] == [summary]
    both: dict[str, Any] = {
        "format": "csv",
        "label": [label, "other"],
        "created_from": 0,
        "sort": "id",
    }
    found = table(await ada.get("/api/issues", params=both))
    assert [row["issue_summary"] for row in found] == ["one", "two"]


async def test_what_is_private_is_not_in_it(
    tracker: Tracker, ada: httpx.AsyncClient, bob: httpx.AsyncClient, ops: str
) -> None:
    await project(tracker, "HID", lead="ada", private=True)
    epic = await created(ada, "HID")
    child = await created(ada)
    await changed(ada, child["issue_name"], issue_parent=epic["issue_name"])
    mine = {row["issue_name"]: row for row in await rows(ada, "/api/issues?format=csv")}
    theirs = {row["issue_name"]: row for row in await rows(bob, "/api/issues?format=csv")}
    assert mine.keys() == {"HID-1", "OPS-1"}
    assert theirs.keys() == {"OPS-1"}
    assert mine["OPS-1"]["issue_parent"] == "HID-1"
    assert theirs["OPS-1"]["issue_parent"] == ""


async def test_searches_and_their_ranks(ada: httpx.AsyncClient, ops: str) -> None:
    await created(ada, issue_description="about a walrus")
    await created(ada, issue_summary="Walrus")
    await created(ada, issue_summary="Other")
    found = await rows(ada, "/api/issues?format=csv&q=walrus")
    assert [row["issue_summary"] for row in found] == ["Walrus", "An issue"]


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("text/csv", "text/csv"),
        ("text/csv, */*;q=0.1", "text/csv"),
        ("application/json, text/csv;q=0.5", "application/json"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "application/json"),
        ("*/*", "application/json"),
        ("text/csv;q=nonsense", "text/csv"),
    ],
)
async def test_accept_decides_unless_format_does(
    ada: httpx.AsyncClient, ops: str, accept: str, kind: str
) -> None:
    found = await ada.get("/api/issues", headers={"Accept": accept})
    assert found.headers["content-type"].partition(";")[0] == kind
    told = await ada.get("/api/issues?format=json", headers={"Accept": "text/csv"})
    assert told.headers["content-type"] == "application/json"


async def test_every_list_has_it(ada: httpx.AsyncClient, bob: httpx.AsyncClient, ops: str) -> None:
    await created(ada, labels=["l"], components=["c"], issue_fixed_versions=["v"])
    await created(bob)
    await commented(bob, "OPS-1", "=1+1")
    body = {"kind": "BLOCKS", "ticket": "OPS-2"}
    assert (await ada.post("/api/issues/OPS-1/links", json=body)).status_code == 201
    wanted: dict[str, dict[str, Any]] = {
        "/api/activity?activity_type=1": {"activity_text": "'=1+1", "issue_name": "OPS-1"},
        "/api/issues/OPS-1/activity?activity_type=1": {"activity_text": "'=1+1"},
        "/api/issues/OPS-1/links?kind=BLOCKS": {"ticket": "OPS-2"},
        "/api/users?q=bob": {"username": "bob", "user_active": "true", "user_email": ""},
        "/api/projects?q=OPS": {"project_key": "OPS"},
        "/api/projects/OPS/members?sort=id": {"username": "ada"},
        "/api/labels?q=l": {"label_name": "l"},
        "/api/components?q=c": {"component_name": "c"},
        "/api/versions?q=v": {"version_name": "v"},
    }
    for path, values in wanted.items():
        found = await rows(ada, f"{path}&format=csv")
        assert len(found) == 1, path
        assert values.items() <= found[0].items(), path


async def test_groups(ada: httpx.AsyncClient, ops: str) -> None:
    await created(ada, labels=["=1+1", "b"], issue_story_points=3)
    await created(ada, labels=["b"])
    await created(ada)
    found = await rows(ada, "/api/issues/groups?group_by=label&format=csv&per_page=1")
    assert found == [
        {"value": "b", "count": "2", "story_points": "3"},
        {"value": "'=1+1", "count": "1", "story_points": "3"},
        {"value": "", "count": "1", "story_points": "0"},
    ]


async def test_refusals_come_before_the_stream(ada: httpx.AsyncClient, ops: str) -> None:
    refused(await ada.get("/api/issues?format=csv&sort=nonsense"), 422, "?sort")
    refused(await ada.get("/api/issues?format=xml"), 422, "?format")
    refused(await ada.get("/api/issues/OPS-9/activity?format=csv"), 404)


async def test_a_stream_that_breaks_is_cut_off_and_frees_its_place(
    tracker: Tracker, ada: httpx.AsyncClient, ops: str
) -> None:
    await issues(tracker, ops, 20_000)

    async def kill(_: bytes) -> None:
        await tracker.sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE query LIKE 'COPY%' AND datname = current_database()"
        )

    for _ in range(tracker.settings.db_pool_size):  # more often than streams may go on at once
        messages = await stream(tracker, ada, kill)
        assert messages[0]["status"] == 200
        assert messages[-1]["more_body"], "a part was passed off as the whole"
    assert len(await rows(ada, "/api/issues?format=csv&fields=id")) == 20_000


async def test_who_leaves_frees_his_place(
    tracker: Tracker, ada: httpx.AsyncClient, ops: str
) -> None:
    await issues(tracker, ops, 20_000)
    for _ in range(tracker.settings.db_pool_size):
        await stream(tracker, ada, None)
    assert len(await rows(ada, "/api/issues?format=csv&fields=id")) == 20_000


async def test_a_slow_reader_keeps_nobody_else_waiting(
    tracker: Tracker, ada: httpx.AsyncClient, bob: httpx.AsyncClient, ops: str
) -> None:
    await issues(tracker, ops, 20_000)
    stopped, go_on = asyncio.Event(), asyncio.Event()

    async def wait(_: bytes) -> None:
        stopped.set()
        await go_on.wait()

    slow = [asyncio.create_task(stream(tracker, ada, wait)) for _ in range(5)]
    await stopped.wait()
    assert len(await rows(bob, "/api/issues?format=csv&fields=id")) == 20_000
    go_on.set()
    assert all(not messages[-1]["more_body"] for messages in await asyncio.gather(*slow))


async def stream(
    tracker: Tracker,
    client: httpx.AsyncClient,
    first: Callable[[bytes], Awaitable[None]] | None,
) -> list[Any]:
    """Begin to read a list as CSV.

    Args:
        tracker: whose list.
        client: whose session is used.
        first: told the first part; None leaves then, and takes no more.
    """
    messages: list[Any] = []
    left = asyncio.Event()

    async def receive() -> dict[str, Any]:
        await left.wait()
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        messages.append(message)
        if len(messages) == 2:
            if first is None:
                left.set()
                await asyncio.Event().wait()  # as a socket that takes no more
            else:
                await first(message["body"])

    scope = {
        "type": "http",
        "method": "GET",
        "path": "/api/issues",
        "query_string": b"format=csv",
        "headers": [(b"authorization", client.headers["authorization"].encode())],
        "client": ("127.0.0.1", 1),
    }
    async with asyncio.timeout(PATIENCE):
        await tracker.app(scope, receive, send)
    return messages
