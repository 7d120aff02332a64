"""What Prometheus reads: who may, that it is right, and what it never holds."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from factories.projects import project
from support import Tracker, created, refused
from ticketing.core import telemetry
from ticketing.core.settings import Settings
from ticketing.main import create_api

Trackers = Callable[..., Awaitable[Tracker]]
Samples = dict[tuple[str, frozenset[tuple[str, str]]], float]

TOKEN = "a-token-for-prometheus"


async def read(client: httpx.AsyncClient) -> Samples:
    """All numbers, as Prometheus' own reader finds them."""
    answer = await client.get("/api/telemetry")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    return parsed(answer.text)


def parsed(text: str) -> Samples:
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def of(samples: Samples, name: str, **labels: str) -> float:
    return samples.get((name, frozenset(labels.items())), 0.0)


async def test_requests_are_counted(
    tracker: Tracker, ops: str, ada: httpx.AsyncClient, anonymous: httpx.AsyncClient
) -> None:
    before = await read(anonymous)
    await created(ada)
    for _ in range(3):
        await ada.get("/api/issues/OPS-1")
    await ada.get("/api/issues/OPS-9")
    await ada.get("/api/nothing")
    await ada.post("/api/auth/logout")
    after = await read(anonymous)

    def more(name: str, **labels: str) -> float:
        return of(after, name, **labels) - of(before, name, **labels)

    requests = "ticketing_http_requests_total"
    seconds = "ticketing_http_request_duration_seconds"
    issue = {"method": "GET", "route": "/api/issues/{ticket}"}
    assert more(requests, **issue, status="2xx") == 3
    assert more(requests, **issue, status="4xx") == 1
    assert more(requests, method="POST", route="/api/issues", status="2xx") == 1
    assert more(requests, method="GET", route="other", status="4xx") == 1
    assert more(requests, method="POST", route="/api/auth/logout", status="2xx") == 1
    assert more(f"{seconds}_count", **issue) == 4
    assert more(f"{seconds}_bucket", **issue, le="+Inf") == 4
    assert more(f"{seconds}_bucket", **issue, le="10.0") == 4
    assert more(f"{seconds}_sum", **issue) > 0
    assert of(after, "ticketing_http_requests_in_flight") == 1
    assert of(after, "ticketing_workers") == 1


async def test_the_servers_and_the_process_are_told_of(
    tracker: Tracker, admin: httpx.AsyncClient
) -> None:
    await tracker.sql(
        "INSERT INTO import_jobs (created_on, updated_on, created_by, file_name, strict, dry_run,"
        " import_status, cancel_requested, bytes_total, bytes_done, rows_done, attempts)"
        " SELECT extract(epoch FROM now()) * 1000 - 60000, 1, 'root', 'x', false, false, status,"
        " false, 1, 1, 1, 1 FROM unnest('{3,3,4}'::int[]) AS status"
    )
    found = await read(admin)
    assert of(found, "ticketing_database_up") == 1
    assert of(found, "ticketing_valkey_up") == 1
    assert of(found, "ticketing_database_size_bytes") > 1e6
    assert of(found, "ticketing_sessions") == 1
    assert of(found, "ticketing_import_jobs", status="done") == 2
    assert of(found, "ticketing_import_jobs", status="failed") == 1
    assert of(found, "ticketing_import_jobs", status="running") == 0
    assert of(found, "ticketing_import_oldest_unfinished_seconds") == 0
    connections = "ticketing_database_connections"
    both = [of(found, connections, state=state) for state in ("busy", "idle")]
    assert both[0] == 0
    assert both[1] >= 1
    assert of(found, "process_resident_memory_bytes", worker="0") > 1e7
    assert of(found, "process_cpu_seconds_total", worker="0") > 0
    assert of(found, "process_start_time_seconds", worker="0") > 1.7e9
    (build,) = [dict(labels) for name, labels in found if name == "ticketing_build_info"]
    assert build.keys() == {"version", "python"}
    await tracker.sql("UPDATE import_jobs SET import_status = 1 WHERE import_status = 4")
    waits = of(await read(admin), "ticketing_import_oldest_unfinished_seconds")
    assert 59 < waits < 600


async def test_errors_are_counted(
    tracker: Tracker, ops: str, ada: httpx.AsyncClient, anonymous: httpx.AsyncClient
) -> None:
    before = await read(anonymous)
    await tracker.sql("ALTER TABLE issues RENAME TO gone")
    assert (await ada.get("/api/issues/OPS-1")).status_code == 500
    after = await read(anonymous)
    name = "ticketing_unexpected_errors_total"
    assert of(after, name) - of(before, name) == 1


