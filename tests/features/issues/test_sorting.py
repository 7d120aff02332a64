"""The order of lists, and that following the links gives every issue exactly once in it."""

import itertools
import random
from typing import Any

import pytest
from httpx import AsyncClient

from factories.issues import issue
from factories.projects import project
from support import Tracker

KEYS = [
    "id", "created_on", "updated_on", "resolved_on", "created_by", "issue_name", "issue_project",
    "issue_type", "issue_priority", "issue_story_points", "issue_summary", "issue_status",
    "issue_resolution", "issue_affected_version", "issue_fixed_version", "issue_assigned_to",
    "issue_parent", "issue_rank", "version",
]  # fmt: skip
ISSUES = 37


@pytest.fixture
async def filled(tracker: Tracker, ada: AsyncClient, bob: AsyncClient) -> AsyncClient:
    """Ada, in a tracker whose issues tie in most columns and have many empty ones."""
    chance = random.Random(7)
    for key in ("AA", "BB"):
        await project(tracker, key, lead="ada")
    names: list[str] = []
    for number in range(ISSUES):
        key = chance.choice(["AA", "BB"])
        status, resolution, assigned = chance.choice(
            [(1, 1, None), (3, 1, "ada"), (3, 1, "bob"), (3, 1, None), (6, 7, None), (0, 0, "ada")]
        )
        parent = chance.choice([None, None, *names[:2]])
        await issue(
            tracker,
            key,
            number + 1,
            created_on=chance.choice([1, 2, 2**45]),
            updated_on=chance.choice([1, 2, 3]),
            resolved_on=chance.choice([5, 6]) if status == 6 else None,
            created_by=chance.choice(["ada", "bob"]),
            issue_type=chance.choice([0, 1, 2]),
            issue_priority=chance.choice([0, 1, 5]),
            issue_story_points=chance.choice([None, None, 0, 1, 8]),
            issue_summary=chance.choice(["a", "B", "ä", "Z z", "\U0001f389", "%"]),
            issue_status=status,
            issue_resolution=resolution,
            issue_assigned_to=assigned,
            issue_affected_version=chance.choice([None, "1.0", "10.0", "2.0"]),
            issue_fixed_version=chance.choice([None, "", "x"]),
            issue_parent=parent,
            issue_rank=f"{chance.choice('abc')}{number:03}",
            version=chance.choice([1, 2]),
        )
        names.append(f"{key}-{number + 1}")
    return ada


def model(items: list[dict[str, Any]], sort: str) -> list[int]:
    """The ids in the order that a sort promises, worked out in Python."""
    parts = sort.split(",")
    if "id" not in [part.removeprefix("-") for part in parts]:
        parts.append("-id" if parts[0].startswith("-") else "id")
    result = sorted(items, key=lambda item: item["id"])
    for part in reversed(parts):
        name = part.removeprefix("-")
        filled = [item for item in result if item[name] is not None]
        filled.sort(key=lambda item: item[name], reverse=part.startswith("-"))
        result = filled + [item for item in result if item[name] is None]
    return [item["id"] for item in result]


async def follow(
    client: AsyncClient, url: str | None
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """All items of a list, and its pages."""
    items: list[dict[str, Any]] = []
    pages: list[dict[str, Any]] = []
    while url:
        answer = await client.get(url)
        assert answer.status_code == 200, answer.text
        pages.append(answer.json())
        items += pages[-1]["items"]
        url = pages[-1]["links"]["next"]
        assert len(pages) <= ISSUES + 1
    return items, pages


async def orders_hold(client: AsyncClient, sorts: list[str], per_page: int) -> None:
    everything, _ = await follow(client, "/api/issues?per_page=200")
    assert len(everything) == ISSUES
    wrong = []
    for sort in sorts:
        base = f"/api/issues?sort={sort}&per_page={per_page}"
        items, pages = await follow(client, base)
        expected = model(everything, sort)
        numbered = [
            item["id"]
            for page in range(1, len(pages) + 1)
            for item in (await client.get(f"{base}&page={page}")).json()["items"]
        ]
        if [item["id"] for item in items] != expected or numbered != expected:
            wrong.append(sort)
        assert [page["page"] for page in pages] == list(range(1, len(pages) + 1))
        assert {page["total"] for page in pages} == {ISSUES}
    assert wrong == []


async def test_every_column_in_both_directions(filled: AsyncClient) -> None:
    await orders_hold(filled, [sign + key for key in KEYS for sign in ("", "-")], per_page=6)


async def test_mixed_directions_and_empty_values(filled: AsyncClient) -> None:
    nullable = ["resolved_on", "issue_story_points", "issue_assigned_to", "issue_parent"]
    sorts = [
        f"{one}{first},{two}{second}"
        for first, second in itertools.permutations(nullable[1:], 2)
        for one, two in itertools.product(("", "-"), repeat=2)
    ]
    sorts += [
        "issue_priority,-issue_story_points,issue_assigned_to,-updated_on",
        "-issue_fixed_version,issue_affected_version,-issue_parent,issue_story_points,-id",
        "-resolved_on,issue_status,-id",
        "issue_story_points,-resolved_on,-issue_parent,issue_assigned_to,updated_on",
        "issue_story_points,id,issue_summary",
    ]
    await orders_hold(filled, sorts, per_page=7)


async def test_one_issue_a_page(filled: AsyncClient) -> None:
    await orders_hold(filled, ["-issue_story_points,issue_priority", "issue_assigned_to"], 1)


async def test_the_order_unless_one_is_said_is_the_newest_change_first(
    filled: AsyncClient,
) -> None:
    plain, _ = await follow(filled, "/api/issues?per_page=5")
    said, _ = await follow(filled, "/api/issues?per_page=5&sort=-updated_on")
    assert plain == said
    assert [item["id"] for item in plain] == model(plain, "-updated_on")


async def test_following_the_links_survives_changes_meanwhile(filled: AsyncClient) -> None:
    first = (await filled.get("/api/issues?sort=id&per_page=10")).json()
    assert (await filled.delete(f"/api/issues/{first['items'][-1]['id']}")).status_code == 204
    body = {"issue_project": "AA", "issue_summary": "new"}
    assert (await filled.post("/api/issues", json=body)).status_code == 201
    rest, _ = await follow(filled, first["links"]["next"])
    ids = [item["id"] for item in first["items"] + rest]
    assert ids == sorted(set(ids))
    assert len(ids) == ISSUES + 1
