"""Lists of rows: filters, orders and cursors over every kind of column, and keys in addresses."""

import csv
import io
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from factories.issues import issue
from support import Tracker, refused

TABLES = "/api/admin/tables"
GADGETS: list[dict[str, Any]] = [
    {"gadget_name": "lamp", "amount": 5, "price": 1.5, "sold_on": 1000, "urgency": "HIGH",
     "checked_day": "2026-11-23", "manual": "100% _light_", "tags": ["red", "old"],
     "data": {"a": [1]}, "owner": "ada"},
    {"gadget_name": "saw", "amount": 0, "price": -2.25, "sold_on": 2000, "active": False,
     "checked_day": "0999-01-31", "urgency": 5, "manual": "Sharp", "tags": ["old"]},
    {"gadget_name": "Ölkanne", "amount": None, "urgency": None, "remarks": "",
     "data": {"b": "x y"}},
]  # fmt: skip


@pytest.fixture
async def stock(admin: httpx.AsyncClient, ada: httpx.AsyncClient, gadgets: None) -> None:
    for values in GADGETS:
        answer = await admin.post(f"{TABLES}/gadgets", json={"values": values})
        assert answer.status_code == 201, answer.text


async def names(client: httpx.AsyncClient, **params: Any) -> list[str]:
    answer = await client.get(f"{TABLES}/gadgets", params=params)
    assert answer.status_code == 200, answer.text
    return [item["values"]["gadget_name"] for item in answer.json()["items"]]


FILTERS = [
    (["gadget_name:eq:lamp"], "lamp"),
    (["gadget_name:ne:lamp"], "saw Ölkanne"),
    (["gadget_name:contains:öLK"], "Ölkanne"),
    (["gadget_name:ge:s", "gadget_name:le:saw"], "saw"),
    (["manual:contains:%"], "lamp"),
    (["manual:contains:_"], "lamp"),
    (["remarks:empty"], "lamp saw Ölkanne"),
    (["owner:not_empty"], "lamp"),
    (["owner:ne:ada"], "saw Ölkanne"),
    (["amount:eq:0"], "saw"),
    (["amount:gt:0"], "lamp"),
    (["amount:lt:5"], "saw"),
    (["amount:empty:"], "Ölkanne"),
    (["amount:ne:0"], "lamp Ölkanne"),
    (["price:lt:-2"], "saw"),
    (["price:ge:1.5"], "lamp"),
    (["sold_on:gt:1000"], "saw"),
    (["sold_on:le:2000", "sold_on:ge:1000"], "lamp saw"),
    (["checked_day:lt:2026-11-23"], "saw"),
    (["checked_day:eq:2026-11-23"], "lamp"),
    (["checked_day:empty"], "Ölkanne"),
    (["active:eq:false"], "saw"),
    (["active:ne:FALSE"], "lamp Ölkanne"),
    (["urgency:eq:HIGH"], "lamp"),
    (["urgency:eq:2,lowest"], "lamp saw"),
    (["urgency:ne:2"], "saw Ölkanne"),
    (["urgency:eq:unknown"], ""),
    (["tags:has:old"], "lamp saw"),
    (["tags:contains:RE"], "lamp"),
    (["tags:empty"], "Ölkanne"),
    (["data:contains:x y"], "Ölkanne"),
    (["data:empty"], "saw"),
    (["picture:empty"], "lamp saw Ölkanne"),
    (["place:not_empty"], ""),
    (["id:ge:2", "id:lt:3"], "saw"),
    (["gadget_name:contains:"], "lamp saw Ölkanne"),
]


@pytest.mark.parametrize(("filters", "expected"), FILTERS, ids=[str(f) for f, _ in FILTERS])
async def test_filters(
    stock: None, admin: httpx.AsyncClient, filters: list[str], expected: str
) -> None:
    assert await names(admin, filter=filters) == expected.split()


@pytest.mark.parametrize(
    "text",
    ["", "nothing:eq:1", "amount", "amount:", "amount:like:1", "amount:eq:", "amount:eq:x",
     "amount:eq:99999999999999999999", "amount:eq:1.5", "amount:contains:1", "price:lt:nan",
     "price:lt:x", "checked_day:eq:23.11.2026",
     "checked_day:eq:2026-W48-1", "active:eq:1", "urgency:eq:nobody", "urgency:eq:", "tags:eq:old",
     "data:eq:{}", "picture:eq:1", "pin:empty", "pin:eq:1", "amount:empty:1"],
)  # fmt: skip
async def test_filters_that_do_not_fit_are_refused(
    gadgets: None, admin: httpx.AsyncClient, text: str
) -> None:
    answer = await admin.get(f"{TABLES}/gadgets", params={"filter": text})
    refused(answer, 422, "?filter")


