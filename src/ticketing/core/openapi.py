"""The OpenAPI document: made from the code, with every error documented as a problem."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from ticketing.core.actor import COOKIE
from ticketing.core.errors import Problem
from ticketing.core.problems import PROBLEM_TYPE, problems

DESCRIPTION = """
Issues, their history, users and projects over JSON.

* **Sign in**: press *Authorize* and give your name and password, or `POST /api/auth/token` and
  send the token as `Authorization: Bearer …`.
* **Programs** send an access token in the same header; `POST /api/auth/access-tokens` makes one,
  with a scope. What may let someone in (access tokens, sessions, passwords, invitations) is not
  for them.
* **Times** are milliseconds since 1970 UTC.
* **Enums** are integers; requests take the integer or the name in any case. `GET /api/enums`
  lists them with labels.
* **Lists** take `page` and `per_page`, or follow `links.next`; `sort=-updated_on,issue_priority`
  sorts, empty values last.
  `format=csv` or `Accept: text/csv` gives the whole list as CSV.
* **Errors** are `application/problem+json` (RFC 9457); bad input has `errors` with pointers.
* What you may not see does not exist for you: it is a 404 and stands in no list or count.
"""

TAGS = [
    {"name": "auth", "description": "Sign-in, sessions, passwords, access tokens, invitations."},
    {"name": "issues", "description": "Issues: lists, search, groups, changes by their rules."},
    {"name": "activity", "description": "The history of issues, and their comments."},
    {"name": "links", "description": "Links between issues, seen from both ends."},
    {"name": "users", "description": "People, with their numbers and recent activity."},
    {"name": "projects", "description": "Projects, with their numbers."},
    {"name": "members", "description": "Who may do what in a project."},
    {"name": "metrics", "description": "Charts of how work flows, of what you may see."},
    {"name": "catalogues", "description": "What exists, for pickers: enums, labels and so on."},
    {"name": "admin", "description": "Every SQL table, read and edited by the rules."},
    {"name": "imports", "description": "Issues from elsewhere; for administrators."},
    {"name": "health", "description": "For load balancers and monitoring."},
]

_EVERYWHERE = (400, 422, 503)
_METHODS = ("get", "post", "put", "patch", "delete")


def document(app: FastAPI) -> dict[str, Any]:
    """The document of the application, made once."""
    if app.openapi_schema is None:
        app.openapi_schema = _build(app)
    return app.openapi_schema


def _build(app: FastAPI) -> dict[str, Any]:
    schema = get_openapi(
        title=app.title,
        version=app.version,
        summary=app.summary,
        description=app.description,
        tags=app.openapi_tags,
        routes=app.routes,
    )
    prefix = app.state.settings.prefix
    schema["servers"] = [{"url": prefix or "/"}]
    _spell_out_bounds(schema["paths"])
    components = schema.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(problem.pop("$defs"))
    schemas["Problem"] = problem
    components["schemas"] = dict(sorted(schemas.items()))
    _describe_security(components, prefix)
    for path in schema["paths"].values():
        for method in _METHODS:
            if method in path:
                _complete(path[method], method)
    return schema


_BOUNDS = {"ge": "minimum", "le": "maximum", "gt": "exclusiveMinimum", "lt": "exclusiveMaximum"}


def _spell_out_bounds(part: Any) -> None:
    """Name bounds as JSON Schema does, where Pydantic left its own names on optional values."""
    if isinstance(part, list):
        for item in part:
            _spell_out_bounds(item)
    elif isinstance(part, dict):
        if isinstance(part.get("schema"), dict):
            for ours, theirs in _BOUNDS.items():
                if ours in part["schema"]:
                    part["schema"][theirs] = part["schema"].pop(ours)
        for item in part.values():
            _spell_out_bounds(item)


def _describe_security(components: dict[str, Any], prefix: str) -> None:
    schemes = components.setdefault("securitySchemes", {})
    schemes["OAuth2PasswordBearer"]["flows"]["password"]["tokenUrl"] = f"{prefix}/api/auth/token"
    schemes["SessionCookie"] = {
        "type": "apiKey",
        "in": "cookie",
        "name": COOKIE,
        "description": "What a browser gets when it signs in.",
    }


def _complete(operation: dict[str, Any], method: str) -> None:
    """Add what every operation can answer, and the cookie beside the bearer token."""
    responses = operation["responses"]
    responses.pop("422", None)
    wanted = [*_EVERYWHERE]
    if "requestBody" in operation:
        wanted.append(413)
    if method != "get" and operation.get("security"):
        wanted.append(403)  # a cookie that came from another site's page, if for nothing else
    for status, documented in problems(*wanted).items():
        responses.setdefault(str(status), documented)
    responses["4XX"] = {
        "description": "Any other refusal.",
        "content": {PROBLEM_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    if any(parameter["name"] == "format" for parameter in operation.get("parameters", ())):
        responses["200"]["content"]["text/csv"] = {"schema": {"type": "string"}}
    operation["responses"] = dict(sorted(responses.items()))
    if operation.get("security"):
        operation["security"].append({"SessionCookie": []})
