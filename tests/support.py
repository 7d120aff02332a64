"""What tests share: a tracker under test, with shorthands for what most of them need first."""

from dataclasses import dataclass

import asyncpg
import httpx
from fastapi import FastAPI

from ticketing.core.http import Edge
from ticketing.core.settings import Settings
from ticketing.features.users.models import UserType

PASSWORD = "correct horse battery"


@dataclass
class Tracker:
    """A running tracker with shorthands for what most tests need first."""

    api: FastAPI
    app: Edge
    settings: Settings
    dsn: str

    def client(self, headers: dict[str, str] | None = None) -> httpx.AsyncClient:
        """A client of the tracker, signed in by whatever headers it is given."""
        transport = httpx.ASGITransport(
            app=self.app,  # type: ignore[arg-type]  # httpx names the ASGI types otherwise
            raise_app_exceptions=False,
            client=("127.0.0.1", 40000),
        )
        return httpx.AsyncClient(
            transport=transport, base_url="http://tracker.test", headers=headers
        )

    async def sql(self, statement: str, *args: object) -> list[asyncpg.Record]:
        """Run a statement past the API."""
        connection = await asyncpg.connect(self.dsn)
        try:
            return await connection.fetch(statement, *args)
        finally:
            await connection.close()

    async def user(
        self,
        username: str,
        *,
        user_type: UserType = UserType.USER,
        active: bool = True,
        password_hash: str | None = None,
    ) -> httpx.AsyncClient:
        """Make a user and return a client that is signed in as him."""
        await self.sql(
            "INSERT INTO users (created_on, updated_on, username, user_type, user_active, password)"
            " VALUES (1, 1, $1, $2, $3, $4)",
            username,
            int(user_type),
            active,
            password_hash or "x",
        )
        return await self.signed_in(username, is_admin=user_type == UserType.ADMIN)

    async def signed_in(self, username: str, *, is_admin: bool = False) -> httpx.AsyncClient:
        """A client with a session of the user, as the sign-in would have made it."""
        state = self.api.state
        session = await state.sessions.create(
            username, is_admin=is_admin, address="127.0.0.1", user_agent="tests"
        )
        token = state.tokens.issue(username, token_id=session.id, lifetime=3600)
        return self.client({"Authorization": f"Bearer {token}"})
