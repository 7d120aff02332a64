"""Generated requests against a real server: no 5xx, and every answer as it is documented.

``TICKETING_TESTS_EXAMPLES`` says how many requests each operation gets; more than the usual few
are for a run of its own.
"""

import asyncio
import os
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import httpx
import pytest
import schemathesis
import uvicorn
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from support import PATIENCE
from ticketing.core.embedded import Endpoints
from ticketing.core.settings import Settings
from ticketing.main import create_api, create_app

EXAMPLES = int(os.environ.get("TICKETING_TESTS_EXAMPLES", "8"))
PASSWORD = "not the one in the examples, which would change it"
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
# What ends the session of the run; the tests of auth have them.
LEFT_OUT = {"logout", "end_sessions"}
SCHEMA = schemathesis.openapi.from_dict(create_api(Settings()).openapi())
OPERATIONS = {
    operation.definition.raw["operationId"]: operation
    for operation in (
        result.ok() for result in SCHEMA.get_all_operations() if isinstance(result, Ok)
    )
}


@dataclass
class Served:
    """A server with a small tracker in it."""

    url: str
    tokens: dict[str, str]
    known: dict[str, list[str]]


@pytest.fixture(scope="module")
def served(servers: Endpoints, template: str) -> Iterator[Served]:
    """A real server on a database of its own."""
    name = "schemathesis"

    async def sql(*statements: str, dsn: str = servers.database_dsn) -> None:
        connection = await asyncpg.connect(dsn)
        for statement in statements:
            await connection.execute(statement)
        await connection.close()

    asyncio.run(sql(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY"))
    dsn = urlunsplit(urlsplit(servers.database_dsn)._replace(path=f"/{name}"))
    configuration = Settings(
        database_url=dsn,
        redis_url=servers.redis_url,
        secret_key="tests-sign-their-tokens-with-this-key",
        registration="open",
        signin_failures_address=1_000_000,
    )
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        server = uvicorn.Server(
            uvicorn.Config(create_app(configuration), log_level="error", lifespan="on")
        )
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            while not server.started:
                assert thread.is_alive()
                time.sleep(0.01)
            yield furnish(url, lambda statement: asyncio.run(sql(statement, dsn=dsn)))
        finally:
            server.should_exit = True
            thread.join()
    asyncio.run(sql(f"DROP DATABASE {name} WITH (FORCE)"))


def furnish(url: str, sql: Any) -> Served:
    """Make people, projects and issues through the API."""
    tokens: dict[str, str] = {}
    with httpx.Client(base_url=url, timeout=PATIENCE) as client:

        def post(path: str, who: str | None = None, **body: Any) -> dict[str, Any]:
            client.cookies.clear()
            headers = {"Authorization": f"Bearer {tokens[who]}"} if who else {}
            answer = client.post(path, json=body, headers=headers)
            assert answer.status_code == 201, answer.text
            return dict(answer.json())

        for name in ("warden", "ward", "ada"):
            post("/api/auth/register", username=name, password=PASSWORD)
        sql("UPDATE users SET user_type = 1 WHERE username = 'warden'")
        for role, name in (("administrator", "warden"), ("member", "ward")):
            form = {"username": name, "password": PASSWORD}
            tokens[role] = client.post("/api/auth/token", data=form).json()["access_token"]
        for key, visibility in (("OPS", 1), ("WEB", 1), ("SECRET", 2)):
            post(
                "/api/projects", "administrator",
                project_key=key, project_name=key, project_visibility=visibility,
            )  # fmt: skip
        post("/api/projects/SECRET/members", "administrator", username="ward", member_role=2)
        known: dict[str, list[str]] = {
            "project": ["OPS", "WEB", "SECRET"],
            "username": ["ada", "nobody"],  # not those whose sessions the run needs
            "ticket": [],
            "activity_id": [],
            "link_id": [],
            "table": ["labels", "issues", "activity", "admin_log", "ticket_counters"],
            "row_id": ["1", "2", "OPS"],
        }
        for number in range(1, 13):
            issue = post(
                "/api/issues", "member", issue_project=known["project"][number % 3],
                issue_summary=f"Issue {number}", labels=["ios"], components=["Core"],
                issue_type=number % 6 + 1, issue_story_points=number,
            )  # fmt: skip
            known["ticket"] += [issue["issue_name"], str(issue["id"])]
            path = f"/api/issues/{issue['issue_name']}"
            comment = post(f"{path}/comments", "member", activity_text="hello")
            known["activity_id"].append(str(comment["id"]))
            if number > 1:
                link = (
                    post(f"{path}/links", "member", kind=number % 5 + 1, ticket="WEB-1")
                    if issue["issue_name"] != "WEB-1"
                    else None
                )
                if link:
                    known["link_id"].append(str(link["id"]))
    return Served(url, tokens, known)


@pytest.mark.parametrize("role", ["administrator", "member"])
@pytest.mark.parametrize("name", sorted(OPERATIONS.keys() - LEFT_OUT))
def test_generated_requests(served: Served, role: str, name: str) -> None:
    headers = {"Authorization": f"Bearer {served.tokens[role]}"}

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=EXAMPLES < 100,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.explicit, Phase.generate],
    )
    @given(data=st.data())
    def run(data: st.DataObject) -> None:
        draw: Any = data.draw  # its own types know only one strategy
        mode = draw(st.sampled_from(list(schemathesis.GenerationMode)))
        case = draw(OPERATIONS[name].as_strategy(generation_mode=mode))
        if case.path_parameters and draw(st.booleans()):
            for parameter in case.path_parameters:
                if known := served.known.get(parameter):
                    case.path_parameters[parameter] = draw(st.sampled_from(known))
        response = case.call(base_url=served.url, headers=headers, timeout=PATIENCE)
        case.validate_response(response, checks=CHECKS)

    run()


def test_the_session_of_the_run_lived_to_its_end(served: Served) -> None:
    for token in served.tokens.values():
        headers = {"Authorization": f"Bearer {token}"}
        answer = httpx.get(f"{served.url}/api/auth/validate", headers=headers)
        assert answer.status_code == 200, "the requests above met only 401"


def test_what_is_left_out_is_still_there() -> None:
    assert OPERATIONS.keys() >= LEFT_OUT
