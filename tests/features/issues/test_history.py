"""Replaying an issue's activity from its creation gives its present state."""

import random
from typing import Any

import orjson
import pytest
from httpx import AsyncClient

from support import changed, commented, created, history
from ticketing.features.issues.service import TOLD

LISTS = {
    "issue_affected_versions", "issue_fixed_versions", "issue_sprints", "labels", "components",
}  # fmt: skip
NUMBERS = {
    "issue_type", "issue_priority", "issue_status", "issue_resolution", "issue_story_points",
}  # fmt: skip


def change(chance: random.Random) -> dict[str, Any]:
    """A request of one to four fields; some of them contradict each other."""
    words = ["a", "b", "c", "d"]

    def some() -> list[str]:
        return chance.sample(words, chance.randrange(4))

    def edit() -> Any:
        if chance.random() < 0.5:
            return some()
        added = some()
        return {"add": added, "remove": [word for word in words if word not in added][:2]}

    fields: dict[str, Any] = {
        "issue_type": chance.randint(1, 6),
        "issue_priority": chance.choice(["HIGH", "low", 3]),
        "issue_story_points": chance.choice([None, 0, 5]),
        "issue_summary": chance.choice(["One", "Two", "Ünï"]),
        "issue_description": chance.choice(["", "text", "null", "[]"]),
        "issue_environment": chance.choice(["", "env"]),
        "issue_status": chance.randint(1, 7),
        "issue_resolution": chance.randint(1, 7),
        "issue_assigned_to": chance.choice([None, "ada", "bob"]),
        "issue_parent": chance.choice([None, "OPS-1", "OPS-2"]),
        "issue_fixed_version": chance.choice([None, "1", "2"]),
        **{name: edit() for name in LISTS},
    }
    return {name: fields[name] for name in chance.sample(list(fields), chance.randint(1, 4))}


def replay(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """The state that an issue's history tells."""
    creation, *rest = rows
    assert creation["activity_type"] == 6
    state: dict[str, Any] = orjson.loads(creation["new_value"])
    for row in rest:
        if row["field"] is None or row["field"] == "links":
            continue
        name = row["field"]

        def read(text: str | None, name: str = name) -> Any:
            return orjson.loads(text) if text is not None and name in LISTS | NUMBERS else text

        assert state[name] == read(row["old_value"]), row
        state[name] = read(row["new_value"])
        assert read(row["old_value"]) != state[name], row
    return state


@pytest.mark.parametrize("seed", range(4))
async def test_the_history_gives_the_present_state(
    ops: str, ada: AsyncClient, bob: AsyncClient, seed: int
) -> None:
    chance = random.Random(seed)
    for _ in range(2):
        await created(ada)
    first = change(chance)
    made = await ada.post(
        "/api/issues",
        json={
            "issue_project": "OPS",
            "issue_summary": "Zero",
            **{
                name: value
                for name, value in first.items()
                if not isinstance(value, dict) and name not in {"issue_status", "issue_resolution"}
            },
        },
    )
    if made.status_code == 422:  # a version and its list, both at once
        made = await ada.post("/api/issues", json={"issue_project": "OPS", "issue_summary": "Z"})
    ticket = made.json()["issue_name"]
    version = 1
    for _ in range(40):
        before = (await ada.get(f"/api/issues/{ticket}")).json()
        body = change(chance)
        answer = await chance.choice([ada, bob]).patch(f"/api/issues/{ticket}", json=body)
        now = (await ada.get(f"/api/issues/{ticket}")).json()
        if answer.status_code == 422:
            assert now == before
        else:
            assert answer.status_code == 200, answer.text
            assert answer.json() == now
            version += now != before
            assert now["version"] == version
    rows = await history(ada, ticket)
    assert replay(rows) == {name: now[name] for name in TOLD}
    assert [row["issue_version"] for row in rows] == sorted(row["issue_version"] for row in rows)
    assert {row["issue_version"] for row in rows} == set(range(1, version + 1))
    pairs = [(row["issue_version"], row["field"]) for row in rows]
    assert len(pairs) == len(set(pairs))


async def test_deleted_parents_and_comments_are_part_of_it(ops: str, ada: AsyncClient) -> None:
    await created(ada)
    await created(ada, issue_parent="OPS-1")
    await commented(ada, "OPS-2", "hello")
    await changed(ada, "OPS-2", issue_description="x")
    await ada.delete("/api/issues/OPS-1")
    now = (await ada.get("/api/issues/OPS-2")).json()
    assert replay(await history(ada, "OPS-2")) == {name: now[name] for name in TOLD}
