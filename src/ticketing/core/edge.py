"""The outermost ASGI layer: request ids, limits, security headers, measurements, access log."""

import ipaddress
import itertools
import logging
import os
import re
import secrets
import time
from collections.abc import Callable
from functools import lru_cache
from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ticketing.core.errors import BadRequest, DomainError, PayloadTooLarge
from ticketing.core.http import within
from ticketing.core.logs import AccessLog, current
from ticketing.core.meters import METERS, OTHER
from ticketing.core.problems import problem_response
from ticketing.core.settings import Settings

UPLOADS = ("POST", "/api/imports")
"""The one operation whose body may have a file's size."""

SLOW_SECONDS = 5.0
"""An answer that begins later is told of in the log."""

log = logging.getLogger("ticketing.http")


class _RequestIds:
    """Ids of requests: one of this process, by chance, and a number. They need not be secret."""

    def __init__(self) -> None:
        self.begin()
        os.register_at_fork(after_in_child=self.begin)

    def begin(self) -> None:
        """Begin anew, as a process does that was forked from another."""
        self._process = secrets.token_hex(4)
        self._numbers = itertools.count(1)

    def next(self) -> str:
        """The next id, in sixteen hexadecimal digits."""
        return f"{self._process}{next(self._numbers) & 0xFFFFFFFF:08x}"


_ids = _RequestIds()
_GIVEN_ID = re.compile(rb"[A-Za-z0-9._-]{8,64}")


class Edge:
    """Wraps the finished application, so that every answer, a 500 too, has its headers.

    It gives each request its id, or keeps the one that it has from a trusted proxy, refuses what
    no route could take (NUL in the address, a body over the limit), and adds the security headers.
    """

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self._body_limit = settings.max_body_bytes
        self._upload_limit = settings.max_upload_bytes
        self._prefix = settings.prefix
        self._headers = _security_headers(settings)
        self._is_trusted = _trust(settings) if settings.trusted_proxies else None
        self._access = AccessLog(settings.log_format) if settings.access_log else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if scope["method"] == "HEAD":
            scope = {**scope, "method": "GET"}  # the server sends the head alone
        request_id = self._given_id(scope) if self._is_trusted else None
        request_id = request_id or _ids.next()
        state = scope.setdefault("state", {})
        state["request_id"] = request_id
        if self._prefix:
            scope["root_path"] = self._prefix
        started = state["started"] = time.perf_counter()
        answered, began = 0, 0.0

        async def send_with_headers(message: Message) -> None:
            nonlocal answered, began
            if message["type"] == "http.response.start":
                answered = message["status"]
                began = time.perf_counter()
                headers = list(message.get("headers", ()))
                present = {name for name, _ in headers}
                headers.append((b"x-request-id", request_id.encode()))
                headers += [pair for pair in self._headers if pair[0] not in present]
                message["headers"] = headers
            await send(message)

        is_upload = (scope["method"], scope["path"].removeprefix(self._prefix)) == UPLOADS
        limit = self._upload_limit if is_upload else self._body_limit
        refusal = _refusal(scope, limit)
        told = current.set(scope)
        METERS.begin()
        try:
            if refusal is not None:
                await problem_response(scope, refusal)(scope, receive, send_with_headers)
            else:
                await self.app(scope, _bounded(receive, limit), send_with_headers)
        except Exception:
            if not answered:
                raise
            # The handler has logged it and the client has its 500: nothing is left to tell.
        finally:
            ended = time.perf_counter()
            seconds = (began or ended) - started
            METERS.end(scope["method"], state.get("route", OTHER), answered, seconds)
            if self._access is not None:
                self._access.write(scope, answered, ended - started)
            if seconds > SLOW_SECONDS and not is_upload:
                names = ", ".join(_parameters(scope)) or "none"
                log.warning("slow request; its parameters: %s", names, extra={"status": answered})
            current.reset(told)

    def _given_id(self, scope: Scope) -> str | None:
        """The id under which a trusted proxy knows the request already."""
        client = scope.get("client")
        if client is None or self._is_trusted is None or not self._is_trusted(client[0]):
            return None
        for name, value in scope["headers"]:
            if name == b"x-request-id" and _GIVEN_ID.fullmatch(value):
                return str(value, "ascii")
        return None


def _parameters(scope: Scope) -> list[str]:
    """The names of what the address asks for; the values are nobody else's business."""
    return [name for name, _ in parse_qsl(scope["query_string"].decode("latin-1"))][:20]


def _trust(settings: Settings) -> Callable[[str], bool]:
    """Whether a peer's address is one of a trusted proxy; they are few and ask often."""
    networks = [ipaddress.ip_network(item, strict=False) for item in settings.trusted_proxies]
    return lru_cache(maxsize=64)(lambda address: within(address, networks))


def _refusal(scope: Scope, limit: int) -> DomainError | None:
    if "\x00" in scope["path"] or b"%00" in scope["query_string"]:
        return BadRequest("NUL characters have no place in an address.")
    for name, value in scope["headers"]:
        if name == b"content-length" and (not value.isdigit() or int(value) > limit):
            return PayloadTooLarge(f"A body may have at most {limit} bytes.")
    return None


def _bounded(receive: Receive, limit: int) -> Receive:
    seen = 0

    async def bounded() -> Message:
        nonlocal seen
        message = await receive()
        if message["type"] == "http.request":
            seen += len(message.get("body", b""))
            if seen > limit:
                raise HTTPException(413, f"A body may have at most {limit} bytes.")
        return message

    return bounded


def _security_headers(settings: Settings) -> list[tuple[bytes, bytes]]:
    # Nothing from another host, images in texts included, and no script that is not a file.
    # Styles are written into elements by the UI's components; dashboards are framed from /grafana.
    policy = (
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; "
        "frame-src 'self'; worker-src 'self'; manifest-src 'self'; object-src 'none'; "
        "base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
    )
    headers = [
        (b"content-security-policy", policy.encode()),
        (b"x-content-type-options", b"nosniff"),
        (b"referrer-policy", b"same-origin"),
        (b"x-frame-options", b"DENY"),
    ]
    if settings.secure_cookies:
        headers.append((b"strict-transport-security", b"max-age=31536000"))
    return headers
