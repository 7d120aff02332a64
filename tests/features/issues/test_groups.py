"""Groups are counted anew as soon as anything was written, and are each user's own."""

from collections.abc import Awaitable, Callable

import httpx

from factories.projects import project
from support import Tracker, changed, created

URL = "/api/issues/groups?group_by=issue_priority"


async def counts(client: httpx.AsyncClient, url: str = URL) -> dict[int, tuple[int, int]]:
    response = await client.get(url)
    assert response.status_code == 200, response.text
    return {
        group["value"]: (group["count"], group["story_points"])
        for group in response.json()["items"]
    }


async def test_every_write_is_counted_at_once(
    trackers: Callable[..., Awaitable[Tracker]], tracker: Tracker, ada: httpx.AsyncClient, ops: str
) -> None:
    other = await trackers()
    async with await other.signed_in("ada") as beside:
        again = await tracker.signed_in("ada")
        assert await counts(again) == await counts(beside) == {}
        for number in range(1, 4):
            await created(again, issue_story_points=2)
            expected = {3: (number, 2 * number)}
            for client in (again, beside, again, beside):
                assert await counts(client) == expected
        await changed(beside, "OPS-1", issue_priority="HIGH")
        for client in (again, beside, again):
            assert await counts(client) == {3: (2, 4), 2: (1, 2)}
        await again.aclose()


async def test_nobody_gets_what_was_counted_for_another(
    tracker: Tracker, ada: httpx.AsyncClient, bob: httpx.AsyncClient, ops: str
) -> None:
    await project(tracker, "HID", lead="ada", private=True)
    await created(ada)
    await created(ada, "HID")
    for _ in range(2):
        assert await counts(ada) == {3: (2, 0)}
        assert await counts(bob) == {3: (1, 0)}
        assert await counts(bob, f"{URL}&issue_project=HID") == {}
        assert await counts(ada, f"{URL}&issue_project=HID") == {3: (1, 0)}
