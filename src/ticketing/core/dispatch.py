"""Calls the endpoints that FastAPI documents, without its machinery on the way (decision 0006).

FastAPI matches routes one after another and solves dependencies anew for each request; that costs
more than all that the tracker does for one issue. What our endpoints ask for is of few kinds, so
the way to call each is worked out once: who asks, a session, parameters, a body. An endpoint that
asks for anything else, or that does not answer with a finished response, is left to FastAPI, as
is every address of the API that none of ours has.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, quote, unquote

import orjson
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import iter_route_contexts
from pydantic import ValidationError
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from ticketing.core.actor import Actor, authenticate, presume, token_of
from ticketing.core.dispatch_plans import Plan, plan_of
from ticketing.core.problems import error_response


@dataclass(slots=True)
class _Node:
    """One step of the addresses' tree; an operation that FastAPI must call has a route, no plan."""

    literal: dict[str, "_Node"] = field(default_factory=dict)
    parameter: "_Node | None" = None
    name: str = ""
    plans: dict[str, Plan] = field(default_factory=dict)
    routes: dict[str, str] = field(default_factory=dict)


class Found(NamedTuple):
    """What stands at an address.

    Attributes:
        route: its path with names in braces.
        plan: how it is called; None if FastAPI must.
        values: those in the address.
    """

    route: str
    plan: Plan | None
    values: list[str]


class Routes:
    """The operations by method and address, and how to call those that can be called directly.

    Attributes:
        operations: all of them, by method and route.
    """

    def __init__(self, routes: Sequence[BaseRoute]) -> None:
        self._root = _Node()
        self.operations: list[tuple[str, str]] = []
        for context in iter_route_contexts(routes):
            plan = plan_of(context.endpoint, context.path or "") if context.endpoint else None
            self._add(context.path or "", context.methods or set(), plan)

    def _add(self, path: str, methods: set[str], plan: Plan | None) -> None:
        node = self._root
        for step in path.strip("/").split("/"):
            if step.startswith("{"):
                node.parameter = node.parameter or _Node()
                node = node.parameter
            else:
                node = node.literal.setdefault(step, _Node())
        for method in methods:
            self.operations.append((method, path))
            node.routes.setdefault(method, path)
            if plan is not None:
                node.plans.setdefault(method, plan)

    def find(self, steps: Sequence[str], method: str) -> Found | None:
        """What stands at an address, which comes in steps; None if nothing of ours does."""
        values: list[str] = []
        node = self._root
        for step in steps:
            following = node.literal.get(step)
            if following is None:
                following = node.parameter
                if following is None or not step:
                    return None
                values.append(step)
            node = following
        route = node.routes.get(method)
        if route is None:
            return None
        plan = node.plans.get(method)
        if plan is not None and len(values) != len(plan.path):
            plan = None
        return Found(route, plan, values)


