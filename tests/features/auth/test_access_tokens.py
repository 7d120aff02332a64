"""Access tokens: made once, listed without their text, and over from one request to the next."""

import asyncio
import hashlib
import logging
import re
from typing import Any

import pytest
from httpx import AsyncClient

from factories.programs import program
from support import PASSWORD, Tracker, refused
from ticketing.core.model import now_ms
from ticketing.features.auth.access_tokens.service import TOUCH_MS, AccessTokens

URL = "/api/auth/access-tokens"
NEW = {"name": "Nightly report", "scope": "READ"}
VALIDATE = "/api/auth/validate"


async def made(client: AsyncClient, **fields: object) -> dict[str, Any]:
    answer = await client.post(URL, json={**NEW, **fields})
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def test_its_text_is_shown_once_and_kept_as_a_hash(
    tracker: Tracker, ada: AsyncClient
) -> None:
    end = now_ms() + 3_600_000
    answer = await ada.post(URL, json={**NEW, "expires_on": end})
    assert answer.status_code == 201, answer.text
    assert answer.headers["cache-control"] == "no-store"
    token = answer.json()
    text = token.pop("token")
    assert re.fullmatch(r"tkt_[A-Za-z0-9_-]{43}", text)
    assert answer.headers["location"] == f"{URL}/{token['id']}"
    assert (token["name"], token["scope"], token["expires_on"]) == ("Nightly report", 1, end)
    assert token["last_used_on"] is None
    assert (await ada.get(answer.headers["location"])).json() == token
    assert (await ada.get(URL)).json()["items"] == [token]
    (row,) = await tracker.sql("SELECT * FROM access_tokens")
    assert row["token_hash"] == hashlib.sha256(text.encode()).hexdigest()
    assert text not in str(dict(row))


async def test_each_sees_and_revokes_his_own(
    ada: AsyncClient, bob: AsyncClient, admin: AsyncClient
) -> None:
    ids = [(await made(ada, name=name))["id"] for name in ("a", "c", "b")]
    for other in (bob, admin):
        assert (await other.get(URL)).json()["total"] == 0
        refused(await other.get(f"{URL}/{ids[0]}"), 404)
        refused(await other.delete(f"{URL}/{ids[0]}"), 404)
    first = (await ada.get(f"{URL}?sort=name&per_page=2")).json()
    second = (await ada.get(first["links"]["next"])).json()
    assert [item["name"] for item in first["items"] + second["items"]] == ["a", "b", "c"]
    assert [item["id"] for item in (await ada.get(URL)).json()["items"]] == ids[::-1]
    refused(await ada.get(f"{URL}?sort=token_hash"), 422, "?sort")
    assert (await ada.delete(f"{URL}/{ids[0]}")).status_code == 204
    refused(await ada.delete(f"{URL}/{ids[0]}"), 404)
    assert (await ada.get(URL)).json()["total"] == 2


@pytest.mark.parametrize(
    ("fault", "pointer"),
    [
        ({"name": ""}, "/name"),
        ({"name": "  "}, "/name"),
        ({"name": "two\nlines"}, "/name"),
        ({"name": "x" * 101}, "/name"),
        ({"scope": "ALL"}, "/scope"),
        ({"scope": 0}, "/scope"),
        ({"expires_on": 1_000}, "/expires_on"),
        ({"expires_on": -1}, "/expires_on"),
        ({"expires_on": 2**63}, "/expires_on"),
        ({"username": "bob"}, "/username"),
    ],
)
async def test_what_makes_no_sense_is_refused(
    ada: AsyncClient, fault: dict[str, object], pointer: str
) -> None:
    refused(await ada.post(URL, json={**NEW, **fault}), 422, pointer)


async def test_a_user_has_only_so_many(tracker: Tracker, ada: AsyncClient) -> None:
    await tracker.sql(
        "INSERT INTO access_tokens (created_on, updated_on, username, name, token_hash, scope)"
        " SELECT 1, 1, 'ada', 'x', n::text, 1 FROM generate_series(1, 99) AS n"
    )
    answers = await asyncio.gather(*[ada.post(URL, json=NEW) for _ in range(4)])
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]


async def test_a_program_says_who_it_is(tracker: Tracker, ada: AsyncClient) -> None:
    end = now_ms() + 3_600_000
    for scope, number, expires_on in (("READ", 1, None), ("WRITE", 2, end)):
        client = await program(tracker, ada, scope, expires_on=expires_on)
        answer = await client.get(VALIDATE)
        assert answer.headers["cache-control"] == "no-store"
        listed = (await ada.get(URL)).json()["items"][0]
        assert answer.json() == {
            "username": "ada", "user_type": 2, "session_id": None, "expires_on": expires_on,
            "scope": number, "token_id": listed["id"],
        }  # fmt: skip
    session = (await ada.get(VALIDATE)).json()
    assert (session["scope"], session["token_id"]) == (None, None)
    assert session["session_id"]


