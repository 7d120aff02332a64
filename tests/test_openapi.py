"""The OpenAPI document: the committed one is the present one, and it says what a client needs."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from ticketing.cli import app
from ticketing.commands.openapi import document

COMMITTED = Path(__file__).parents[1] / "openapi" / "openapi.json"
METHODS = ("get", "post", "put", "patch", "delete")
ANYONE = {
    "/api/auth/register",
    "/api/auth/token",
    "/api/auth/invitations/check",
    "/api/auth/invitations/accept",
    "/api/health/live",
    "/api/health/ready",
    "/api/telemetry",
}
FORM = "application/x-www-form-urlencoded"  # OAuth2's own form, which has its own specification


@pytest.fixture(scope="module")
def described() -> dict[str, Any]:
    return json.loads(document())  # type: ignore[no-any-return]  # JSON


def operations(described: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in described["paths"].items():
        for method in METHODS:
            if method in item:
                yield path, method, item[method]


def test_the_committed_document_is_the_present_one() -> None:
    assert COMMITTED.read_text(encoding="utf-8") == document(), "make openapi"


def test_the_document_is_the_same_whatever_the_settings_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = document()
    monkeypatch.setenv("TICKETING_PUBLIC_URL", "https://tickets.example.org/tracker")
    monkeypatch.setenv("TICKETING_PORT", "none")
    assert document() == before


def test_the_command_writes_and_checks(tmp_path: Path) -> None:
    file = tmp_path / "made" / "openapi.json"
    run = CliRunner()
    missing = run.invoke(app, ["openapi", "--check", "--output", str(file)])
    assert missing.exit_code == 1
    assert missing.stderr.startswith(f"Error: {file} is not what the code describes")
    assert run.invoke(app, ["openapi", "--output", str(file)]).exit_code == 0
    assert run.invoke(app, ["openapi", "--check", "--output", str(file)]).exit_code == 0
    assert run.invoke(app, ["openapi"]).stdout == file.read_text(encoding="utf-8")
    assert list(json.loads(file.read_text())) == sorted(json.loads(file.read_text()))


def test_operations_have_ids_of_their_own(described: dict[str, Any]) -> None:
    ids = [operation["operationId"] for _, _, operation in operations(described)]
    assert len(ids) == len(set(ids))
    assert all(name.isidentifier() for name in ids)


def test_operations_say_what_they_do(described: dict[str, Any]) -> None:
    tags = {tag["name"] for tag in described["tags"]}
    for path, method, operation in operations(described):
        where = f"{method} {path}"
        assert operation.get("summary"), where
        assert operation.get("description"), where
        assert set(operation["tags"]) <= tags, where


def test_parameters_are_described(described: dict[str, Any]) -> None:
    undescribed = [
        f"{method} {path} {parameter['name']}"
        for path, method, operation in operations(described)
        for parameter in operation.get("parameters", ())
        if parameter["in"] == "query" and not parameter.get("description")
    ]
    assert undescribed == []


def test_errors_are_documented_as_problems(described: dict[str, Any]) -> None:
    for path, method, operation in operations(described):
        where = f"{method} {path}"
        errors = {status for status in operation["responses"] if status[0] in "45"}
        wanted = {"400", "422", "503", "4XX"}
        if path not in ANYONE:
            wanted.add("401")
            assert operation["security"], where
        if "{" in path:
            wanted.add("404")
        if "requestBody" in operation:
            wanted.add("413")
        assert wanted <= errors, f"{where}: {sorted(wanted - errors)}"
        for status in errors:
            assert list(operation["responses"][status]["content"]) == ["application/problem+json"]


def test_request_bodies_have_examples(described: dict[str, Any]) -> None:
    schemas = described["components"]["schemas"]
    without = []
    for path, method, operation in operations(described):
        for kind, content in operation.get("requestBody", {}).get("content", {}).items():
            schema = content["schema"]
            schema = schemas[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
            whole = {"example", "examples"} & (content.keys() | schema.keys())
            properties = schema.get("properties", {})
            shown = {name for name in properties if _has_example(properties[name], schemas)}
            missing = set(schema.get("required", ())) - shown or (not shown and {"all"})
            if kind != FORM and not whole and missing:
                without.append(f"{method} {path}: {', '.join(sorted(missing))}")
    assert without == []


def test_no_body_begins_with_unknown(described: dict[str, Any]) -> None:
    """Swagger UI fills in the first value of an enum where there is no example; 0 is refused."""
    schemas = described["components"]["schemas"]
    bodies = {
        content["schema"]["$ref"].rpartition("/")[2]
        for _, _, operation in operations(described)
        for content in operation.get("requestBody", {}).get("content", {}).values()
        if "$ref" in content["schema"]
    }
    assert bodies
    for body in bodies:
        if {"example", "examples"} & schemas[body].keys():
            continue
        for name, schema in schemas[body].get("properties", {}).items():
            for choice in [schema, *schema.get("anyOf", ()), *schema.get("allOf", ())]:
                named = schemas.get(choice.get("$ref", "").rpartition("/")[2], {})
                first = named.get("enum", [None])[0]
                assert first != 0 or "examples" in schema, f"{body}.{name}"


def _has_example(schema: dict[str, Any], schemas: dict[str, Any]) -> bool:
    if "$ref" in schema:
        schema = schemas[schema["$ref"].rpartition("/")[2]]
    choices = [*schema.get("anyOf", ()), *schema.get("allOf", ())]
    choices += [schema["items"]] if "items" in schema else []
    told = {"example", "examples", "default", "enum", "const"} & schema.keys()
    return (
        bool(told)
        or schema.get("type") == "boolean"
        or any(_has_example(choice, schemas) for choice in choices)
    )


def test_enums_are_named_with_their_names(described: dict[str, Any]) -> None:
    enums = {
        name: schema
        for name, schema in described["components"]["schemas"].items()
        if schema.get("type") == "integer" and "enum" in schema
    }
    assert {"UserType"} <= enums.keys()
    for schema in enums.values():
        assert len(schema["x-enum-varnames"]) == len(schema["enum"])

    def unnamed(part: Any, inside: str) -> Iterator[str]:
        if isinstance(part, dict):
            if "x-enum-varnames" in part and part is not enums.get(inside):
                yield inside
            for key, value in part.items():
                yield from unnamed(value, key)
        elif isinstance(part, list):
            for value in part:
                yield from unnamed(value, inside)

    assert list(unnamed(described, "")) == []
