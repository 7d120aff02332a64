"""The browser's cookie: how it is set, and that no other site can use it."""

from collections.abc import Awaitable, Callable
from http.cookies import SimpleCookie
from typing import Any

import pytest
from httpx import AsyncClient, Response

from factories.projects import project
from support import PASSWORD, Tracker, refused
from ticketing.core.actor import COOKIE, SIGNED_IN

Trackers = Callable[..., Awaitable[Tracker]]
FORM = {"username": "ada", "password": PASSWORD}


def morsels(answer: Response) -> tuple[dict[str, Any], dict[str, Any]]:
    """The session's cookie of an answer, and the one beside it that scripts can read."""
    headers = answer.headers.get_list("set-cookie")
    jars = [SimpleCookie(header) for header in headers]
    found = {
        item.key: {"value": item.value, **dict(item.items())}
        for jar in jars
        for item in jar.values()
    }
    assert found.keys() == {COOKIE, SIGNED_IN}, headers
    return found[COOKIE], found[SIGNED_IN]


def forgets(answer: Response) -> bool:
    """Whether an answer deletes both cookies; one alone would be a fault."""
    if "set-cookie" not in answer.headers:
        return False
    return all((item["value"], item["max-age"]) == ("", "0") for item in morsels(answer))


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
    cookie, beside = morsels(answer)
    assert cookie["value"] == answer.json()["access_token"]
    assert cookie["httponly"] is True
    assert str(cookie["samesite"]).lower() in {"lax", "strict"}
    assert cookie["path"] == "/"
    assert cookie["secure"] == ""
    assert cookie["domain"] == ""
    assert int(cookie["max-age"]) == tracker.settings.session_max_age
    assert (beside["value"], beside["httponly"]) == ("1", "")
    assert differing(cookie, beside) == {"value", "httponly"}


def differing(first: dict[str, Any], second: dict[str, Any]) -> set[str]:
    return {name for name in first if first[name] != second[name]}


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
        for cookie in morsels(answer):
            assert (cookie["secure"], cookie["path"]) == (secure, path)
        assert ("strict-transport-security" in answer.headers) == bool(secure)
        bearer = {"Authorization": f"Bearer {answer.json()['access_token']}"}
        gone = await client.post("/api/auth/logout", headers=bearer)
        assert forgets(gone)
        for cookie in morsels(gone):
            assert (cookie["secure"], cookie["path"]) == (secure, path)


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


async def test_whatever_ends_its_session_forgets_the_cookie(
    tracker: Tracker, browser: AsyncClient
) -> None:
    for path in ("/api/auth/sessions", "/api/auth/sessions/{}"):
        own = (await browser.get("/api/auth/validate")).json()["session_id"]
        async with tracker.client() as elsewhere:
            assert (await elsewhere.post("/api/auth/token", data=FORM)).status_code == 200
            other = (await elsewhere.get("/api/auth/validate")).json()["session_id"]
        if "{}" in path:
            assert not forgets(await browser.delete(path.format(other)))
        assert forgets(await browser.delete(path.format(own)))
        assert not browser.cookies
        assert (await browser.post("/api/auth/token", data=FORM)).status_code == 200


async def test_a_new_password_brings_new_cookies(browser: AsyncClient) -> None:
    body = {"current_password": PASSWORD, "new_password": "another long password"}
    changed = await browser.post("/api/auth/password", json=body)
    cookie, beside = morsels(changed)
    assert (cookie["value"], beside["value"]) == (changed.json()["access_token"], "1")
    assert (await browser.get("/api/auth/validate")).status_code == 200


async def test_a_session_that_is_over_is_forgotten_when_the_browser_asks(
    tracker: Tracker, browser: AsyncClient
) -> None:
    assert "set-cookie" not in (await browser.get("/api/auth/validate")).headers
    await tracker.api.state.sessions.end_all("ada")
    other = await browser.get("/api/issues")
    refused(other, 401)
    assert "set-cookie" not in other.headers, "an answer on its way could end a newer session"
    asked = await browser.get("/api/auth/validate")
    refused(asked, 401)
    assert asked.headers["www-authenticate"] == "Bearer"
    assert forgets(asked)
    assert not browser.cookies


@pytest.mark.parametrize("cookie", [f"{COOKIE}=forged", f"{SIGNED_IN}=1"])
async def test_a_cookie_that_is_none_is_forgotten_too(tracker: Tracker, cookie: str) -> None:
    async with tracker.client({"Cookie": cookie}) as browser:
        assert forgets(await browser.get("/api/auth/validate"))


async def test_the_readable_cookie_lets_nobody_in(tracker: Tracker, browser: AsyncClient) -> None:
    del browser
    async with tracker.client({"Cookie": f"{SIGNED_IN}=1"}) as script:
        refused(await script.get("/api/issues"), 401)


async def test_a_program_with_a_bad_token_keeps_its_cookies(
    tracker: Tracker, anonymous: AsyncClient
) -> None:
    assert "set-cookie" not in (await anonymous.get("/api/auth/validate")).headers
    async with tracker.client({"Cookie": f"{SIGNED_IN}=1", "Authorization": "Bearer x"}) as program:
        answer = await program.get("/api/auth/validate")
        refused(answer, 401)
        assert "set-cookie" not in answer.headers
