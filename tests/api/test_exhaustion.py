"""No room left in a server: a 503 that says so, and service by itself when there is again."""

import httpx
import pytest

from support import PASSWORD, Tracker, changed, refused

# What PostgreSQL does when the disk is full, as its own code for it.
FULL = """
CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'; END $$
"""
TRIGGER = (
    "CREATE TRIGGER full_disk BEFORE UPDATE ON issues FOR EACH ROW EXECUTE FUNCTION full_disk()"
)


async def test_a_full_disk(
    tracker: Tracker, ops: str, ada: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    await ada.post("/api/issues", json={"issue_project": ops, "issue_summary": "x"})
    await tracker.sql(FULL)
    await tracker.sql(TRIGGER)
    answer = await ada.patch("/api/issues/OPS-1", json={"issue_summary": "y"})
    assert "is full" in refused(answer, 503)["detail"]
    assert int(answer.headers["retry-after"]) > 0
    assert [record.message for record in caplog.records] == [
        "the database has run out: DiskFullError"
    ]
    assert (await ada.get("/api/issues/OPS-1")).json()["issue_summary"] == "x"
    await tracker.sql("DROP TRIGGER full_disk ON issues")
    await changed(ada, "OPS-1", issue_summary="y")


async def test_no_memory_for_sessions(tracker: Tracker, ada: httpx.AsyncClient) -> None:
    """Who is signed in can go on; nobody else can sign in."""
    await tracker.with_password("bob")
    form = {"username": "bob", "password": PASSWORD}
    valkey = tracker.api.state.redis
    await valkey.config_set("maxmemory", "1")
    try:
        answer = await tracker.client().post("/api/auth/token", data=form)
        refused(answer, 503)
        assert int(answer.headers["retry-after"]) > 0
        assert (await ada.get("/api/users")).status_code == 200
    finally:
        await valkey.config_set("maxmemory", "128mb")
    assert (await tracker.client().post("/api/auth/token", data=form)).status_code == 200
