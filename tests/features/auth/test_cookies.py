"""The browser's cookie: how it is set, and that no other site can use it."""

from collections.abc import Awaitable, Callable
from http.cookies import SimpleCookie
from typing import Any

import pytest
from httpx import AsyncClient

from factories.projects import project
from support import PASSWORD, Tracker, refused

Trackers = Callable[..., Awaitable[Tracker]]
FORM = {"username": "ada", "password": PASSWORD}


def morsel(header: str) -> dict[str, Any]:
    jar: SimpleCookie = SimpleCookie(header)
    (found,) = jar.values()
    return {"name": found.key, "value": found.value, **dict(found.items())}


@pytest.fixture
async def browser(tracker: Tracker) -> AsyncClient:
    """A client that holds ada's cookie and no header."""
    await tracker.with_password("ada")
    await project(tracker, "OPS", lead="ada")
    client = tracker.client()
    assert (await client.post("/api/auth/token", data=FORM)).status_code == 200
    return client


async def test_scripts_and_other_sites_do_not_get_it(
    tracker: Tracker, anonymous: AsyncClient
) -> None:
    await tracker.with_password("ada")
    answer = await anonymous.post("/api/auth/token", data=FORM)
    cookie = morsel(answer.headers["set-cookie"])
    assert cookie["value"] == answer.json()["access_token"]
    assert cookie["httponly"] is True
    assert str(cookie["samesite"]).lower() in {"lax", "strict"}
    assert cookie["path"] == "/"
    assert cookie["secure"] == ""
    assert cookie["domain"] == ""
    assert int(cookie["max-age"]) == tracker.settings.session_max_age


@pytest.mark.parametrize(
    ("public_url", "secure", "path"),
    [
        ("https://tracker.test", True, "/"),
        ("https://tracker.test/tracker/", True, "/tracker"),
        ("http://tracker.test", "", "/"),
    ],
)
async def test_behind_tls_it_is_secure_and_stays_below_its_prefix(
    trackers: Trackers, public_url: str, secure: object, path: str
) -> None:
    tracker = await trackers(public_url=public_url)
    await tracker.with_password("ada")
    async with tracker.client() as client:
        answer = await client.post("/api/auth/token", data=FORM)
        cookie = morsel(answer.headers["set-cookie"])
        assert (cookie["secure"], cookie["path"]) == (secure, path)
        assert ("strict-transport-security" in answer.headers) == bool(secure)
        bearer = {"Authorization": f"Bearer {answer.json()['access_token']}"}
        gone = await client.post("/api/auth/logout", headers=bearer)
        forgotten = morsel(gone.headers["set-cookie"])
        assert (forgotten["value"], forgotten["max-age"]) == ("", "0")
        assert (forgotten["secure"], forgotten["path"]) == (secure, path)


CROSS = [
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "http://tracker.test"},
    {"Origin": "https://evil.test"},
    {"Origin": "null"},
    {"Origin": "http://tracker.test.evil.test"},
    {"Origin": "http://evil.test/tracker.test"},
    {"Origin": "http://tracker.test:8080"},
    {"Origin": "http://tracker.test@evil.test"},
]
SAME = [
    {},
    {"Sec-Fetch-Site": "same-origin"},
    {"Sec-Fetch-Site": "none"},
    {"Origin": "http://tracker.test"},
    {"Sec-Fetch-Site": "same-origin", "Origin": "http://tracker.test"},
]
NEW = {"issue_project": "OPS", "issue_summary": "x"}


async def test_another_sites_page_writes_nothing(tracker: Tracker, browser: AsyncClient) -> None:
    for headers in CROSS:
        refused(await browser.post("/api/issues", json=NEW, headers=headers), 403)
        refused(await browser.patch("/api/users/ada", json={}, headers=headers), 403)
        refused(await browser.delete("/api/auth/sessions", headers=headers), 403)
        refused(await browser.post("/api/auth/logout", headers=headers), 403)
        assert (await browser.get("/api/auth/validate", headers=headers)).status_code == 200
    assert await tracker.sql("SELECT 1 FROM issues") == []


async def test_its_own_pages_write(browser: AsyncClient) -> None:
    for headers in SAME:
        answer = await browser.post("/api/issues", json=NEW, headers=headers)
        assert answer.status_code == 201, headers


async def test_a_bearer_token_needs_no_such_guard(tracker: Tracker, browser: AsyncClient) -> None:
    async with await tracker.signed_in("ada") as program:
        for headers in CROSS:
            answer = await program.post("/api/issues", json=NEW, headers=headers)
            assert answer.status_code == 201, headers


async def test_another_site_signs_nobody_in(tracker: Tracker, anonymous: AsyncClient) -> None:
    await tracker.with_password("ada")
    body = {"username": "eve", "password": PASSWORD}
    for headers in CROSS:
        answer = await anonymous.post("/api/auth/token", data=FORM, headers=headers)
        refused(answer, 403)
        assert "set-cookie" not in answer.headers
        refused(await anonymous.post("/api/auth/register", json=body, headers=headers), 403)


async def test_the_public_address_is_the_trackers_own(trackers: Trackers) -> None:
    tracker = await trackers(public_url="https://tickets.example.org")
    await tracker.with_password("ada")
    async with tracker.client() as client:
        for origin, status in (("https://tickets.example.org", 200), ("https://evil.test", 403)):
            answer = await client.post("/api/auth/token", data=FORM, headers={"Origin": origin})
            assert answer.status_code == status


async def test_signing_out_forgets_the_cookie(browser: AsyncClient) -> None:
    assert (await browser.post("/api/auth/logout")).status_code == 204
    assert not browser.cookies
    refused(await browser.get("/api/auth/validate"), 401)