async def test_servers_that_are_away_are_told_not_waited_for(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    from support import running

    monkeypatch.setattr(telemetry, "ASK_SECONDS", 1.0)
    away = settings.model_copy(
        update={
            "database_url": "postgresql://x@127.0.0.1:1/x",
            "redis_url": "redis://127.0.0.1:1",
        }
    )
    async with running(away) as tracker, tracker.client() as client:
        before = await read(client)
        assert (await client.get("/api/health/ready")).status_code == 503
        async with asyncio.timeout(10):
            found = await read(client)
    assert of(found, "ticketing_database_up") == 0
    assert of(found, "ticketing_valkey_up") == 0
    assert not any(name == "ticketing_sessions" for name, _ in found)
    for name in ("ticketing_unavailable_answers_total", "ticketing_valkey_errors_total"):
        assert of(found, name) > of(before, name), name


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "X-Real-IP", "Via"])
async def test_what_a_proxy_passed_on_is_refused(anonymous: httpx.AsyncClient, header: str) -> None:
    refused(await anonymous.get("/api/telemetry", headers={header: "127.0.0.1"}), 403)


async def test_other_machines_need_the_token(
    trackers: Trackers, anonymous: httpx.AsyncClient
) -> None:
    tracker = await trackers(telemetry_token=Settings(telemetry_token=TOKEN).telemetry_token)
    admin = await tracker.signed_in("root", is_admin=True)
    given = {"Authorization": f"Bearer {TOKEN}"}
    wrong = {"Authorization": f"Bearer {TOKEN}x"}
    for address in ("192.0.2.1", "2001:db8::1", "testclient"):
        refused(await tracker.client(address=address).get("/api/telemetry"), 403)
        refused(await tracker.client(wrong, address=address).get("/api/telemetry"), 403)
        signed_in = tracker.client(dict(admin.headers), address=address)
        refused(await signed_in.get("/api/telemetry"), 403)
        forwarded = {**given, "X-Forwarded-For": "192.0.2.9"}
        assert await read(tracker.client(forwarded, address=address))
    refused(await tracker.client(wrong).get("/api/telemetry"), 403)
    assert await read(tracker.client(address="::1"))
    # Without a setting no token is right.
    none = {"Authorization": "Bearer "}
    refused(await anonymous.get("/api/telemetry", headers={**none, "Via": "x"}), 403)


def test_a_short_token_is_refused() -> None:
    with pytest.raises(ValueError, match="16 characters"):
        Settings(telemetry_token="short")


async def test_it_tells_of_nobody_and_nothing(
    tracker: Tracker, ada: httpx.AsyncClient, anonymous: httpx.AsyncClient
) -> None:
    """Labels are of what the product itself is, and never of what it holds."""
    await project(tracker, "HIDDEN", lead="ada", private=True)
    await created(ada, "HIDDEN")
    await ada.get("/api/issues/HIDDEN-1")
    await ada.get("/api/projects/HIDDEN?token=x")
    await ada.get("/HIDDEN")
    routes = {"other", *create_api(Settings()).openapi()["paths"]}
    allowed: dict[str, Any] = {
        "route": routes,
        "method": {"GET", "POST", "PATCH", "PUT", "DELETE", "OPTIONS", "other"},
        "status": {"aborted", "2xx", "3xx", "4xx", "5xx"}
        | {"queued", "running", "done", "failed", "cancelled"},
        "state": {"busy", "idle"},
    }
    for name, labels in await read(anonymous):
        for label, value in labels:
            if label not in {"le", "worker", "version", "python"}:
                assert value in allowed[label], (name, label, value)


async def test_a_request_that_nobody_waits_for_is_counted(
    tracker: Tracker, anonymous: httpx.AsyncClient
) -> None:
    before = await read(anonymous)

    async def receive() -> dict[str, Any]:
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        raise AssertionError(message)

    scope = {
        "type": "http",
        "method": "POST",
        "path": "/api/issues",
        "raw_path": b"/api/issues",
        "query_string": b"",
        "headers": [
            (b"content-type", b"application/json"),
            (b"authorization", (await tracker.user("eve")).headers["authorization"].encode()),
        ],
        "client": ("127.0.0.1", 1),
    }
    await tracker.app(scope, receive, send)
    labels = {"method": "POST", "route": "/api/issues", "status": "aborted"}
    name = "ticketing_http_requests_total"
    assert of(await read(anonymous), name, **labels) - of(before, name, **labels) == 1
