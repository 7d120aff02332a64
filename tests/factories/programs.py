"""Programs that come with an access token."""

import httpx

from support import Tracker


async def program(
    tracker: Tracker, person: httpx.AsyncClient, scope: str = "WRITE", **more: object
) -> httpx.AsyncClient:
    """A client with a new access token of the person who is signed in with another."""
    body = {"name": f"A program that may {scope}", "scope": scope, **more}
    made = await person.post("/api/auth/access-tokens", json=body)
    assert made.status_code == 201, made.text
    return tracker.client({"Authorization": f"Bearer {made.json()['token']}"})
