"""Ranked matches of rare, usual and common words: every page, every filter, in every order."""

import csv
import io
from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from httpx import AsyncClient

from factories.projects import project
from support import Tracker, created
from ticketing.features.issues import ranked, search

PER_PAGE = 60
FILTERS: list[dict[str, str]] = [
    {},
    {"issue_project": "WEB"},
    {"issue_project": "OPS", "issue_status": "IN_PROGRESS", "label": "odd"},
    {"issue_parent": "OPS-1"},
    {"label": "none has it"},
]
SORTS = [None, "-rank", "-issue_parent,rank"]


@pytest.fixture
async def documents(tracker: Tracker, ada: AsyncClient) -> None:
    """Two thousand issues, many of them of equal rank and changed in the same moment."""
    await project(tracker, "OPS", lead="ada")
    await project(tracker, "WEB", lead="ada")
    await tracker.sql(
        "INSERT INTO issues (created_on, updated_on, created_by, issue_name, issue_project,"
        " issue_type, issue_priority, issue_summary, issue_description, issue_status,"
        " issue_resolution, version, issue_rank, issue_environment, labels, issue_parent,"
        " issue_assigned_to) SELECT 1, 1000 + n / 7, 'ada', p.key || '-' || n, p.key, 1, 3,"
        " CASE WHEN n % 40 = 0 THEN 'rare ' ELSE '' END"
        " || CASE WHEN n % 5 = 0 THEN 'usual ' ELSE '' END || 'common über' || n % 11,"
        " repeat('common ', n % 9), CASE WHEN n % 3 = 1 THEN 3 ELSE 1 END, 1, 1,"
        " lpad(n::text, 19, '0'), '',"
        " CASE WHEN n % 2 = 1 THEN ARRAY['odd'] ELSE ARRAY[]::text[] END,"
        " CASE WHEN n % 10 = 2 THEN 'OPS-1' END, CASE WHEN n % 3 = 1 THEN 'ada' END"
        " FROM generate_series(1, 2000) n CROSS JOIN LATERAL"
        " (SELECT CASE n % 3 WHEN 0 THEN 'WEB' ELSE 'OPS' END AS key) p"
    )
    document = search.document_sql("i.issue_name", "i.issue_summary", "i.issue_description", "''")
    await tracker.sql(
        "INSERT INTO issue_search (issue_id, issue_project, changed_on, doc)"
        f" SELECT i.id, i.issue_project, i.updated_on, {document} FROM issues i"
    )
    await tracker.sql("ANALYZE")


async def pages(client: AsyncClient, params: dict[str, Any]) -> list[dict[str, Any]]:
    """All pages of a list, by their links."""
    found = [(await client.get("/api/issues", params=params)).json()]
    while url := found[-1]["links"]["next"]:
        found.append((await client.get(url)).json())
    return found


def asked(words: list[str]) -> Iterator[dict[str, Any]]:
    """A search for each word, with each filter, in each order."""
    for word, wanted, sort in product(words, FILTERS, SORTS):
        order = {} if sort is None else {"sort": sort}
        yield {"q": word, "per_page": PER_PAGE, **wanted, **order}


@pytest.mark.parametrize("windowed", [False, True])
async def test_pages_totals_groups_and_csv_tell_the_same(
    tracker: Tracker,
    ada: AsyncClient,
    documents: None,
    monkeypatch: pytest.MonkeyPatch,
    windowed: bool,
) -> None:
    if windowed:
        monkeypatch.setattr(search, "RANK_ALL", 100)
        monkeypatch.setattr(ranked, "WINDOWS", (50, 400, 100_000))
    for params in asked(["rare", "common", "über1", "common OPS-1003"]):
        found = await pages(ada, params)
        names = [item["issue_name"] for page in found for item in page["items"]]
        assert len(set(names)) == len(names), params
        assert {page["total"] for page in found} == {len(names)}, params
        plain = {name: value for name, value in params.items() if name != "sort"}
        groups = await ada.get("/api/issues/groups", params={**plain, "group_by": "issue_project"})
        count = sum(group["count"] for group in groups.json()["items"])
        if found[0]["ranked"] == "recent":
            assert not found[0]["total_is_exact"]
            assert min(PER_PAGE, count) <= len(names) <= count, params
        else:
            assert len(names) == count, params
        text = (await ada.get("/api/issues", params={**params, "format": "csv"})).text
        whole = [row["issue_name"] for row in csv.DictReader(io.StringIO(text))]
        assert len(whole) == len(set(whole)) == count, params
        if found[0]["ranked"] == "all":
            assert whole == names, params
        second = await ada.get("/api/issues", params={**params, "page": 2})
        assert second.json()["items"] == (found[1]["items"] if len(found) > 1 else []), params


async def test_parents_order_ranked_matches_as_far_as_one_sees_them(
    tracker: Tracker, ada: AsyncClient
) -> None:
    await project(tracker, "OPS", lead="ada")
    await project(tracker, "HID", lead="ada", private=True)
    for key, parent in (("HID", None), ("OPS", None), ("OPS", "HID-1")):
        await created(ada, key, issue_summary="penguin", issue_parent=parent)
    params = {"q": "penguin", "issue_project": "OPS", "sort": "issue_parent,rank"}
    page = (await ada.get("/api/issues", params=params)).json()
    assert [item["issue_name"] for item in page["items"]] == ["OPS-2", "OPS-1"]
