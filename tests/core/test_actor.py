"""Who asks, where FastAPI itself calls the endpoint: the same as everywhere else."""

from collections.abc import Callable

import pytest
from httpx import AsyncClient

from factories.programs import program
from support import Tracker, refused
from ticketing.core.actor import (
    COOKIE,
    Actor,
    CurrentActor,
    CurrentAdmin,
    CurrentAdminPerson,
    CurrentPerson,
)


async def anyone(actor: CurrentActor) -> str:
    return actor.username


async def administrator(actor: CurrentAdmin) -> str:
    return actor.username


async def person(actor: CurrentPerson) -> str:
    return actor.username


async def administrator_in_person(actor: CurrentAdminPerson) -> str:
    return actor.username


# The statuses for: ada, her READ and WRITE tokens, root, his WRITE and ADMIN tokens.
OWED: dict[Callable[[Actor], object], tuple[int, ...]] = {
    anyone: (200, 403, 200, 200, 200, 200),
    administrator: (403, 403, 403, 200, 403, 200),
    person: (200, 403, 403, 200, 403, 403),
    administrator_in_person: (403, 403, 403, 200, 403, 403),
}


@pytest.fixture
def slow(tracker: Tracker) -> str:
    """Endpoints that do not answer with a finished response, which is FastAPI's business."""
    for endpoint in OWED:
        name = f"/api/slow/{endpoint.__name__}"
        tracker.api.add_api_route(name, endpoint, methods=["GET", "POST"])
    return "/api/slow"


async def test_who_may_is_the_same_there(
    tracker: Tracker, slow: str, ada: AsyncClient, admin: AsyncClient, anonymous: AsyncClient
) -> None:
    clients = [
        ada, await program(tracker, ada, "READ"), await program(tracker, ada, "WRITE"),
        admin, await program(tracker, admin, "WRITE"), await program(tracker, admin, "ADMIN"),
    ]  # fmt: skip
    for endpoint, owed in OWED.items():
        url = f"{slow}/{endpoint.__name__}"
        answers = [await client.post(url) for client in clients]
        assert tuple(answer.status_code for answer in answers) == owed, endpoint
        names = [answer.json() for answer in answers if answer.status_code == 200]
        assert set(names) <= {"ada", "root"}
        refused(await anonymous.post(url), 401)
    assert (await clients[1].get(f"{slow}/anyone")).json() == "ada"


async def test_a_cookie_is_guarded_there_too(tracker: Tracker, slow: str, ada: AsyncClient) -> None:
    token = ada.headers["authorization"].removeprefix("Bearer ")
    async with tracker.client({"Cookie": f"{COOKIE}={token}"}) as browser:
        assert (await browser.post(f"{slow}/anyone")).json() == "ada"
        cross = {"Sec-Fetch-Site": "cross-site"}
        refused(await browser.post(f"{slow}/person", headers=cross), 403)
        assert (await browser.get(f"{slow}/person", headers=cross)).json() == "ada"
