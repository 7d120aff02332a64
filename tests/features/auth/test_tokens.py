"""Signing in, and what ends it."""

from support import PASSWORD, Tracker
from httpx import AsyncClient


async def test_a_registered_user_signs_in_and_out(anonymous: AsyncClient) -> None:
    made = await anonymous.post(
        "/api/auth/register",
        json={"username": "eve", "password": PASSWORD, "user_email": "eve@example.org"},
    )
    assert made.status_code == 201, made.text
    assert "password" not in made.json()
    token = await anonymous.post("/api/auth/token", data={"username": "eve", "password": PASSWORD})
    assert token.status_code == 200, token.text
    anonymous.cookies.clear()
    bearer = {"Authorization": f"Bearer {token.json()['access_token']}"}
    valid = await anonymous.get("/api/auth/validate", headers=bearer)
    assert valid.json()["username"] == "eve"
    gone = await anonymous.post("/api/auth/logout", headers=bearer)
    assert gone.status_code == 204
    after = await anonymous.get("/api/auth/validate", headers=bearer)
    assert after.status_code == 401
    assert after.headers["content-type"] == "application/problem+json"


async def test_users_are_listed(tracker: Tracker, ada: AsyncClient, bob: AsyncClient) -> None:
    page = (await ada.get("/api/users", params={"sort": "-username", "per_page": 1})).json()
    assert page["total"] == 2
    assert [user["username"] for user in page["items"]] == ["bob"]
    following = (await ada.get(page["links"]["next"])).json()
    assert [user["username"] for user in following["items"]] == ["ada"]
