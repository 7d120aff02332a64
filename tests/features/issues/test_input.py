"""Bad input gets a clear problem with a pointer, and nothing is half written."""

import json
import re
from typing import Any

import pytest
from httpx import AsyncClient, Response

from support import Tracker, created, refused

NEW = {"issue_project": "OPS", "issue_summary": "x"}
TOO_BIG = 2 * 1024 * 1024

FAULTS: list[tuple[dict[str, Any], str]] = [
    ({"issue_summary": ""}, "/issue_summary"),
    ({"issue_summary": "   "}, "/issue_summary"),
    ({"issue_summary": "two\nlines"}, "/issue_summary"),
    ({"issue_summary": "x" * 501}, "/issue_summary"),
    ({"issue_summary": 7}, "/issue_summary"),
    ({"issue_summary": "nul \x00"}, "/issue_summary"),
    ({"issue_summary": "lone \ud800"}, "/issue_summary"),
    ({"issue_description": "nul \x00"}, "/issue_description"),
    ({"issue_description": "lone \udfff"}, "/issue_description"),
    ({"issue_description": ["x"]}, "/issue_description"),
    ({"issue_description": "x" * 1_000_001}, "/issue_description"),
    ({"issue_environment": "\x00"}, "/issue_environment"),
    ({"issue_story_points": -1}, "/issue_story_points"),
    ({"issue_story_points": 2.5}, "/issue_story_points"),
    ({"issue_story_points": "3"}, "/issue_story_points"),
    ({"issue_story_points": True}, "/issue_story_points"),
    ({"issue_story_points": 2**31}, "/issue_story_points"),
    ({"issue_story_points": 2**63}, "/issue_story_points"),
    ({"issue_story_points": 10**400}, "/issue_story_points"),
    ({"issue_type": "STORY"}, "/issue_type"),
    ({"issue_type": 7}, "/issue_type"),
    ({"issue_type": True}, "/issue_type"),
    ({"issue_type": 1.0}, "/issue_type"),
    ({"issue_type": 0}, "/issue_type"),
    ({"issue_type": "0"}, "/issue_type"),
    ({"issue_type": "unknown"}, "/issue_type"),
    ({"issue_type": ""}, "/issue_type"),
    ({"issue_type": -1}, "/issue_type"),
    ({"issue_type": 10**400}, "/issue_type"),
    ({"issue_type": "\u0661"}, "/issue_type"),
    ({"issue_type": [1]}, "/issue_type"),
    ({"issue_priority": "urgent"}, "/issue_priority"),
    ({"issue_status": 8}, "/issue_status"),
    ({"issue_resolution": "fixed"}, "/issue_resolution"),
    ({"issue_assigned_to": ""}, "/issue_assigned_to"),
    ({"issue_assigned_to": "a\x00"}, "/issue_assigned_to"),
    ({"issue_assigned_to": "x" * 101}, "/issue_assigned_to"),
    ({"issue_parent": "ops-1"}, "/issue_parent"),
    ({"issue_parent": "OPS-0"}, "/issue_parent"),
    ({"issue_parent": "OPS-1\n"}, "/issue_parent"),
    ({"issue_parent": f"OPS-{9**30}"}, "/issue_parent"),
    ({"labels": "x"}, "/labels"),
    ({"labels": [""]}, "/labels/0"),
    ({"labels": ["ok", "two\nlines"]}, "/labels/1"),
    ({"labels": ["ok", 5]}, "/labels/1"),
    ({"labels": ["x" * 256]}, "/labels/0"),
    ({"labels": [str(n) for n in range(101)]}, "/labels"),
    ({"components": ["\x00"]}, "/components/0"),
    ({"issue_sprints": ["\ud83d"]}, "/issue_sprints/0"),
    ({"issue_fixed_versions": [None]}, "/issue_fixed_versions/0"),
    ({"issue_affected_version": " "}, "/issue_affected_version"),
    ({"issue_nonsense": 1}, "/issue_nonsense"),
    ({"id": 5}, "/id"),
    ({"issue_name": "OPS-9"}, "/issue_name"),
    ({"version": 9}, "/version"),
    ({"created_by": "bob"}, "/created_by"),
    ({"issue_rank": "0"}, "/issue_rank"),
    ({"issue_source": {}}, "/issue_source"),
    ({"a/b~c": 1}, "/a~1b~0c"),
]


def body_of(value: Any) -> bytes:
    """JSON with lone surrogates as escapes, as a hostile client sends it."""
    return json.dumps(value, ensure_ascii=True).encode()


def unreadable(fault: dict[str, Any]) -> bool:
    """Whether a JSON parser may refuse the whole: lone surrogates, integers beyond 64 bits."""
    text = body_of(fault).decode()
    return bool(re.search(r"\\ud[89a-f]|\d{19}", text))


async def send(client: AsyncClient, method: str, path: str, content: bytes) -> Response:
    headers = {"Content-Type": "application/json"}
    return await client.request(method, path, content=content, headers=headers)


async def test_faulty_fields_are_pointed_at(tracker: Tracker, ops: str, ada: AsyncClient) -> None:
    made = await created(ada)
    wrong = []
    for fault, pointer in FAULTS:
        for method, path, body in (
            ("POST", "/api/issues", {**NEW, **fault}),
            ("PATCH", "/api/issues/OPS-1", fault),
        ):
            answer = await send(ada, method, path, body_of(body))
            found = {item["pointer"] for item in answer.json().get("errors") or ()}
            if answer.status_code == 400 and unreadable(fault):
                continue
            around = {part for part in found if pointer.startswith(f"{part}/")}
            if answer.status_code != 422 or found - around != {pointer}:
                wrong.append((method, str(fault)[:60], answer.status_code, sorted(found)))
    assert wrong == []
    assert (await ada.get("/api/issues/OPS-1")).json() == made
    for table in ("issues", "activity", "issue_search"):
        assert (await tracker.sql(f"SELECT count(*) FROM {table}"))[0][0] == 1