class Dispatcher:
    """An ASGI application in front of FastAPI's.

    Args:
        api: whose endpoints it calls.
        routes: those of them that it can call.
        other: what serves all other addresses, FastAPI's own among them.
    """

    def __init__(self, api: FastAPI, routes: "Routes", other: ASGIApp) -> None:
        self._app = other
        self._api = api
        self._find = routes.find

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or leave it to what serves the others."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        found = self._find(_steps(scope), scope["method"])
        if found is not None:
            scope.setdefault("state", {})["route"] = found.route
        if found is None or found.plan is None:
            await self._app(scope, receive, send)
            return
        scope["app"] = self._api
        request = Request(scope, receive)
        try:
            response = await self._call(request, found.plan, found.values)
        except ClientDisconnect:
            return  # nobody waits for an answer
        except Exception as error:  # noqa: BLE001  # the one place where all errors are answered
            response = await error_response(request, error)
        await response(scope, receive, send)

    async def _call(self, request: Request, plan: Plan, values: list[str]) -> Response:
        if not plan.actor:
            return await self._run(request, plan, values, None)
        token = token_of(request)
        presumed = presume(request, token) if plan.presumes else None
        if presumed is None:
            actor = await authenticate(request, token)
            if plan.require is not None:
                plan.require(actor)
            return await self._run(request, plan, values, actor)
        # The session store and the database are asked at once, and neither is believed alone.
        try:
            response = await self._run(request, plan, values, presumed.actor)
        except Exception:
            await presumed.confirm()
            raise
        except BaseException:
            presumed.drop()
            raise
        await presumed.confirm()
        return response

    async def _run(
        self, request: Request, plan: Plan, values: list[str], actor: Actor | None
    ) -> Response:
        arguments: dict[str, Any] = {plan.actor: actor} if plan.actor else {}
        faults: list[Any] = []
        body: Any = None
        for (name, adapter), value in zip(plan.path.items(), values, strict=True):
            arguments[name] = value
            if adapter is not None:
                arguments[name] = _checked(adapter.validate_python, value, ("path", name), faults)
        if plan.query_model is not None:
            given = _query(request.scope["query_string"], plan.query_lists)
            validate = plan.query_model.model_validate
            arguments[plan.query] = _checked(validate, given, ("query",), faults)
        if plan.headers:
            sent: dict[bytes, bytes] = dict(request.scope["headers"])
            for name, header in plan.headers.items():
                text = sent.get(header)
                arguments[name] = None if text is None else text.decode("latin-1")
        if plan.body_model is not None:
            body = await _body(request)
            validate = plan.body_model.model_validate
            arguments[plan.body] = _checked(validate, body, ("body",), faults)
        if faults:
            raise RequestValidationError(faults, body=body)
        if plan.request:
            arguments[plan.request] = request
        if not plan.session:
            return await plan.endpoint(**arguments)
        async with self._api.state.database.session(write=plan.writes) as session:
            arguments[plan.session] = session
            return await plan.endpoint(**arguments)


def _steps(scope: Scope) -> list[str]:
    """An address's steps behind the prefix; a slash that was sent as ``%2F`` is part of its step.

    ``path`` is decoded as a whole, and no longer tells that slash from those between the steps.
    """
    path: str = scope["path"]
    root: str = scope.get("root_path", "")
    raw: bytes = scope.get("raw_path") or b""
    apart = b"%2F" in raw or b"%2f" in raw
    if apart:
        path = raw.decode("latin-1")
        root = quote(root, safe="/")
    if root and path.startswith(root + "/"):
        path = path[len(root) :]
    steps = path[1:].split("/")
    return [unquote(step) for step in steps] if apart else steps


def _checked(
    validate: Callable[[Any], Any], value: Any, location: tuple[str, ...], faults: list[Any]
) -> Any:
    try:
        return validate(value)
    except ValidationError as error:
        faults += [
            {**fault, "loc": (*location, *fault["loc"])}
            for fault in error.errors(include_url=False)
        ]
        return None


def _query(raw: bytes, lists: frozenset[str]) -> dict[str, Any]:
    """Query parameters by name; repeated ones as lists where the model has a list."""
    given: dict[str, Any] = {}
    if raw:
        for name, value in parse_qsl(raw.decode("latin-1"), keep_blank_values=True):
            if name in lists:
                given.setdefault(name, []).append(value)
            else:
                given[name] = value
    return given


async def _body(request: Request) -> Any:
    """The body as JSON.

    Raises:
        RequestValidationError: it is none.
    """
    raw = await request.body()
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if not raw or not (kind == "application/json" or kind.endswith("+json")):
        fault = {"type": "missing", "loc": ("body",), "msg": "A JSON body is needed"}
        raise RequestValidationError([fault])
    try:
        return orjson.loads(raw)
    except orjson.JSONDecodeError:
        pass
    # The slower reader also takes lone surrogates and the like, whose place a model then names.
    try:
        return json.loads(raw.decode())
    except (ValueError, RecursionError) as error:
        fault = {"type": "json_invalid", "loc": ("body",), "msg": "Not JSON in UTF-8"}
        raise RequestValidationError([fault]) from error
