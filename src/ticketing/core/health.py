"""Health: whether the process lives, and whether it can serve."""

from typing import Literal

from fastapi import APIRouter, Request
from pydantic import Field

from ticketing.core.http import ReadSession
from ticketing.core.problems import problems
from ticketing.core.redis import reply
from ticketing.core.schema import ResponseModel

router = APIRouter(prefix="/health", tags=["health"])


class Health(ResponseModel):
    """All is well."""

    status: Literal["ok"] = Field(examples=["ok"])


@router.get("/live")
async def live() -> Health:
    """Say that the process answers."""
    return Health(status="ok")


@router.get("/ready", responses=problems(503))
async def ready(request: Request, session: ReadSession) -> Health:
    """Say that the database and the session store answer too; 503 if one does not."""
    await session.fetchval("SELECT 1")
    await reply(request.app.state.redis.ping())
    return Health(status="ok")
