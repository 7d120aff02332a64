"""Enums in the code, in the database and in the API are the same."""

from httpx import AsyncClient

from support import Tracker
from ticketing import all_models
from ticketing.features.enumerations.service import registry


async def test_the_table_and_the_code_agree(tracker: Tracker) -> None:
    assert all_models.metadata.tables  # all tables are known, so the registry is whole
    code = {
        (entry.table_name, entry.table_column, member.name, member.value)
        for entry in registry()
        for member in entry.enum
    }
    rows = await tracker.sql("SELECT table_name, table_column, name, value FROM enums")
    assert {tuple(row.values()) for row in rows} == code
    assert len(rows) == len(code)


async def test_the_seeds_values_are_kept(tracker: Tracker) -> None:
    rows = await tracker.sql("SELECT * FROM enums WHERE table_name = 'issues'")
    known = {(row["table_column"], row["name"]): row["value"] for row in rows}
    assert known["issue_status", "UNKNOWN"] == 0
    assert known["issue_status", "RELEASED"] == 7
    assert known["issue_resolution", "UNRESOLVED"] == 1
    assert known["issue_priority", "HIGHEST"] == 1
    assert known["issue_type", "EPIC"] == 6


async def test_all_enums_are_listed_with_labels(ada: AsyncClient) -> None:
    answer = await ada.get("/api/enums", params={"per_page": 200})
    assert answer.status_code == 200, answer.text
    page = answer.json()
    assert page["total"] == len(page["items"]) == len(registry())
    assert page["links"]["next"] is None
    found = {(item["table_name"], item["table_column"]): item for item in page["items"]}
    status = found["issues", "issue_status"]
    assert status["enum_name"] == "IssueStatus"
    assert {"name": "IN_PROGRESS", "value": 3, "label": "In progress"} in status["values"]


async def test_enums_come_in_pages(ada: AsyncClient) -> None:
    first = await ada.get("/api/enums", params={"per_page": 2})
    following = (await ada.get(first.json()["links"]["next"])).json()
    assert 'rel="next"' in first.headers["link"]
    assert following["page"] == 2
    assert following["items"][0] not in first.json()["items"]


async def test_enums_are_for_those_who_are_signed_in(
    anonymous: AsyncClient, ada: AsyncClient
) -> None:
    assert (await anonymous.get("/api/enums")).status_code == 401
    assert (await ada.get("/api/enums", params={"sort": "id"})).status_code == 422
