"""HTTP: the session dependencies, and who and where a request is."""

import ipaddress
import re
from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import Depends, Request
from starlette.types import Scope

from ticketing.core.db import Session
from ticketing.core.redis import RedisClient
from ticketing.core.settings import Settings


async def read_session(request: Request) -> AsyncIterator[Session]:
    """A session whose statements run each on its own."""
    async with request.app.state.database.session(write=False) as session:
        yield session


async def write_session(request: Request) -> AsyncIterator[Session]:
    """A session that is one transaction."""
    async with request.app.state.database.session(write=True) as session:
        yield session


# Function scope: the transaction ends, and may fail, before the answer leaves.
ReadSession = Annotated[Session, Depends(read_session, scope="function")]
"""A session whose statements run each on its own."""
WriteSession = Annotated[Session, Depends(write_session, scope="function")]
"""A session that is one transaction, committed before the answer leaves."""


def get_settings(request: Request) -> Settings:
    """The settings of the application that serves the request."""
    return request.app.state.settings  # type: ignore[no-any-return]  # state is untyped


def get_redis(request: Request) -> RedisClient:
    """The Valkey client of the application that serves the request."""
    return request.app.state.redis  # type: ignore[no-any-return]  # state is untyped


def prefix(request: Request) -> str:
    """The path prefix under which a client reaches the API, without a slash at its end."""
    return str(request.scope.get("root_path", "")).rstrip("/")


def client_address(request: Request) -> str:
    """The address that the request came from.

    ``X-Forwarded-For`` is read from its end, as far as the addresses are trusted proxies': what
    stands before the first foreign one could be anyone's invention.
    """
    address = request.client.host if request.client else ""
    trusted = [ipaddress.ip_network(item, strict=False) for item in _trusted(request)]
    if not trusted or not within(address, trusted):
        return address
    forwarded = request.headers.get("x-forwarded-for", "")
    for hop in reversed([part.strip() for part in forwarded.split(",") if part.strip()]):
        address = hop
        if not within(hop, trusted):
            break
    return address


def _trusted(request: Request) -> tuple[str, ...]:
    return get_settings(request).trusted_proxies


def within(address: str, networks: list[Any]) -> bool:
    """Whether an address is in one of the networks; what is no address is in none."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(parsed in network for network in networks)


_ETAG = re.compile(r'(?:W/)?"([^"]*)"')


def etags(header: str) -> list[str]:
    """The tags that an ``If-Match`` or ``If-None-Match`` names, without their quotes."""
    return _ETAG.findall(header)


def matched(if_match: str | None) -> set[str] | None:
    """The tags that an ``If-Match`` accepts; None when any will do."""
    return None if if_match is None or if_match.strip() == "*" else set(etags(if_match))


def path_of(request: Request) -> str:
    """The request's path as the client sees it."""
    return path_in(request.scope)


def path_in(scope: Scope) -> str:
    """The path of an ASGI scope, as the client sees it."""
    path, before = str(scope["path"]), str(scope.get("root_path", "")).rstrip("/")
    return path if before and path.startswith(before + "/") else before + path
