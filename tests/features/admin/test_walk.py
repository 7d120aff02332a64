"""A client that knows no table by name reads and edits every one by what the API says of it."""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, Phase, find, settings
from hypothesis import strategies as st

from factories.projects import project
from support import Tracker, changed, commented, created
from ticketing.features.users.models import UserType

TABLES = "/api/admin/tables"
HASHES = ("$argon2id$v=19$secretsecret", "5ec7e70f70ken", "5ec7e70f1ink")
SEARCH = settings(
    database=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@dataclass
class Walker:
    """Knows the administrator's client and what the API says; nothing of the product."""

    client: httpx.AsyncClient
    tables: dict[str, dict[str, Any]] = field(default_factory=dict)
    heard: list[str] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    edits: int = 0
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    async def ask(self, method: str, url: str, **more: Any) -> httpx.Response:
        answer = await self.client.request(method, url, **more)
        self.heard.append(answer.text)
        return answer

    async def learn(self) -> None:
        answer = await self.ask("GET", f"{TABLES}?per_page=200")
        assert answer.status_code == 200
        self.tables = {table["name"]: table for table in answer.json()["items"]}

    async def rows(self, table: str) -> list[dict[str, Any]]:
        answer = await self.ask("GET", f"{TABLES}/{table}?per_page=200")
        assert answer.status_code == 200, answer.text
        return list(answer.json()["items"])

    async def candidates(self, column: dict[str, Any]) -> list[Any]:
        """Values that a column might take, by its description."""
        if column["foreign_key"] is not None:
            key = column["foreign_key"]
            rows = await self.rows(key["table"])
            return list(dict.fromkeys(row["values"][key["column"]] for row in rows))[::-1]
        if column["enum"] is not None:
            return [item["value"] for item in column["enum"]["values"] if item["writable"]]
        number = next(self.numbers)
        kind = column["kind"]
        if kind in {"integer", "time"}:
            low = max(column["minimum"], 0)
            return [low + number, low]
        if kind in {"text", "long_text", "markdown"}:
            return [self.text(column, number)]
        plain: dict[str, list[Any]] = {
            "number": [number + 0.5],
            "date": [f"2026-01-{number % 28 + 1:02}"],
            "boolean": [True, False],
            "text_list": [[f"one {number}", "two"]],
            "json": [{"number": number, "inside": [None, "ü"]}],
        }
        return plain[kind]

    def text(self, column: dict[str, Any], number: int) -> str:
        if column["pattern"] is None:
            lines = "\n\n* more" if column["kind"] != "text" else ""
            return f"text {number}{lines}"[: column["max_length"]]
        most = column["max_length"] or 10_000
        text: str = find(
            st.from_regex(re.compile(column["pattern"], re.ASCII), fullmatch=True),
            lambda text: text not in self.used and len(text) <= most,
            settings=SEARCH,
        )
        self.used.add(text)
        return text

    async def insert(self, table: str, also: str | None = None) -> dict[str, Any]:
        """Add a row with what is required, and a column besides; the first that is taken."""
        columns = [
            column
            for column in self.tables[table]["columns"]
            if column["required"] or column["name"] == also
        ]
        names = [column["name"] for column in columns]
        choices = [await self.candidates(column) for column in columns]
        refusals = []
        for values in itertools.islice(itertools.product(*choices), 300):
            body = {"values": dict(zip(names, values, strict=True))}
            answer = await self.ask("POST", f"{TABLES}/{table}", json=body)
            if answer.status_code == 201:
                self.edits += 1
                row = dict(answer.json())
                assert answer.headers["location"] == row["links"]["self"]
                await self.found(table, row, body["values"])
                return row
            assert answer.status_code in {409, 422}, answer.text
            refusals.append(answer.text)
        raise AssertionError(f"no row of {table} with {names}: {refusals[-3:]}")

    async def found(self, table: str, row: dict[str, Any], values: dict[str, Any]) -> None:
        """Fail unless the row is there with the values, alone and in the list."""
        alone = await self.ask("GET", row["links"]["self"])
        assert alone.status_code == 200, alone.text
        held = alone.json()["values"]
        assert {name: held[name] for name in values} == values, table
        known = [f"{name}:eq:{held[name]}" for name in self.tables[table]["primary_key"]]
        listed = await self.ask("GET", f"{TABLES}/{table}", params={"filter": known})
        assert [item["id"] for item in listed.json()["items"]] == [row["id"]]

    async def edit(self, table: str, row: dict[str, Any], column: dict[str, Any]) -> None:
        """Change a column of a row to the first other value that is taken."""
        name, refusals = column["name"], []
        now = (await self.ask("GET", row["links"]["self"])).json()["values"][name]
        for value in [item for item in await self.candidates(column) if item != now][:50]:
            body = {"values": {name: value}}
            answer = await self.ask("PATCH", row["links"]["self"], json=body)
            if answer.status_code == 200:
                self.edits += 1
                await self.found(table, row, {name: value})
                return
            assert answer.status_code in {409, 422}, answer.text
            refusals.append(answer.text)
        raise AssertionError(f"{table}.{name} took nothing: {refusals}")

    async def remove(self, row: dict[str, Any]) -> None:
        answer = await self.ask("DELETE", row["links"]["self"])
        assert answer.status_code == 204, answer.text
        self.edits += 1
        assert (await self.ask("GET", row["links"]["self"])).status_code == 404

    async def walk(self, table: str) -> None:
        """Insert, edit and delete as far as the table says that one may."""
        said = self.tables[table]
        rows = await self.rows(table)
        if said["insert"]["allowed"]:
            for column in said["columns"]:
                if column["insertable"] and not column["required"]:
                    row = await self.insert(table, column["name"])
                    if said["delete"]["allowed"]:
                        await self.remove(row)
            row = await self.insert(table)
        else:
            await self.refused("POST", f"{TABLES}/{table}", said["insert"])
            row = rows[0]
        if said["update"]["allowed"]:
            for column in said["columns"]:
                if column["editable"]:
                    assert column["locked"] is None
                    await self.edit(table, row, column)
        else:
            await self.refused("PATCH", row["links"]["self"], said["update"])
        if said["delete"]["allowed"]:
            await self.remove(row)
        else:
            await self.refused("DELETE", row["links"]["self"], said["delete"])
        await self.locked(table)

    async def refused(self, method: str, url: str, permission: dict[str, Any]) -> None:
        assert permission["reason"]
        body: dict[str, Any] = {} if method == "DELETE" else {"json": {"values": {}}}
        answer = await self.ask(method, url, **body)
        assert answer.status_code == 403
        assert permission["reason"] in answer.json()["detail"]

    async def locked(self, table: str) -> None:
        """Fail unless each column that is locked says why, and is."""
        said = self.tables[table]
        rows = [row for row in await self.rows(table) if row["locked"] is None]
        for column in said["columns"]:
            body = {"values": {column["name"]: 1}}
            pointers = []
            if not column["editable"]:
                assert column["locked"]
            if not column["editable"] and said["update"]["allowed"] and rows:
                answer = await self.ask("PATCH", rows[0]["links"]["self"], json=body)
                pointers.append(answer)
            if not column["insertable"] and said["insert"]["allowed"]:
                pointers.append(await self.ask("POST", f"{TABLES}/{table}", json=body))
            for answer in pointers:
                assert answer.status_code == 422, answer.text
                assert answer.json()["errors"][0]["pointer"] == f"/values/{column['name']}"


async def furnish(tracker: Tracker, admin: httpx.AsyncClient) -> None:
    """Some rows in every table."""
    await tracker.user("eve", password_hash=HASHES[0])
    await tracker.user("boss", user_type=UserType.ADMIN)
    for name in ("gus", "hal", "ida"):
        await tracker.user(name)
    for key in ("OPS", "WEB"):
        await project(tracker, key, lead="eve")
        for _ in range(3):
            await created(admin, key, labels=["ios"], components=["Core"],
                          issue_fixed_versions=["1.0"])  # fmt: skip
    await changed(admin, "OPS-1", issue_status="DONE")
    await commented(admin, "OPS-1", "a comment")
    body = {"kind": "BLOCKS", "ticket": "WEB-1"}
    assert (await admin.post("/api/issues/OPS-1/links", json=body)).status_code == 201
    await tracker.sql(
        "INSERT INTO access_tokens (created_on, updated_on, username, name, token_hash, scope)"
        " VALUES (1, 1, 'eve', 'ci', $1, 1)",
        HASHES[1],
    )
    await tracker.sql(
        "INSERT INTO invitations (created_on, updated_on, username, token_hash, expires_on)"
        " VALUES (1, 1, 'eve', $1, 99)",
        HASHES[2],
    )
    await tracker.sql(
        "WITH j AS (INSERT INTO import_jobs (created_on, updated_on, created_by, file_name, strict,"
        " dry_run, import_status, cancel_requested, bytes_total, bytes_done, rows_done, attempts,"
        " report)"
        " VALUES (1, 1, 'root', 'a.csv', false, false, 3, false, 9, 9, 1, 1, '{\"rows\": 1}')"
        " RETURNING id) INSERT INTO import_chunks (job_id, chunk_number, chunk_data)"
        " SELECT id, 1, 'bytes' FROM j"
    )
    await tracker.sql(
        "INSERT INTO flow_days (issue_project, day, issue_status, issues)"
        " VALUES ('OPS', '2026-01-02', 1, 3)"
    )
    await tracker.sql(
        "INSERT INTO flow_marks (issue_project, day, transaction_id)"
        " VALUES ('OPS', '2026-01-02', 7)"
    )
    await tracker.sql("INSERT INTO gadget_places (place, size) VALUES ('a/b,c', 7)")
    await tracker.sql(
        "WITH g AS (INSERT INTO gadgets (created_on, updated_on, created_by, gadget_name, pin,"
        " version, shelf, active, tags, picture)"
        " VALUES (1, 1, 'root', 'lamp', $1, 1, 1, true, '{}', 'png') RETURNING id)"
        " INSERT INTO gadget_parts (gadget_id, part) SELECT id, 7 FROM g",
        HASHES[0],
    )
    await tracker.sql("INSERT INTO gadget_seals (seal) VALUES ($1)", HASHES[1])


@pytest.fixture
async def walker(tracker: Tracker, admin: httpx.AsyncClient, gadgets: None) -> Walker:
    await furnish(tracker, admin)
    found = Walker(admin)
    await found.learn()
    # A label is edited first: the log is a table like the others, and needs a row to show.
    label = (await found.rows("labels"))[0]
    name = {column["name"]: column for column in found.tables["labels"]["columns"]}["label_name"]
    await found.edit("labels", label, name)
    return found


async def test_every_table_is_edited_by_what_is_said_of_it(
    tracker: Tracker, walker: Walker
) -> None:
    for table in walker.tables:
        await walker.walk(table)
    logged = await tracker.sql("SELECT count(*) FROM admin_log")
    assert logged[0][0] == walker.edits, "a row for each edit, none for what was refused"
    everything = "".join(walker.heard)
    assert not [secret for secret in HASHES if secret in everything]
    kept = await tracker.sql("SELECT string_agg(l::text, ' ') FROM admin_log l")
    assert not [secret for secret in HASHES if secret in kept[0][0]]


async def test_every_row_and_column_is_read(walker: Walker) -> None:
    for name, table in walker.tables.items():
        rows = await walker.rows(name)
        assert len(rows) == table["row_count"] or name in {"admin_log", "activity"}
        assert rows, name
        shown = [column["name"] for column in table["columns"] if column["kind"] != "secret"]
        for row in rows:
            assert list(row["values"]) == shown
        for column in table["columns"]:
            for sign in ("", "-"):
                answer = await walker.ask("GET", f"{TABLES}/{name}?sort={sign}{column['name']}")
                assert answer.status_code == (200 if column["sortable"] else 422)
            for operator in column["operators"]:
                value = "" if operator.endswith("empty") else sample(column)
                asked = {"filter": f"{column['name']}:{operator}:{value}"}
                answer = await walker.ask("GET", f"{TABLES}/{name}", params=asked)
                assert answer.status_code == 200, answer.text


def sample(column: dict[str, Any]) -> str:
    """A value that a filter takes."""
    return {"boolean": "true", "enum": "1", "date": "2026-01-02"}.get(column["kind"], "7")
