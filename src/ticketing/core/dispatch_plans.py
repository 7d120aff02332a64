"""Works out, from an endpoint's signature, how it can be called without FastAPI (decision 0006)."""

import inspect
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from fastapi import Request
from fastapi.params import Depends, Header, Path, Query
from pydantic import BaseModel, TypeAdapter
from starlette.responses import Response

from ticketing.core.actor import (
    Actor,
    get_actor,
    get_admin,
    get_admin_person,
    get_person,
    require_admin,
    require_admin_person,
    require_person,
)
from ticketing.core.http import read_session, write_session

Endpoint = Callable[..., Awaitable[Response]]

# The dependencies that give the actor, and what each demands of him.
_ACTORS: dict[Any, Callable[[Actor], None] | None] = {
    get_actor: None,
    get_admin: require_admin,
    get_person: require_person,
    get_admin_person: require_admin_person,
}


@dataclass(slots=True)
class Plan:
    """How one endpoint is called; names are those of its arguments.

    Attributes:
        require: what it demands of the actor.
        writes: whether its session is a transaction.
        presumes: whether it may begin before the actor is certain, since it only reads.
    """

    endpoint: Endpoint
    actor: str = ""
    require: Callable[[Actor], None] | None = None
    session: str = ""
    writes: bool = False
    request: str = ""
    query: str = ""
    query_model: type[BaseModel] | None = None
    query_lists: frozenset[str] = frozenset()
    body: str = ""
    body_model: type[BaseModel] | None = None
    path: dict[str, TypeAdapter[Any] | None] = field(default_factory=dict)
    headers: dict[str, bytes] = field(default_factory=dict)
    presumes: bool = False


def plan_of(endpoint: Callable[..., Any], path: str) -> Plan | None:
    """Work out how to call an endpoint; None if FastAPI must."""
    hints = get_type_hints(endpoint, include_extras=True)
    returned = hints.pop("return", None)
    if not (inspect.iscoroutinefunction(endpoint) and inspect.isclass(returned)):
        return None
    if not issubclass(returned, Response):
        return None
    plan = Plan(endpoint)
    for name, hint in hints.items():
        if not _place(plan, name, hint, path):
            return None
    # In the order of the address, in which the values come.
    names = [step[1:-1] for step in path.split("/") if step.startswith("{")]
    if set(names) != set(plan.path):
        return None
    plan.path = {name: plan.path[name] for name in names}
    reads = bool(plan.session) and not plan.writes
    plan.presumes = bool(plan.actor) and plan.require is None and reads
    return plan


def _place(plan: Plan, name: str, hint: Any, path: str) -> bool:
    """Find out what an argument is; False if it is nothing that is known here."""
    if hint is Request:
        plan.request = name
        return True
    marks = get_args(hint)[1:] if get_origin(hint) is Annotated else ()
    plain = get_args(hint)[0] if marks else hint
    if not marks and inspect.isclass(plain) and issubclass(plain, BaseModel):
        plan.body, plan.body_model = name, plain
        return True
    return _parameter(plan, name, plain, marks, hint if "{" + name + "}" in path else None)


def _parameter(plan: Plan, name: str, plain: Any, marks: tuple[Any, ...], in_path: Any) -> bool:
    """Place a dependency or a parameter; ``in_path`` is the annotation of one in the address."""
    if in_path is not None:
        bare = plain is str and not any(isinstance(mark, Path) for mark in marks)
        plan.path[name] = None if bare else TypeAdapter(in_path)
        return True
    for mark in marks:
        if isinstance(mark, Depends):
            return _depends(plan, name, mark.dependency)
        if isinstance(mark, Query) and inspect.isclass(plain) and issubclass(plain, BaseModel):
            plan.query, plan.query_model = name, plain
            plan.query_lists = _lists(plain.model_fields)
            return True
        if isinstance(mark, Header) and plain == (str | None):
            plan.headers[name] = name.replace("_", "-").encode()
            return True
    return False


def _depends(plan: Plan, name: str, dependency: Any) -> bool:
    if dependency in _ACTORS:
        plan.actor, plan.require = name, _ACTORS[dependency]
        return True
    if dependency in {read_session, write_session}:
        plan.session, plan.writes = name, dependency is write_session
        return True
    return False


def _lists(fields: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(name for name, item in fields.items() if get_origin(item.annotation) is list)
