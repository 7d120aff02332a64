"""Signing in, what a token is worth, and what ends it."""

import asyncio
import base64
import math
import time
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import orjson
import pytest
from httpx import AsyncClient
from jose import jwt

from support import PASSWORD, PATIENCE, Tracker, refused
from ticketing.core.redis import session_key


async def sign_in(client: AsyncClient, username: str, password: str = PASSWORD) -> httpx.Response:
    return await client.post("/api/auth/token", data={"username": username, "password": password})


async def test_a_registered_user_signs_in_and_out(anonymous: AsyncClient) -> None:
    made = await anonymous.post(
        "/api/auth/register",
        json={"username": "eve", "password": PASSWORD, "user_email": "eve@example.org"},
    )
    assert made.status_code == 201, made.text
    assert "password" not in made.json()
    token = await sign_in(anonymous, "eve")
    assert token.status_code == 200, token.text
    anonymous.cookies.clear()
    bearer = {"Authorization": f"Bearer {token.json()['access_token']}"}
    valid = await anonymous.get("/api/auth/validate", headers=bearer)
    assert (valid.json()["username"], valid.json()["user_type"]) == ("eve", 2)
    gone = await anonymous.post("/api/auth/logout", headers=bearer)
    assert gone.status_code == 204
    after = await anonymous.get("/api/auth/validate", headers=bearer)
    refused(after, 401)
    assert after.headers["www-authenticate"] == "Bearer"


async def test_the_answer_is_what_oauth_clients_expect(
    tracker: Tracker, anonymous: AsyncClient
) -> None:
    await tracker.with_password("ada")
    form = {"grant_type": "password", "scope": "", "client_id": "x", "client_secret": "y"}
    answer = await anonymous.post(
        "/api/auth/token", data={**form, "username": "ada", "password": PASSWORD}
    )
    body = answer.json()
    assert body["token_type"] == "bearer"
    assert body["expires_in"] == tracker.settings.session_ttl
    assert answer.headers["cache-control"] == "no-store"
    claims = orjson.loads(base64.urlsafe_b64decode(body["access_token"].split(".")[1] + "=="))
    assert claims.keys() == {"sub", "jti", "iat", "exp"}, "no role in the token"
    assert claims["sub"] == "ada"


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"username": "ada"},
        {"password": PASSWORD},
        {"username": "ada", "password": PASSWORD, "grant_type": "code"},
    ],
)
async def test_half_a_form_is_refused(anonymous: AsyncClient, form: dict[str, str]) -> None:
    refused(await anonymous.post("/api/auth/token", data=form), 422)


@pytest.mark.parametrize(
    ("username", "password"),
    [
        ("ada", "wrong"), ("ada", PASSWORD.upper()), ("ada", PASSWORD + " "), ("ADA", PASSWORD),
        ("nobody", PASSWORD), ("ada\x00", PASSWORD), ("ada", PASSWORD + "\x00"), ("ada ", PASSWORD),
        ("%", PASSWORD), ("' or 1=1 --", "x"), ("unfit", PASSWORD), ("waiting", PASSWORD),
        ("waiting", "x"), ("é" * 1000, "ü" * 10_000),
    ],
)  # fmt: skip
async def test_whatever_is_wrong_looks_the_same(
    tracker: Tracker, anonymous: AsyncClient, username: str, password: str
) -> None:
    await tracker.with_password("ada")
    await tracker.with_password("unfit", active=False)
    await tracker.user("waiting")
    await tracker.sql("UPDATE users SET password = NULL WHERE username = 'waiting'")
    answer = await sign_in(anonymous, username, password)
    body = refused(answer, 401)
    assert body["detail"] == "Wrong name or password."
    assert "errors" not in body
    assert answer.headers["www-authenticate"] == "Bearer"
    assert "set-cookie" not in answer.headers


async def test_a_wrong_name_and_a_wrong_password_take_the_same(
    trackers: Callable[..., Awaitable[Tracker]],
) -> None:
    tracker = await trackers(signin_failures=1000, signin_failures_address=1000)
    await tracker.with_password("ada")
    await tracker.with_password("unfit", active=False)
    fastest = {"ada": math.inf, "nobody": math.inf, "unfit": math.inf}
    async with tracker.client() as client:
        # What else the machine does makes single ones slow, never fast.
        for _ in range(40):
            for name, least in fastest.items():
                started = time.perf_counter()
                refused(await sign_in(client, name, "wrong password"), 401)
                fastest[name] = min(least, time.perf_counter() - started)
            if max(fastest.values()) < 1.5 * min(fastest.values()):
                break
    assert max(fastest.values()) < 2 * min(fastest.values()), fastest


FORGED = "a key of at least thirty-two characters"


