"""Reading the history of issues."""

from typing import Any

import pytest
from httpx import AsyncClient

from factories.issues import activity, issue
from factories.projects import project
from support import Tracker, changed, commented, created, refused


@pytest.fixture
async def story(ops: str, ada: AsyncClient, bob: AsyncClient) -> AsyncClient:
    """Ada, in a tracker with two issues and what happened to them."""
    await created(ada)
    await created(ada)
    await changed(bob, "OPS-1", issue_assigned_to="bob")
    await commented(bob, "OPS-1", "**hello**")
    await changed(ada, "OPS-2", labels=["x"], issue_summary="Other")
    await changed(ada, "OPS-1", issue_status="DONE")
    return ada


async def rows(
    client: AsyncClient, query: str = "", path: str = "/api/activity"
) -> list[dict[str, Any]]:
    page = (await client.get(f"{path}?{query}")).json()
    assert page["total"] == len(page["items"])
    return list(page["items"])


def kinds(items: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    return [(item["issue_name"][-1], item["activity_type"], item["field"]) for item in items]


async def test_an_issues_history_is_told_oldest_first(story: AsyncClient) -> None:
    items = await rows(story, path="/api/issues/OPS-1/activity")
    found = kinds(items)
    assert found[0] == ("1", 6, None)
    assert set(found[1:3]) == {("1", 2, "issue_assigned_to"), ("1", 3, "issue_status")}
    assert found[3] == ("1", 1, None)
    assert set(found[4:]) == {("1", 3, "issue_status"), ("1", 4, "issue_resolution")}
    comment = items[3]
    assert (comment["activity_text"], comment["created_by"]) == ("**hello**", "bob")
    assert comment["edited_on"] is None
    assert comment["links"] == {
        "self": f"/api/activity/{comment['id']}",
        "issue": "/api/issues/OPS-1",
    }
    assert (await story.get(comment["links"]["self"])).json() == comment
    backwards = await rows(story, "sort=-created_on,-id", "/api/issues/OPS-1/activity")
    assert backwards == items[::-1]


async def test_all_history_is_told_newest_first(story: AsyncClient) -> None:
    items = await rows(story)
    assert len(items) == 9
    times = [item["created_on"] for item in items]
    assert times == sorted(times, reverse=True)


FILTERS = [
    ("issue_name=OPS-1", 6),
    ("issue_name=OPS-1,OPS-2", 9),
    ("issue_name=OPS-9", 0),
    ("issue_project=OPS", 9),
    ("issue_project=WEB", 0),
    ("activity_type=comment", 1),
    ("activity_type=1,CREATION", 3),
    ("activity_type=STATUS&activity_type=RESOLUTION", 3),
    ("activity_type=UNKNOWN", 0),
    ("created_by=bob", 3),
    ("created_by=bob&created_by=ada", 9),
    ("created_by=nobody", 0),
    ("field=labels", 1),
    ("field=labels&field=issue_summary", 2),
    ("field=issue_status&created_by=ada", 1),
    ("activity_type=!comment", 8),
    ("field=!labels&field=!issue_summary&issue_name=OPS-1,OPS-2", 7),
    ("field=", 3),
    ("created_by=!bob", 6),
    ("created_from=99999999999999", 0),
    ("created_to=99999999999999", 9),
]


async def test_filters(story: AsyncClient) -> None:
    for query, count in FILTERS:
        assert len(await rows(story, query)) == count, query


REFUSED = [
    ("activity_type=EDIT", "?activity_type"),
    ("activity_type=99", "?activity_type"),
    ("activity_type=1.0", "?activity_type"),
    ("created_from=x", "?created_from"),
    ("sort=issue_name", "?sort"),
    ("nonsense=1", "?nonsense"),
    ("cursor=x", "?cursor"),
    ("per_page=201", "?per_page"),
]


async def test_what_is_no_filter_is_refused(story: AsyncClient) -> None:
    for path in ("/api/activity", "/api/issues/OPS-1/activity"):
        for query, pointer in REFUSED:
            refused(await story.get(f"{path}?{query}"), 422, pointer)


async def test_history_comes_in_pages(story: AsyncClient) -> None:
    for path, total in (("/api/activity", 9), ("/api/issues/OPS-1/activity", 6)):
        whole = await rows(story, path=path)
        found: list[dict[str, Any]] = []
        url: str | None = f"{path}?per_page=2"
        while url:
            page = (await story.get(url)).json()
            found += page["items"]
            url = page["links"]["next"]
        assert found == whole
        assert len(found) == total


@pytest.mark.parametrize("number", ["0", "-1", "x", "1.5", str(2**63), "9" * 30, "%00"])
async def test_a_row_that_does_not_exist(story: AsyncClient, number: str) -> None:
    answer = await story.get(f"/api/activity/{number}")
    assert answer.status_code in {400, 404, 422}
    refused(await story.get("/api/activity/999999"), 404)


async def test_what_is_hidden_is_in_no_history(
    tracker: Tracker, story: AsyncClient, bob: AsyncClient
) -> None:
    await project(tracker, "SECRET", lead="bob", private=True)
    await created(bob, "SECRET")
    comment = await commented(bob, "SECRET-1", "hidden")
    await changed(bob, "OPS-1", issue_parent="SECRET-1")
    await created(bob, issue_parent="SECRET-1")
    link = {"kind": "BLOCKS", "ticket": "SECRET-1"}
    assert (await bob.post("/api/issues/OPS-1/links", json=link)).status_code == 201
    for query in ("", "issue_name=SECRET-1", "issue_project=SECRET", "field=links", "sort=id"):
        answer = await story.get(f"/api/activity?{query}")
        assert "SECRET" not in answer.text.replace(query, ""), query
    assert (await story.get("/api/activity?field=issue_parent")).json()["total"] == 0
    for ticket in ("OPS-1", "OPS-3"):
        answer = await story.get(f"/api/issues/{ticket}/activity")
        assert "SECRET" not in answer.text
    creation = (await story.get("/api/issues/OPS-3/activity")).json()["items"][0]
    assert '"issue_parent": null' in creation["new_value"].replace(":null", ": null")
    refused(await story.get(f"/api/activity/{comment['id']}"), 404)
    refused(await story.get("/api/issues/SECRET-1/activity"), 404)
    assert "SECRET" in (await bob.get("/api/issues/OPS-3/activity")).text


async def test_imported_rows_say_so(tracker: Tracker, ops: str, ada: AsyncClient) -> None:
    number = await issue(tracker, "OPS")
    await activity(tracker, number, activity_type=6, new_value="{}", activity_imported=True)
    items = await rows(ada)
    assert [item["activity_imported"] for item in items] == [True]