async def test_unknown_parameters_and_sorts_are_refused(
    gadgets: None, admin: httpx.AsyncClient
) -> None:
    refused(await admin.get(f"{TABLES}/gadgets?amount=1"), 422, "?amount")
    for name in ("data", "tags", "picture", "pin", "place", "nothing"):
        refused(await admin.get(f"{TABLES}/gadgets?sort={name}"), 422, "?sort")
    refused(await admin.get(f"{TABLES}/gadgets?cursor=x"), 422, "?cursor")


@pytest.mark.parametrize("sign", ["", "-"])
@pytest.mark.parametrize(
    "name",
    ["id", "gadget_name", "owner", "amount", "price", "sold_on", "checked_day", "active",
     "urgency", "manual", "created_on,amount", "urgency,-price"],
)  # fmt: skip
async def test_cursors_go_through_every_order(
    stock: None, admin: httpx.AsyncClient, name: str, sign: str
) -> None:
    whole = await names(admin, sort=sign + name)
    assert sorted(whole) == ["lamp", "saw", "Ölkanne"]
    url: str | None = f"{TABLES}/gadgets?sort={sign}{name}&per_page=1"
    followed = []
    while url:
        page = (await admin.get(url)).json()
        followed += [item["values"]["gadget_name"] for item in page["items"]]
        assert (page["total"], page["total_is_exact"]) == (3, True)
        url = page["links"]["next"]
    assert followed == whole
    numbered = [
        (await names(admin, sort=sign + name, per_page=1, page=page))[0] for page in (1, 2, 3)
    ]
    assert numbered == whole


async def test_a_cursor_stays_short_whatever_the_texts_are(
    stock: None, admin: httpx.AsyncClient
) -> None:
    texts = {"manual": "🛠" * 3000, "remarks": "ß" * 3000, "gadget_name": "語" * 40}
    for gadget in (1, 2, 3):
        values = {**texts, "gadget_name": f"{gadget}{texts['gadget_name']}"[:40]}
        answer = await admin.patch(f"{TABLES}/gadgets/{gadget}", json={"values": values})
        assert answer.status_code == 200, answer.text
    url: str | None = f"{TABLES}/gadgets?sort=manual,remarks,-gadget_name,owner,amount&per_page=1"
    found = []
    while url:
        answer = await admin.get(url)
        assert answer.status_code == 200, answer.text
        found += [item["id"] for item in answer.json()["items"]]
        url = answer.json()["links"]["next"]
    assert found == ["3", "2", "1"]


async def test_empty_values_come_last(stock: None, admin: httpx.AsyncClient) -> None:
    assert await names(admin, sort="amount") == ["saw", "lamp", "Ölkanne"]
    assert await names(admin, sort="-amount") == ["lamp", "saw", "Ölkanne"]


async def test_long_values_are_cut_in_lists_alone(
    stock: None, admin: httpx.AsyncClient, tracker: Tracker
) -> None:
    long = "ü" * 2001
    values = {"manual": long, "remarks": "x" * 2000, "data": {"long": long}}
    url = f"{TABLES}/gadgets/1"
    changed = (await admin.patch(url, json={"values": values})).json()
    assert (changed["values"]["manual"], changed["shortened"]) == (long, [])
    listed = (await admin.get(f"{TABLES}/gadgets?sort=manual&filter=id:eq:1")).json()["items"][0]
    assert sorted(listed["shortened"]) == ["data", "manual"]
    assert listed["values"]["manual"] == long[:2000]
    assert listed["values"]["data"] is None
    assert listed["values"]["remarks"] == "x" * 2000
    alone = (await admin.get(url)).json()
    assert alone["values"]["data"] == {"long": long}
    log = (await admin.get(f"{TABLES}/admin_log?sort=-id&per_page=1")).json()["items"][0]
    assert log["shortened"] == ["after"]
    log = (await admin.get(log["links"]["self"])).json()
    assert log["values"]["after"]["manual"] == long, "the log has it whole"


