"""Streams that end early: what they leave behind for the requests after them."""

import asyncio
from collections.abc import Awaitable, Callable

from factories.projects import project
from support import Tracker

Trackers = Callable[..., Awaitable[Tracker]]


async def left_after(tracker: Tracker, steps: int, authorization: str) -> None:
    """Ask for a CSV, and be gone after some steps of the event loop."""
    gone = asyncio.Event()

    async def receive() -> dict[str, object]:
        await gone.wait()
        return {"type": "http.disconnect"}

    async def send(_: object) -> None:
        await asyncio.sleep(0)

    scope = {
        "type": "http",
        "method": "GET",
        "path": "/api/issues",
        "query_string": b"format=csv",
        "headers": [(b"authorization", authorization.encode())],
        "client": ("127.0.0.1", 40000),
    }
    asking = asyncio.ensure_future(tracker.app(scope, receive, send))
    for _ in range(steps):
        await asyncio.sleep(0)
    gone.set()
    await asking


async def test_a_stream_left_at_any_moment_leaves_its_connection_as_it_was(
    trackers: Trackers,
) -> None:
    tracker = await trackers(db_pool_size=2)
    body = {"issue_project": "OPS", "issue_summary": "Written after a stream"}
    async with await tracker.user("ada") as ada:
        await project(tracker, "OPS", lead="ada")
        for n, steps in enumerate(range(0, 120, 2)):
            await left_after(tracker, steps, ada.headers["authorization"])
            made = await asyncio.gather(*[ada.post("/api/issues", json=body) for _ in range(2)])
            assert [answer.status_code for answer in made] == [201, 201], steps
            # Kept, and not in a transaction that never ends.
            rows = await tracker.sql("SELECT count(*) FROM issues")
            assert rows[0][0] == 2 * (n + 1), steps


async def test_a_stream_left_while_it_waits_for_a_connection_takes_none_away(
    trackers: Trackers,
) -> None:
    tracker = await trackers(db_pool_size=1)
    database = tracker.api.state.database
    async with await tracker.user("ada") as ada:
        for steps in range(0, 60, 2):
            held = await database.acquire()
            stream = asyncio.ensure_future(
                left_after(tracker, 40 + steps, ada.headers["authorization"])
            )
            for _ in range(40):
                await asyncio.sleep(0)
            await database.release(held)
            await stream
            async with asyncio.timeout(5):
                assert (await ada.get("/api/issues")).status_code == 200, steps
