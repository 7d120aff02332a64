"""Errors as problem documents (RFC 9457): who answers which, and how routes document them."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import asyncpg
import orjson
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import iter_route_contexts
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import Scope

from ticketing.core.errors import (
    BadRequest,
    Conflict,
    DomainError,
    Invalid,
    Unavailable,
)
from ticketing.core.http import path_in, prefix
from ticketing.core.meters import METERS, UNAVAILABLE_ANSWERS, UNEXPECTED_ERRORS
from ticketing.core.schema import NOT_A_LIST, wording

log = logging.getLogger("ticketing.http")

PROBLEM_TYPE = "application/problem+json"


def problem_response(scope: Scope, error: DomainError) -> Response:
    """Write an error as ``application/problem+json``."""
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": error.title,
        "status": error.status,
        "detail": error.detail,
        "instance": path_in(scope),
        "request_id": scope.get("state", {}).get("request_id", ""),
    }
    if error.errors:
        body["errors"] = error.errors
    body.update(error.extra)
    return Response(orjson.dumps(body), error.status, error.headers, PROBLEM_TYPE)


async def _on_domain_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, DomainError)  # noqa: S101  # tells the type checker
    if isinstance(error, Unavailable):
        METERS.count(UNAVAILABLE_ANSWERS)
    return problem_response(request.scope, error)


async def _on_http_exception(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101  # tells the type checker
    headers = dict(error.headers or {})
    detail = str(error.detail)
    if error.status_code == 404:
        detail = "Nothing is here."
    elif error.status_code == 405:
        headers["Allow"] = ", ".join(sorted(_methods(request)))
    return problem_response(
        request.scope, DomainError(detail, status=error.status_code, headers=headers)
    )


def _methods(request: Request) -> set[str]:
    """All methods of a path; the framework's own answer names those of one route."""
    found: set[str] = set()
    path = str(request.scope["path"]).removeprefix(prefix(request))
    for context in iter_route_contexts(request.app.routes):
        if context.path_regex.match(path):
            found |= context.methods or set()
    return found


async def _on_validation_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101  # tells the type checker
    faults = error.errors()
    found = [
        (_pointer(fault, error.body), wording(fault))
        for fault in faults
        if fault["type"] != "none_required"  # the other half of "or left out"
    ]
    exact = {pointer for pointer, text in found if text != NOT_A_LIST}
    # The other half of "a list, or an edit of one" says nothing once the edit's fault is named.
    found = [
        (pointer, text)
        for pointer, text in found
        if text != NOT_A_LIST or not any(other.startswith(pointer) for other in exact)
    ]
    if any(fault["type"] == "json_invalid" for fault in faults):
        return problem_response(
            request.scope, BadRequest("The body is not valid JSON.", errors=found)
        )
    detail = "; ".join(f"{pointer or 'body'}: {text}" for pointer, text in found[:5])
    return problem_response(request.scope, Invalid(detail, errors=found))


def _pointer(fault: Mapping[str, Any], body: Any) -> str:
    """Where a fault is: a JSON pointer, or ``?name`` for a query parameter.

    The validator's path also names the branches of its own unions, which no client knows: only
    steps that the body has are kept, and the name of what is missing from it.
    """
    place, *path = fault["loc"]
    if place == "query":
        return f"?{path[0]}" if path else "?"
    if place != "body":
        return f"{place}:{path[0]}" if path else str(place)
    pointer = ""
    for number, step in enumerate(path, start=1):
        missing = fault["type"] == "missing" and number == len(path)
        if isinstance(body, Mapping) and (step in body or missing):
            body = body.get(step)
        elif isinstance(body, list) and isinstance(step, int) and step < len(body):
            body = body[step]
        else:
            continue
        pointer += "/" + str(step).replace("~", "~0").replace("/", "~1")
    named = (fault.get("ctx") or {}).get("name")  # a rule between fields says which it is about
    return f"{pointer}/{named}" if named else pointer


async def _on_database_refusal(request: Request, error: Exception) -> Response:
    """The database's own constraints are the last line: what they refuse is the input's fault."""
    if isinstance(error, asyncpg.NotNullViolationError):
        return await _on_unexpected(request, error)  # no request can leave a column out
    known: DomainError
    if isinstance(error, asyncpg.UniqueViolationError):
        known = Conflict("It exists already.")
    elif isinstance(error, asyncpg.ForeignKeyViolationError):
        known = Conflict("It names something that does not exist, or is itself still in use.")
    else:
        known = Invalid("The database refused these values.")
    # Of the error itself only this: its detail repeats the row, in which a secret can be.
    what = " ".join(filter(None, (error.table_name, error.constraint_name))) or error.sqlstate  # type: ignore[attr-defined]  # asyncpg ships no types
    log.warning("refused by the database: %s", what, extra={"status": known.status})
    return problem_response(request.scope, known)


async def _on_deadlock(request: Request, error: Exception) -> Response:
    """PostgreSQL ended one of two changes that waited for each other; it may be repeated."""
    log.warning("ended by the database: %s", type(error).__name__, extra={"status": 503})
    return problem_response(request.scope, Unavailable("Another change came between; try again."))


async def _on_exhausted(request: Request, error: Exception) -> Response:
    """PostgreSQL has no disk or memory left; it takes writes again as soon as it has."""
    METERS.count(UNAVAILABLE_ANSWERS)
    log.error("the database has run out: %s", type(error).__name__, extra={"status": 503})
    return problem_response(request.scope, Unavailable("The database is full; try again later."))


async def _on_unexpected(request: Request, error: Exception) -> Response:
    METERS.count(UNEXPECTED_ERRORS)
    log.error("unexpected error", exc_info=error, extra={"status": 500})
    return problem_response(request.scope, DomainError("Something went wrong on our side."))


Handler = Callable[[Request, Exception], Awaitable[Response]]
_HANDLERS: dict[type[Exception], Handler] = {
    DomainError: _on_domain_error,
    HTTPException: _on_http_exception,
    RequestValidationError: _on_validation_error,
    asyncpg.DeadlockDetectedError: _on_deadlock,
    asyncpg.SerializationError: _on_deadlock,
    asyncpg.InsufficientResourcesError: _on_exhausted,
    asyncpg.IntegrityConstraintViolationError: _on_database_refusal,
    asyncpg.DataError: _on_database_refusal,
    asyncpg.exceptions.DataError: _on_database_refusal,
    Exception: _on_unexpected,
}


def install_handlers(app: FastAPI) -> None:
    """Make every error, the framework's own included, a problem document."""
    for kind, handler in _HANDLERS.items():
        app.add_exception_handler(kind, handler)


async def error_response(request: Request, error: Exception) -> Response:
    """The answer to an error, by the handler of its nearest kind."""
    handler = next(_HANDLERS[kind] for kind in type(error).__mro__ if kind in _HANDLERS)
    return await handler(request, error)


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The documentation of a route's errors."""
    return {
        status: {
            "description": _PHRASES[status],
            "content": {PROBLEM_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        for status in statuses
    }


_PHRASES = {
    400: "The request cannot be understood: bad JSON, NUL characters.",
    401: "No valid session or token.",
    403: "Visible, but not allowed to you.",
    404: "Does not exist, or not for you.",
    405: "The path exists, not with this method.",
    409: "It exists already, or is in use.",
    412: "Stale: it changed since you read it; `conflicts` has what changed.",
    413: "The body is too large.",
    422: "Input or rules are violated; `errors` says where.",
    429: "Too many tries; `Retry-After` says when to come back.",
    503: "The database or the session store is away; `Retry-After` says when to come back.",
}