async def test_wrong_tokens_look_the_same(tracker: Tracker, ada: AsyncClient) -> None:
    texts = {}
    for name in ("revoked", "expired", "deactivated"):
        owner = await tracker.user("eve") if name == "deactivated" else ada
        token = await made(owner, name=name)
        texts[name] = token["token"]
        bearer = {"Authorization": f"Bearer {token['token']}"}
        async with tracker.client(bearer) as client:
            assert (await client.get(VALIDATE)).status_code == 200
        if name == "revoked":
            assert (await ada.delete(f"{URL}/{token['id']}")).status_code == 204
    await tracker.sql("UPDATE access_tokens SET expires_on = $1 WHERE name = 'expired'", now_ms())
    await tracker.sql("UPDATE users SET user_active = false WHERE username = 'eve'")
    valid = (await made(ada, name="valid"))["token"]
    texts |= {
        "unknown": "tkt_" + "A" * 43,
        "altered": valid[:-1] + ("A" if valid[-1] != "A" else "B"),
        "longer": valid + "A",
        "other case": valid.swapcase().replace("TKT_", "tkt_"),
        "empty": "tkt_",
        "no form": "tkt_ü\u00ff'--",
        "long": "tkt_" + "A" * 5000,
    }
    answers = {}
    for name, text in texts.items():
        authorization = f"Bearer {text}".encode("latin-1")
        async with tracker.client() as client:
            answer = await client.get(VALIDATE, headers=[(b"authorization", authorization)])
        body = refused(answer, 401)
        assert answer.headers["www-authenticate"] == "Bearer"
        answers[name] = {**body, "request_id": ""}
    assert all(body == answers["unknown"] for body in answers.values()), answers


async def test_a_deactivation_holds_from_the_next_request_on(
    tracker: Tracker, ada: AsyncClient, admin: AsyncClient
) -> None:
    client = await program(tracker, ada)
    assert (await client.get(VALIDATE)).status_code == 200
    off = await admin.patch("/api/users/ada", json={"user_active": False})
    assert off.status_code == 200
    refused(await client.get(VALIDATE), 401)


async def test_a_new_password_ends_no_access_token(tracker: Tracker) -> None:
    eve = await tracker.with_password("eve")
    client = await program(tracker, eve)
    change = {"current_password": PASSWORD, "new_password": PASSWORD + "!"}
    assert (await eve.post("/api/auth/password", json=change)).status_code == 200
    assert (await client.get(VALIDATE)).status_code == 200


async def test_it_is_not_signed_out(tracker: Tracker, ada: AsyncClient) -> None:
    client = await program(tracker, ada)
    body = refused(await client.post("/api/auth/logout"), 403)
    assert "revoked" in body["detail"]
    assert (await client.get(VALIDATE)).status_code == 200
    assert (await ada.get(VALIDATE)).status_code == 200


async def test_it_works_while_no_session_can(tracker: Tracker, ada: AsyncClient) -> None:
    client = await program(tracker, ada)
    assert (await ada.delete("/api/auth/sessions")).status_code == 204
    assert (await client.get("/api/issues")).status_code == 200


async def last_use(tracker: Tracker) -> int | None:
    """What is noted, once all that was seen is."""
    await tracker.api.state.programs.settle()
    found: int | None = (await tracker.sql("SELECT last_used_on FROM access_tokens"))[0][0]
    return found


async def test_its_last_use_is_noted_once_a_minute(tracker: Tracker, ada: AsyncClient) -> None:
    client = await program(tracker, ada)
    assert await last_use(tracker) is None
    before = now_ms()
    await asyncio.gather(*[client.get(VALIDATE) for _ in range(5)])
    noted = await last_use(tracker)
    assert noted is not None
    assert before <= noted <= now_ms()
    listed = (await ada.get(URL)).json()["items"][0]
    assert listed["last_used_on"] == noted
    for ago, written in ((TOUCH_MS // 2, False), (TOUCH_MS + 1000, True)):
        past = now_ms() - ago
        await tracker.sql("UPDATE access_tokens SET last_used_on = $1", past)
        # As the tracker's other process would see it, which has not met the token yet.
        other = AccessTokens(tracker.api.state.database)
        text = client.headers["authorization"].removeprefix("Bearer ")
        assert await other.find(text) is not None
        await other.settle()
        assert (await last_use(tracker) != past) == written


async def test_a_note_that_fails_fails_no_request(
    tracker: Tracker, ada: AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    client = await program(tracker, ada)
    await tracker.sql("ALTER TABLE access_tokens ADD CHECK (last_used_on IS NULL)")
    assert (await client.get(VALIDATE)).status_code == 200
    assert await last_use(tracker) is None
    assert "was not noted" in caplog.text
    assert (await client.get(VALIDATE)).status_code == 200


async def test_no_text_is_in_a_list_or_the_log(
    tracker: Tracker, ada: AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    token = await made(ada)
    text = token["token"]
    digest = hashlib.sha256(text.encode()).hexdigest()
    async with tracker.client({"Authorization": f"Bearer {text}"}) as client:
        answers = [
            await client.get(VALIDATE),
            await client.delete("/api/issues/OPS-1"),
            await client.get(URL),
            await ada.get(URL),
            await ada.get(f"{URL}/{token['id']}"),
        ]
        await ada.delete(f"{URL}/{token['id']}")
        answers.append(await client.get(VALIDATE))
    assert [answer.status_code for answer in answers] == [200, 403, 403, 200, 200, 401]
    told = caplog.text + "".join(f"{answer.text} {answer.headers}" for answer in answers)
    assert text not in told
    assert digest not in told