async def test_a_table_as_csv_is_whole(
    stock: None, admin: httpx.AsyncClient, tracker: Tracker
) -> None:
    long = "ü" * 2001
    await tracker.sql("UPDATE gadgets SET manual = $1, picture = 'four', pin = 'secret'", long)
    asked = f"{TABLES}/gadgets?format=csv&sort=-id&filter=id:le:2&per_page=1"
    answer = await admin.get(asked)
    assert answer.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [row["gadget_name"] for row in rows] == ["saw", "lamp"]
    assert {(row["manual"], row["picture"]) for row in rows} == {(long, "4")}
    assert rows[1]["tags"] == "red, old"
    assert "pin" not in rows[0]
    assert "secret" not in answer.text


async def test_a_binary_is_its_length_and_no_part_of_the_log(
    stock: None, admin: httpx.AsyncClient, tracker: Tracker
) -> None:
    await tracker.sql("UPDATE gadgets SET picture = 'twelve bytes', place = '10.0.0.1'")
    row = (await admin.get(f"{TABLES}/gadgets/1")).json()
    assert (row["values"]["picture"], row["values"]["place"]) == (12, "10.0.0.1/32")
    assert (await admin.delete(f"{TABLES}/gadgets/1")).status_code == 204
    log = await tracker.sql("SELECT before FROM admin_log ORDER BY id DESC LIMIT 1")
    assert "picture" not in log[0][0]
    assert "lamp" in log[0][0]


async def test_rows_with_keys_of_two_columns_have_addresses(
    stock: None, admin: httpx.AsyncClient
) -> None:
    for gadget, part in ((1, 1), (1, 2), (2, 1), (1, 10)):
        values = {"gadget_id": gadget, "part": part, "part_name": f"{gadget} {part}"}
        answer = await admin.post(f"{TABLES}/gadget_parts", json={"values": values})
        assert answer.status_code == 201, answer.text
        assert answer.json()["id"] == f"{gadget},{part}"
        assert (await admin.get(answer.headers["location"])).json()["values"] == values
    url, ids = f"{TABLES}/gadget_parts?per_page=1", []
    while url:
        page = (await admin.get(url)).json()
        ids += [item["id"] for item in page["items"]]
        url = page["links"]["next"]
    assert ids == ["1,1", "1,2", "1,10", "2,1"]
    changed = await admin.patch(
        f"{TABLES}/gadget_parts/1%2C2", json={"values": {"part_name": "screw"}}
    )
    assert (changed.status_code, changed.json()["values"]["part_name"]) == (200, "screw")
    assert (await admin.delete(f"{TABLES}/gadget_parts/1,2")).status_code == 204
    assert len((await admin.get(f"{TABLES}/gadget_parts")).json()["items"]) == 3


@pytest.mark.parametrize(
    "key", ["plain", "a/b", "a,b", "%2F", "", ".", "..", "ü ß", "?x=1#y", "a%b", "%00", "\\", "'\""]
)
async def test_any_text_is_a_key(gadgets: None, admin: httpx.AsyncClient, key: str) -> None:
    made = await admin.post(f"{TABLES}/gadget_places", json={"values": {"place": key}})
    assert made.status_code == 201, made.text
    row = made.json()
    own = f"{TABLES}/gadget_places/{quote(row['id'], safe='')}"
    assert row["links"]["self"] == own
    assert (await admin.get(own)).json()["values"]["place"] == key
    changed = await admin.patch(own, json={"values": {"size": 3}})
    assert changed.json()["values"] == {"place": key, "size": 3}
    assert (await admin.delete(own)).status_code == 204
    assert (await admin.get(own)).status_code == 404


async def test_the_total_stops_at_its_bound_and_links_keep_the_filter(
    tracker: Tracker, admin: httpx.AsyncClient, ops: str
) -> None:
    for _ in range(3):
        await issue(tracker, ops)
    asked = f"{TABLES}/issues?filter=issue_project:eq:OPS&filter=id:gt:0&per_page=2&sort=-id"
    first = await admin.get(asked)
    body = first.json()
    assert [item["id"] for item in body["items"]] == ["3", "2"]
    assert body["links"]["next"] in first.headers["link"]
    second = (await admin.get(body["links"]["next"])).json()
    assert [item["id"] for item in second["items"]] == ["1"]
    assert second["links"]["next"] is None