def altered(tracker: Tracker, username: str, token_id: str) -> dict[str, Any]:
    """Tokens that were not signed here for this session, by what is wrong with them."""
    now = int(time.time())
    good = {"sub": username, "jti": token_id, "iat": now, "exp": now + 600}
    key = str(tracker.settings.secret_key.get_secret_value())  # type: ignore[union-attr]  # set in the tests
    text = jwt.encode(good, key)
    head, body, mark = text.split(".")

    def raw(value: object) -> str:
        return base64.urlsafe_b64encode(orjson.dumps(value)).decode().rstrip("=")

    return {
        "a foreign key": jwt.encode(good, FORGED),
        "another algorithm": jwt.encode(good, key, algorithm="HS512"),
        "no algorithm": f"{raw({'alg': 'none', 'typ': 'JWT'})}.{body}.",
        "no algorithm, its mark": f"{raw({'alg': 'none'})}.{body}.{mark}",
        "an odd algorithm": f"{raw({'alg': 'None'})}.{body}.{mark}",
        "another body": f"{head}.{raw({**good, 'sub': 'root'})}.{mark}",
        "half a mark": text[:-5],
        "its time is over": jwt.encode({**good, "exp": now - 1}, key),
        "no time": jwt.encode({k: v for k, v in good.items() if k != "exp"}, key),
        "no session": jwt.encode({k: v for k, v in good.items() if k != "jti"}, key),
        "no name": jwt.encode({k: v for k, v in good.items() if k != "sub"}, key),
        "another's name": jwt.encode({**good, "sub": "root"}, key),
        "a session that never was": jwt.encode({**good, "jti": "x"}, key),
        "a session of a key that is none": jwt.encode({**good, "jti": "a" * 5000}, key),
        "a list": f"{head}.{raw([])}.{mark}",
        "rubbish": "x",
        "dots": "..",
        "letters": "é.é.é".encode(),
        "nothing": "",
        "long": "a." * 20_000,
    }


async def test_forged_and_expired_tokens_are_worth_nothing(
    tracker: Tracker, anonymous: AsyncClient, admin: AsyncClient
) -> None:
    await tracker.user("ada")
    session = await tracker.api.state.sessions.create(
        "ada", is_admin=False, address="", user_agent=""
    )
    for what, token in altered(tracker, "ada", session.id).items():
        text = token if isinstance(token, bytes) else token.encode()
        bearer = {b"Authorization": b"Bearer " + text}
        answer = await anonymous.get("/api/auth/validate", headers=bearer)
        assert answer.status_code == 401, (what, answer.text)
        if text.isascii():
            cookie = {b"Cookie": b"ticketing_session=" + text}
            assert (await anonymous.get("/api/issues", headers=cookie)).status_code == 401, what
    good = tracker.api.state.tokens.issue("ada", token_id=session.id, lifetime=60)
    for scheme, status in (("Bearer", 200), ("bearer", 200), ("Basic", 401), ("", 401)):
        header = {"Authorization": f"{scheme} {good}".strip()}
        assert (await anonymous.get("/api/auth/validate", headers=header)).status_code == status


async def test_a_token_ends_on_time_even_if_it_was_read_before(
    tracker: Tracker, anonymous: AsyncClient
) -> None:
    await tracker.user("ada")
    session = await tracker.api.state.sessions.create(
        "ada", is_admin=False, address="", user_agent=""
    )
    token = tracker.api.state.tokens.issue("ada", token_id=session.id, lifetime=3)
    bearer = {"Authorization": f"Bearer {token}"}
    assert (await anonymous.get("/api/auth/validate", headers=bearer)).status_code == 200
    deadline = time.monotonic() + PATIENCE
    while (answer := await anonymous.get("/api/auth/validate", headers=bearer)).status_code == 200:
        assert time.monotonic() < deadline
        await asyncio.sleep(0.05)
    refused(answer, 401)


async def test_deleting_the_key_ends_the_session_at_once(
    tracker: Tracker, ada: AsyncClient
) -> None:
    token_id = (await ada.get("/api/auth/validate")).json()["session_id"]
    await tracker.api.state.redis.delete(session_key(token_id))
    refused(await ada.get("/api/auth/validate"), 401)
    refused(await ada.get("/api/issues"), 401)


async def test_a_proxy_may_ask_whether_it_is_an_administrator(
    tracker: Tracker, admin: AsyncClient, ada: AsyncClient, anonymous: AsyncClient
) -> None:
    ask = "/api/auth/validate?user_type=admin"
    refused(await anonymous.get(ask), 401)
    refused(await ada.get(ask), 403)
    assert (await ada.get("/api/auth/validate?user_type=user")).status_code == 200
    refused(await admin.get("/api/auth/validate?user_type=nobody"), 422, "?user_type")
    refused(await admin.get("/api/auth/validate?type=admin"), 422, "?type")
    answer = await admin.get(ask)
    assert answer.status_code == 200
    assert answer.headers["x-ticketing-user"] == "root"


async def test_the_name_in_a_header_is_one_that_a_header_can_hold(tracker: Tracker) -> None:
    async with await tracker.user("Zoë Šimůnek, 50 %") as client:  # as an import may bring one
        answer = await client.get("/api/auth/validate")
    assert answer.json()["username"] == "Zoë Šimůnek, 50 %"
    assert answer.headers["x-ticketing-user"] == "Zo%C3%AB%20%C5%A0im%C5%AFnek%2C%2050%20%25"
