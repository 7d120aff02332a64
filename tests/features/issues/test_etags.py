"""ETag, If-Match and If-None-Match."""

import pytest
from httpx import AsyncClient

from factories.projects import project
from support import Tracker, changed, commented, created, history, refused


async def test_every_answer_carries_its_version(ops: str, ada: AsyncClient) -> None:
    made = await ada.post("/api/issues", json={"issue_project": "OPS", "issue_summary": "x"})
    assert made.headers["etag"] == '"1"'
    one = await ada.patch("/api/issues/OPS-1", json={"issue_summary": "y"})
    assert one.headers["etag"] == '"2"'
    assert (await ada.get("/api/issues/OPS-1")).headers["etag"] == '"2"'


@pytest.mark.parametrize(
    "header", ['"2"', "*", '"1", "2"', '"2","9"', 'W/"2"', '"x", W/"1" , "2"', " * "]
)
async def test_a_write_on_what_one_knows_passes(ops: str, ada: AsyncClient, header: str) -> None:
    await created(ada)
    await changed(ada, "OPS-1", issue_summary="y")
    answer = await ada.patch(
        "/api/issues/OPS-1", json={"issue_priority": 1}, headers={"If-Match": header}
    )
    assert (answer.status_code, answer.headers["etag"]) == (200, '"3"')


@pytest.mark.parametrize(
    "header",
    ['"1"', '"99"', '"x"', "2", '""', '"02"', '"-2"', '"1", "3"', '"' + "9" * 30 + '"', '"²"',
     '"' + "9" * 5000 + '"'],
)  # fmt: skip
async def test_a_stale_write_is_refused(ops: str, ada: AsyncClient, header: str) -> None:
    await created(ada)
    before = await changed(ada, "OPS-1", issue_summary="y")
    answer = await ada.patch(
        "/api/issues/OPS-1", json={"issue_priority": 1}, headers={b"If-Match": header.encode()}
    )
    refused(answer, 412)
    assert answer.headers["etag"] == '"2"'
    assert (await ada.get("/api/issues/OPS-1")).json() == before


async def test_a_stale_write_learns_what_changed_meanwhile(
    ops: str, ada: AsyncClient, bob: AsyncClient
) -> None:
    await created(ada)
    await changed(ada, "OPS-1", issue_environment="before you read it")
    await changed(bob, "OPS-1", issue_summary="New title", labels=["a"])
    await changed(bob, "OPS-1", issue_assigned_to="bob")
    answer = await ada.patch(
        "/api/issues/OPS-1", json={"issue_summary": "Mine"}, headers={"If-Match": '"2"'}
    )
    body = refused(answer, 412)
    assert body["conflicts"] == {
        "issue_summary": "New title",
        "labels": ["a"],
        "issue_assigned_to": "bob",
        "issue_status": 2,
    }
    assert len(await history(ada, "OPS-1", after=4)) == 0


async def test_a_move_meanwhile_is_named_too(ops: str, ada: AsyncClient) -> None:
    await created(ada)
    await created(ada)
    moved = await changed(ada, "OPS-2", rank_before="OPS-1")
    answer = await ada.patch(
        "/api/issues/OPS-2", json={"issue_summary": "Mine"}, headers={"If-Match": '"1"'}
    )
    assert refused(answer, 412)["conflicts"] == {"issue_rank": moved["issue_rank"]}


async def test_conflicts_name_no_hidden_parent(
    tracker: Tracker, ops: str, ada: AsyncClient, bob: AsyncClient
) -> None:
    await project(tracker, "SECRET", lead="bob", private=True)
    await created(bob, "SECRET")
    await created(bob)
    await changed(bob, "OPS-1", issue_parent="SECRET-1")
    answer = await ada.patch(
        "/api/issues/OPS-1", json={"issue_summary": "Mine"}, headers={"If-Match": '"1"'}
    )
    assert "SECRET" not in answer.text
    refused(answer, 412)


async def test_without_if_match_the_last_write_wins_per_field(
    ops: str, ada: AsyncClient, bob: AsyncClient
) -> None:
    await created(ada)
    await changed(ada, "OPS-1", issue_summary="Ada's", issue_environment="Ada's")
    now = await changed(bob, "OPS-1", issue_summary="Bob's")
    assert (now["issue_summary"], now["issue_environment"]) == ("Bob's", "Ada's")


@pytest.mark.parametrize("header", ['"1"', '"9", "1"', 'W/"1"', "*", '"x",W/"1"'])
async def test_what_one_has_already_is_not_sent_again(
    ops: str, ada: AsyncClient, header: str
) -> None:
    await created(ada)
    answer = await ada.get("/api/issues/OPS-1", headers={"If-None-Match": header})
    assert (answer.status_code, answer.content) == (304, b"")
    assert answer.headers["etag"] == '"1"'


@pytest.mark.parametrize("header", ['"2"', '"0"', "1", '"x"', 'W/"11"'])
async def test_what_one_has_not_is_sent(ops: str, ada: AsyncClient, header: str) -> None:
    made = await created(ada)
    answer = await ada.get("/api/issues/OPS-1", headers={"If-None-Match": header})
    assert (answer.status_code, answer.json()) == (200, made)


async def test_one_who_may_not_see_it_gets_no_304(
    tracker: Tracker, ada: AsyncClient, bob: AsyncClient
) -> None:
    await project(tracker, "SECRET", lead="bob", private=True)
    await created(bob, "SECRET")
    for header in ("*", '"1"'):
        answer = await ada.get("/api/issues/SECRET-1", headers={"If-None-Match": header})
        refused(answer, 404)
        assert "etag" not in answer.headers
    for header in ('"9"', "*"):
        write = await ada.patch("/api/issues/SECRET-1", json={}, headers={"If-Match": header})
        refused(write, 404)


async def test_a_comment_does_not_spoil_anyones_edit(
    ops: str, ada: AsyncClient, bob: AsyncClient
) -> None:
    await created(ada)
    await commented(bob, "OPS-1", "hello")
    answer = await ada.patch(
        "/api/issues/OPS-1", json={"issue_priority": 1}, headers={"If-Match": '"1"'}
    )
    assert answer.status_code == 200


async def test_a_stale_delete_is_refused(ops: str, ada: AsyncClient) -> None:
    await created(ada)
    await created(ada)
    await changed(ada, "OPS-1", issue_summary="y")
    link = {"kind": "BLOCKS", "ticket": "OPS-2"}
    assert (await ada.post("/api/issues/OPS-1/links", json=link)).status_code == 201
    stale = await ada.delete("/api/issues/OPS-1", headers={"If-Match": '"1"'})
    assert refused(stale, 412)["conflicts"]["issue_summary"] == "y"
    assert (await ada.get("/api/issues/OPS-1/links")).json()["total"] == 1
    gone = await ada.delete("/api/issues/OPS-1", headers={"If-Match": '"3"'})
    assert gone.status_code == 204


async def test_a_ticket_is_found_in_any_case(ops: str, ada: AsyncClient) -> None:
    await created(ada)
    assert (await ada.get("/api/issues/ops-1")).json()["issue_name"] == "OPS-1"


async def test_the_head_of_an_answer_can_be_asked_for(ops: str, ada: AsyncClient) -> None:
    await created(ada)
    assert (await ada.head("/api/issues/OPS-1")).headers["etag"] == '"1"'
