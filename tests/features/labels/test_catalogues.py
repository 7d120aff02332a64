"""The catalogues of labels, components and versions."""

import asyncio
import itertools
from typing import Any

import pytest
from httpx import AsyncClient

from factories.projects import project
from support import Tracker
from ticketing.features.labels.service import remember
from ticketing.features.projects.models import MemberRole

CATALOGUES = [
    ("labels", "label_name"),
    ("components", "component_name"),
    ("versions", "version_name"),
]


async def note(tracker: Tracker, key: str, **names: list[str]) -> None:
    async with tracker.api.state.database.session(write=True) as session:
        await remember(session, key, **names)


def names_in(page: dict[str, Any], column: str) -> list[tuple[str, str]]:
    return [(item["issue_project"], item[column]) for item in page["items"]]


@pytest.mark.parametrize(("path", "column"), CATALOGUES)
async def test_names_are_listed_filtered_and_paged(
    tracker: Tracker, ada: AsyncClient, path: str, column: str
) -> None:
    await project(tracker, "OPS")
    await project(tracker, "WEB")
    await note(tracker, "OPS", **{path: ["gamma", "Alpha_1", "alpha%2"]})
    await note(tracker, "WEB", **{path: ["alpha"]})
    url = f"/api/{path}"
    everything = (await ada.get(url)).json()
    assert sorted(item.keys() for item in everything["items"])
    assert names_in(everything, column) == [
        ("OPS", "Alpha_1"),
        ("WEB", "alpha"),
        ("OPS", "alpha%2"),
        ("OPS", "gamma"),
    ]
    begun = (await ada.get(url, params={"q": "ALPHA", "issue_project": "OPS"})).json()
    assert names_in(begun, column) == [("OPS", "Alpha_1"), ("OPS", "alpha%2")]
    literal = (await ada.get(url, params={"q": "alpha%"})).json()
    assert names_in(literal, column) == [("OPS", "alpha%2")]
    both = (await ada.get(url, params={"issue_project": "OPS,WEB", "q": "lpha"})).json()
    assert both["items"] == []
    repeated = await ada.get(url, params=[("issue_project", "WEB"), ("issue_project", "NO")])
    assert names_in(repeated.json(), column) == [("WEB", "alpha")]
    first = (await ada.get(url, params={"per_page": 3, "sort": f"-{column}"})).json()
    second = (await ada.get(first["links"]["next"])).json()
    assert names_in(second, column) == [("OPS", "Alpha_1")]
    assert (await ada.get(url, params={"page": 9})).json()["items"] == []
    assert (await ada.get(url, params={"label": "x"})).status_code == 422


@pytest.mark.parametrize(("path", "column"), CATALOGUES)
async def test_a_hidden_projects_names_are_for_its_members(
    tracker: Tracker,
    anonymous: AsyncClient,
    ada: AsyncClient,
    bob: AsyncClient,
    admin: AsyncClient,
    path: str,
    column: str,
) -> None:
    await project(tracker, "SEC", private=True, members={"ada": MemberRole.VIEWER})
    await note(tracker, "SEC", **{path: ["secret"]})
    url = f"/api/{path}"
    assert (await anonymous.get(url)).status_code == 401
    for params in ({}, {"issue_project": "SEC"}, {"q": "sec"}):
        hidden = (await bob.get(url, params=params)).json()
        assert (hidden["items"], hidden["total"]) == ([], 0)
        for client in (ada, admin):
            page = (await client.get(url, params=params)).json()
            assert names_in(page, column) == [("SEC", "secret")]


async def test_a_name_is_remembered_once(tracker: Tracker, ada: AsyncClient) -> None:
    await project(tracker, "OPS")
    for _ in range(2):
        await note(
            tracker,
            "OPS",
            labels=["b", "a", "b"],
            components=["core"],
            versions=["1.0", "2.0"],
        )
    await note(tracker, "OPS")
    labels = await tracker.sql("SELECT id, label_name FROM labels ORDER BY id")
    assert [tuple(row) for row in labels] == [(1, "a"), (2, "b")]  # a known one costs no number
    assert (await ada.get("/api/components")).json()["total"] == 1
    assert (await ada.get("/api/versions")).json()["total"] == 2


async def test_parallel_writes_do_not_block_each_other(tracker: Tracker, ada: AsyncClient) -> None:
    await project(tracker, "OPS")
    orders = itertools.islice(itertools.permutations("abcdef"), 0, 720, 60)
    await asyncio.gather(
        *(note(tracker, "OPS", labels=list(names), versions=list(names)) for names in orders)
    )
    assert (await ada.get("/api/labels")).json()["total"] == 6
