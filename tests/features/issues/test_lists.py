"""The body of a list: pages, links, totals, fields, cursors, groups."""

import base64
import random
import re
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import orjson
import pytest
from httpx import AsyncClient

from factories.issues import issue
from factories.projects import project
from support import Tracker, created, refused
from ticketing.core import pagination


def relations(header: str) -> dict[str, str]:
    return {rel: url for url, rel in re.findall(r'<([^>]*)>; rel="(\w+)"', header)}


@pytest.fixture
async def seven(tracker: Tracker, ops: str, ada: AsyncClient) -> AsyncClient:
    """Ada, in a tracker with seven issues."""
    for number in range(1, 8):
        await issue(
            tracker, "OPS", updated_on=number, issue_story_points=number if number % 2 else None,
            issue_description="long text",
        )  # fmt: skip
    return ada


def names(page: dict[str, Any]) -> list[int]:
    return [int(item["issue_name"].removeprefix("OPS-")) for item in page["items"]]


async def test_pages_and_their_links(seven: AsyncClient) -> None:
    query = "issue_project=OPS&label=%21x%26y&sort=id&per_page=3"
    first = (await seven.get(f"/api/issues?{query}")).json()
    assert (first["page"], first["per_page"], first["total"]) == (1, 3, 7)
    assert first["total_is_exact"] is True
    assert first["ranked"] is None
    assert first["links"]["self"] == f"/api/issues?{query}"
    assert first["links"]["prev"] is None
    second = (await seven.get(first["links"]["next"])).json()
    third = (await seven.get(second["links"]["next"])).json()
    assert [names(page) for page in (first, second, third)] == [[1, 2, 3], [4, 5, 6], [7]]
    assert [page["page"] for page in (second, third)] == [2, 3]
    assert third["links"]["next"] is None
    last = (await seven.get(first["links"]["last"])).json()
    assert (names(last), last["page"]) == ([7], 3)
    back = (await seven.get(third["links"]["prev"])).json()
    assert (names(back), back["page"]) == ([4, 5, 6], 2)
    again = (await seven.get(back["links"]["first"])).json()
    assert names(again) == [1, 2, 3]
    for page in (first, second, third, last, back):
        for name, link in page["links"].items():
            if link:
                kept = parse_qs(urlsplit(link).query)
                assert kept["label"] == ["!x&y"], name
                assert kept["sort"] == ["id"]
                assert not {"page", "cursor"} <= kept.keys()


async def test_the_link_header_says_the_same(seven: AsyncClient) -> None:
    answer = await seven.get("/api/issues?sort=-id&per_page=2&page=2&label=%21%3E%22%2C%20%3B")
    links = answer.json()["links"]
    told = relations(answer.headers["link"])
    assert told == {name: link for name, link in links.items() if link and name != "self"}
    assert {"first", "prev", "next", "last"} == told.keys()


async def test_a_page_behind_the_end_is_empty(seven: AsyncClient) -> None:
    page = (await seven.get("/api/issues?page=9&per_page=3")).json()
    assert (page["items"], page["total"], page["page"]) == ([], 7, 9)
    assert page["links"]["next"] is None


async def test_counting_stops_at_a_limit_and_says_so(
    seven: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pagination, "COUNT_LIMIT", 5)
    answer = await seven.get("/api/issues?per_page=3&sort=id")
    page = answer.json()
    assert (page["total"], page["total_is_exact"], page["links"]["last"]) == (5, False, None)
    assert "last" not in relations(answer.headers["link"])
    found = names(page)
    while page["links"]["next"]:
        page = (await seven.get(page["links"]["next"])).json()
        found += names(page)
    assert found == [1, 2, 3, 4, 5, 6, 7]
    exact = (await seven.get("/api/issues?per_page=3&sort=id&story_points_min=0")).json()
    assert (exact["total"], exact["total_is_exact"]) == (4, True)


async def test_links_are_right_behind_a_proxy_with_a_prefix(
    trackers: Callable[..., Awaitable[Tracker]],
) -> None:
    tracker = await trackers(public_url="https://tracker.test/tracker")
    async with await tracker.user("ada") as ada:
        await project(tracker, "OPS", lead="ada")
        for _ in range(3):
            body = {"issue_project": "OPS", "issue_summary": "x"}
            made = await ada.post("/api/issues", json=body)
            assert made.headers["location"].startswith("/tracker/api/issues/OPS-")
        page = await ada.get("/api/issues?per_page=1&page=2&sort=id")
        links = page.json()["links"]
        assert all(link.startswith("/tracker/api/issues?") for link in links.values())
        assert page.json()["items"][0]["links"]["html"] == "/tracker/issues/OPS-2"
        following = await ada.get(links["next"].removeprefix("/tracker"))
        assert names(following.json()) == [3]
        # the same when the proxy hands the whole path on
        whole = await ada.get(links["next"])
        assert names(whole.json()) == [3]


async def test_fields_select_columns(seven: AsyncClient) -> None:
    plain = (await seven.get("/api/issues")).json()["items"][0]
    assert not {"issue_description", "issue_source"} & plain.keys()
    one = (await seven.get("/api/issues?fields=issue_summary,version&fields=version")).json()
    assert all(item.keys() == {"issue_summary", "version", "links"} for item in one["items"])
    assert one["items"][0]["links"]["self"] == "/api/issues/OPS-7"
    described = (await seven.get("/api/issues?fields=issue_description&sort=id")).json()
    assert described["items"][0]["issue_description"] == "long text"