@pytest.mark.parametrize("missing", ["issue_project", "issue_summary"])
async def test_what_is_missing_is_named(ops: str, ada: AsyncClient, missing: str) -> None:
    body = {name: value for name, value in NEW.items() if name != missing}
    refused(await ada.post("/api/issues", json=body), 422, f"/{missing}")


async def test_what_belongs_to_a_new_issue_cannot_be_changed(ops: str, ada: AsyncClient) -> None:
    await created(ada)
    for name, value in (("issue_project", "OPS"), ("created_on", 1), ("resolved_on", 1)):
        refused(await ada.patch("/api/issues/OPS-1", json={name: value}), 422, f"/{name}")


@pytest.mark.parametrize("value", [2, "2", "ASSIGNED", "assigned", "Assigned", " assigned "])
async def test_an_enum_is_taken_by_number_and_by_name_in_any_case(
    ops: str, ada: AsyncClient, value: object
) -> None:
    made = await created(ada, issue_status=value, issue_assigned_to="ada")
    assert made["issue_status"] == 2


RUBBISH: list[tuple[str, bytes]] = [
    ("empty", b""),
    ("no JSON", b"{"),
    ("half a string", b'{"issue_summary": "x'),
    ("NaN", b'{"issue_project": "OPS", "issue_summary": "x", "issue_story_points": NaN}'),
    ("Infinity", b'{"issue_project": "OPS", "issue_summary": "x", "issue_story_points": 1e999}'),
    ("not UTF-8", b'{"issue_project": "OPS", "issue_summary": "\xff\xfe"}'),
    ("UTF-16", json.dumps(NEW).encode("utf-16")),
    ("a list", b"[]"),
    ("a number", b"5"),
    ("null", b"null"),
    ("a text", b'"x"'),
    ("too deep", b"[" * 100_000 + b"]" * 100_000),
    ("too deep inside", b'{"labels": ' + b"[" * 50_000 + b"]" * 50_000 + b"}"),
    ("deep objects", b'{"a":' * 50_000 + b"1" + b"}" * 50_000),
    ("a huge integer", b'{"issue_story_points": ' + b"9" * 10_000 + b"}"),
    ("a huge exponent", b'{"issue_story_points": 1e99999999}'),
    ("a field of surrogates", b'{"\\ud800": 1}'),
    ("a field of NUL", b'{"\\u0000": 1}'),
]


@pytest.mark.parametrize(("what", "content"), RUBBISH, ids=[what for what, _ in RUBBISH])
async def test_rubbish_is_the_clients_fault(
    tracker: Tracker, ops: str, ada: AsyncClient, what: str, content: bytes
) -> None:
    await created(ada)
    for method, path in (("POST", "/api/issues"), ("PATCH", "/api/issues/OPS-1")):
        answer = await send(ada, method, path, content)
        assert answer.status_code in {400, 422}, (what, method, answer.text[:500])
        refused(answer, answer.status_code)
    assert (await tracker.sql("SELECT count(*), max(version) FROM issues"))[0][:] == (1, 1)


async def test_a_body_over_the_limit_is_refused(ops: str, ada: AsyncClient) -> None:
    content = body_of({**NEW, "issue_description": "x" * TOO_BIG})
    refused(await send(ada, "POST", "/api/issues", content), 413)

    async def pieces() -> Any:
        for _ in range(40):
            yield b" " * 65536

    headers = {"Content-Type": "application/json"}
    refused(await ada.post("/api/issues", content=pieces(), headers=headers), 413)
    assert (await ada.get("/api/issues")).json()["total"] == 0


async def test_a_body_of_another_type_is_refused(ops: str, ada: AsyncClient) -> None:
    for kind in ("text/plain", "application/x-www-form-urlencoded", "application/xml", ""):
        headers = {"Content-Type": kind}
        answer = await ada.post("/api/issues", content=body_of(NEW), headers=headers)
        assert answer.status_code in {415, 422}, (kind, answer.text)
    assert (await ada.get("/api/issues")).json()["total"] == 0


NO_TICKETS = [
    "OPS-2", "OPS-01", "OPS-", "-1", "OPS-1 ", " OPS-1", "OPS-1.", "1e0", "+1", "0",
    "99999999999999999999", "\u0661", "OPS-1'--", "%E2%80%AE", "%FF", "null", "9" * 40,
    "OPS-" + "1" * 36,
]  # fmt: skip


async def test_a_ticket_that_is_none_is_not_found(ops: str, ada: AsyncClient) -> None:
    await created(ada)
    for ticket in NO_TICKETS:
        url = f"/api/issues/{ticket}"
        refused(await ada.get(url), 404)
        refused(await ada.patch(url, json={}), 404)
        refused(await ada.delete(url), 404)
    assert (await ada.get("/api/issues/OPS%2D1")).status_code == 200


async def test_odd_addresses_are_refused(ops: str, ada: AsyncClient) -> None:
    assert (await ada.get("/api/issues/OPS%00-1")).status_code == 400
    assert (await ada.get("/api/issues?q=%00")).status_code == 400
    assert (await ada.get(f"/api/issues/{'x' * 41}")).status_code in {404, 422}
    assert (await ada.get("/api/issues?q=%FF%FE")).status_code == 200
    assert (await ada.get("/api/issues?%FF=1")).status_code == 422
