"""The order of board and backlog."""

import asyncio
import random
from typing import Any

import pytest
from httpx import AsyncClient

from factories.projects import project
from support import Tracker, changed, created, history, refused


async def order(client: AsyncClient, key: str = "OPS") -> list[str]:
    page = await client.get(
        "/api/issues", params={"issue_project": key, "sort": "issue_rank", "per_page": 200}
    )
    return [item["issue_name"] for item in page.json()["items"]]


async def test_new_issues_come_last(ops: str, ada: AsyncClient) -> None:
    names = [(await created(ada))["issue_name"] for _ in range(12)]
    assert await order(ada) == names


@pytest.mark.parametrize(
    ("move", "after"),
    [
        ({"rank_before": "OPS-1"}, [4, 1, 2, 3, 5]),
        ({"rank_before": "OPS-3"}, [1, 2, 4, 3, 5]),
        ({"rank_after": "OPS-1"}, [1, 4, 2, 3, 5]),
        ({"rank_after": "OPS-5"}, [1, 2, 3, 5, 4]),
        ({"rank_after": "OPS-1", "rank_before": "OPS-2"}, [1, 4, 2, 3, 5]),
        ({"rank_before": "OPS-5"}, [1, 2, 3, 4, 5]),
        ({"rank_after": "OPS-3"}, [1, 2, 3, 4, 5]),
    ],
)
async def test_a_move(ops: str, ada: AsyncClient, move: dict[str, Any], after: list[int]) -> None:
    for _ in range(5):
        await created(ada)
    now = await changed(ada, "OPS-4", **move)
    assert await order(ada) == [f"OPS-{n}" for n in after]
    assert now["issue_rank"] == (await ada.get("/api/issues/OPS-4")).json()["issue_rank"]


async def test_a_move_writes_one_row_and_no_history(
    tracker: Tracker, ops: str, ada: AsyncClient
) -> None:
    for _ in range(5):
        await created(ada)
    versions = "SELECT id, xmin::text FROM issues ORDER BY id"
    before = await tracker.sql(versions)
    made = (await ada.get("/api/issues/OPS-5")).json()
    now = await changed(ada, "OPS-5", rank_before="OPS-2")
    after = await tracker.sql(versions)
    assert [was["id"] for was, row in zip(before, after, strict=True) if was != row] == [made["id"]]
    assert now["updated_on"] == made["updated_on"]
    assert len(await history(ada, "OPS-5")) == 1


async def test_many_random_moves_keep_the_order_of_a_list(ops: str, ada: AsyncClient) -> None:
    seed = 20261122
    chance = random.Random(seed)
    model = [(await created(ada))["issue_name"] for _ in range(12)]
    for _ in range(150):
        moved = chance.choice(model)
        model.remove(moved)
        place = chance.choice([0, 1, 1, 5, len(model) // 2, len(model)])
        place = min(place, len(model))
        move = {}
        if place < len(model) and (place == 0 or chance.random() < 0.6):
            move["rank_before"] = model[place]
        if place > 0 and (not move or chance.random() < 0.5):
            move["rank_after"] = model[place - 1]
        model.insert(place, moved)
        now = await changed(ada, moved, **move)
        assert len(now["issue_rank"]) < 400
    assert await order(ada) == model


async def test_moves_to_one_place_at_once_all_arrive(ops: str, ada: AsyncClient) -> None:
    for _ in range(12):
        await created(ada)
    moved = [f"OPS-{n}" for n in range(3, 13)]
    await asyncio.gather(
        *[changed(ada, name, rank_after="OPS-1", rank_before="OPS-2") for name in moved]
    )
    names = await order(ada)
    assert (names[0], names[-1]) == ("OPS-1", "OPS-2")
    assert sorted(names[1:-1]) == sorted(moved)
    ranks = [
        item["issue_rank"]
        for item in (await ada.get("/api/issues", params={"sort": "issue_rank"})).json()["items"]
    ]
    assert len(set(ranks)) == 12


async def test_a_place_that_does_not_exist_is_refused(
    tracker: Tracker, ops: str, ada: AsyncClient, bob: AsyncClient
) -> None:
    await project(tracker, "SECRET", lead="bob", private=True)
    await created(bob, "SECRET")
    for _ in range(3):
        await created(ada)
    url = "/api/issues/OPS-3"
    for name in ("rank_before", "rank_after"):
        for ticket in ("OPS-3", "OPS-9", "SECRET-1", "SECRET-9"):
            answer = await ada.patch(url, json={name: ticket})
            body = refused(answer, 422, f"/{name}")
            assert ticket == "OPS-3" or body["detail"] == "No such issue."
    backwards = {"rank_before": "OPS-1", "rank_after": "OPS-2"}
    assert (await ada.patch(url, json=backwards)).status_code == 422
    assert await order(ada) == ["OPS-1", "OPS-2", "OPS-3"]


async def test_a_move_can_go_with_other_changes(ops: str, ada: AsyncClient) -> None:
    await created(ada)
    await created(ada)
    now = await changed(ada, "OPS-2", rank_before="OPS-1", issue_status="DONE")
    assert (now["issue_status"], now["version"]) == (6, 2)
    assert await order(ada) == ["OPS-2", "OPS-1"]
    fields = {row["field"] for row in await history(ada, "OPS-2", after=1)}
    assert fields == {"issue_status", "issue_resolution"}