async def test_a_cursor_of_another_list_is_refused(seven: AsyncClient) -> None:
    page = (await seven.get("/api/issues?sort=issue_story_points&per_page=2")).json()
    cursor = parse_qs(urlsplit(page["links"]["next"]).query)["cursor"][0]
    assert (await seven.get("/api/issues", params={"cursor": cursor})).status_code == 200
    for sort in ("-issue_story_points", "id", "issue_summary"):
        answer = await seven.get("/api/issues", params={"cursor": cursor, "sort": sort})
        refused(answer, 422, "?cursor")


def encoded(value: Any) -> str:
    raw = value if isinstance(value, bytes) else orjson.dumps(value)
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


async def test_a_forged_cursor_is_the_clients_fault(seven: AsyncClient) -> None:
    forged = [
        "", "=", "é", "a b", "{}", "[]", "null", "x" * 4000, "x" * 4001, "AAAA", "\u0661",
        *map(encoded, [
            [], {}, None, 1, [1], [1, 2], ["1", "id", 1], [True, "id", 1], [0, "id", 1],
            [-1, "id", 1], [10**18, "id", 1], [2, "id"], [2, "id", "1"], [2, "id", None],
            [2, "id", True], [2, "id", 1.5], [2, "id", 2**63], [2, "id", 1, 2], [2, "id", [1]],
            [2, "nonsense", 1], [2, "id,id", 1, 1], [2, "issue_summary,id", "\x00", 1],
            [2, "issue_summary,id", None, 1], [2, "issue_priority,id", 2**40, 1],
            [2, "issue_story_points,id", 2**40, 1], [2, "issue_story_points,id", -(2**63), 1],
            [2, "id; drop table issues", 1], [2, "rank,id", 0.5, 1], [2, "", 1],
            [2, "-issue_name,-id", "'; --", 5], [2, "version,id", {"a": 1}, 1],
            b"\xff\xfe", b'[2,"id",1', b'[2,"id",1e999]', b'[2,"issue_name,id","\\ud800",1]',
            b"[" * 2000,
        ]),
    ]  # fmt: skip
    wrong = []
    for cursor in forged:
        answer = await seven.get("/api/issues", params={"cursor": cursor})
        if answer.status_code not in {200, 422}:
            wrong.append((cursor[:80], answer.status_code, answer.text[:200]))
        elif answer.status_code == 422:
            refused(answer, 422)
    assert wrong == []


async def test_a_cursor_with_bits_flipped_is_never_our_fault(seven: AsyncClient) -> None:
    chance = random.Random(11)
    for sort in ("-issue_story_points,issue_summary", "issue_assigned_to,-updated_on"):
        page = (await seven.get("/api/issues", params={"sort": sort, "per_page": 2})).json()
        cursor = parse_qs(urlsplit(page["links"]["next"]).query)["cursor"][0]
        raw = bytearray(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        for _ in range(120):
            broken = bytearray(raw)
            broken[chance.randrange(len(raw))] = chance.randrange(32, 127)
            answer = await seven.get("/api/issues", params={"cursor": encoded(bytes(broken))})
            assert answer.status_code in {200, 422}, (bytes(broken), answer.text)


async def test_groups_count_and_sum_under_the_same_filters(
    tracker: Tracker, ops: str, ada: AsyncClient
) -> None:
    await project(tracker, "WEB", lead="ada")
    await created(ada, labels=["a", "b"], issue_story_points=3, issue_assigned_to="ada")
    await created(ada, labels=["a"], issue_story_points=5)
    await created(ada, "WEB", issue_status="DONE", issue_parent="OPS-1")

    async def groups(query: str) -> list[tuple[Any, int, int]]:
        page = (await ada.get(f"/api/issues/groups?{query}")).json()
        assert page["total"] == len(page["items"])
        return [(item["value"], item["count"], item["story_points"]) for item in page["items"]]

    assert await groups("group_by=label") == [("a", 2, 8), ("b", 1, 3), (None, 1, 0)]
    assert await groups("group_by=issue_status") == [(1, 1, 5), (2, 1, 3), (6, 1, 0)]
    assert await groups("group_by=issue_project") == [("OPS", 2, 8), ("WEB", 1, 0)]
    assert await groups("group_by=issue_assigned_to") == [(None, 2, 5), ("ada", 1, 3)]
    assert await groups("group_by=issue_parent") == [(None, 2, 8), ("OPS-1", 1, 0)]
    assert await groups("group_by=issue_story_points&state=open") == [(3, 1, 3), (5, 1, 5)]
    assert await groups("group_by=label&issue_project=OPS&label=b") == [("a", 1, 3), ("b", 1, 3)]
    assert await groups("group_by=issue_project&q=web") == [("WEB", 1, 0)]
    assert await groups("group_by=issue_project&q=%21") == []
    for group in (await ada.get("/api/issues/groups?group_by=label")).json()["items"]:
        listed = await ada.get("/api/issues", params={"label": group["value"] or ""})
        assert listed.json()["total"] == group["count"]


async def test_groups_come_in_pages_and_only_of_columns(seven: AsyncClient) -> None:
    url: str | None = "/api/issues/groups?group_by=issue_story_points&per_page=2&state=open"
    values = []
    while url:
        page = (await seven.get(url)).json()
        values += [item["value"] for item in page["items"]]
        url = page["links"]["next"]
    assert values == [None, 1, 3, 5, 7]
    for query in ("", "group_by=", "group_by=issue_summary", "group_by=label&sort=id"):
        answer = await seven.get(f"/api/issues/groups?{query}")
        assert answer.status_code == 422, query
    refused(await seven.get("/api/issues/groups?group_by=label&labels=x"), 422, "?labels")
    refused(await seven.get("/api/issues/groups?group_by=label&issue_type=no"), 422, "?issue_type")
