"""The log: one line a record, with the request that it is about, and without any secret."""

import io
import json
import logging
import re
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any

import asyncpg
import httpx
import pytest

from support import PASSWORD, Tracker
from ticketing.core import edge, logs
from ticketing.core.settings import Settings

TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"

Trackers = Callable[..., Awaitable[Tracker]]


def record(message: str, *values: object, error: Exception | None = None) -> logging.LogRecord:
    told = None if error is None else (type(error), error, error.__traceback__)
    return logging.LogRecord("ticketing", logging.ERROR, __file__, 1, message, values, told)


@contextmanager
def log() -> Iterator[Callable[[], list[dict[str, Any]]]]:
    """What the product's loggers write, as JSON."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.JsonLines())
    logger = logging.getLogger("ticketing")
    logger.addHandler(handler)
    try:
        yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    finally:
        logger.removeHandler(handler)


def test_a_record_is_one_line_with_its_time() -> None:
    odd = record("odd %s", "a\nb", error=ValueError("two\nlines"))
    line = logs.TextLines().format(odd)
    assert re.fullmatch(rf"{TIME} ERROR ticketing: odd a \| b \| ValueError: two \| lines", line)
    told = json.loads(logs.JsonLines().format(odd))
    assert re.fullmatch(TIME, told.pop("time"))
    assert told == {
        "level": "ERROR",
        "logger": "ticketing",
        "message": "odd a\nb",
        "exception": "ValueError: two\nlines",
    }


def test_a_line_tells_of_its_request() -> None:
    state = {"request_id": "b3f0", "route": "/api/issues/{ticket}", "username": 'Ä "x"\n]'}
    told = logs.current.set({"type": "http", "method": "GET", "state": state})
    try:
        failed = record("odd")
        failed.status = 500
        assert (
            logs.TextLines()
            .format(failed)
            .endswith(
                "ERROR ticketing: odd [request_id=b3f0 method=GET route=/api/issues/{ticket}"
                ' user="Ä \\"x\\"\\n]" status=500]'
            )
        )
    finally:
        logs.current.reset(told)


async def test_what_the_database_repeats_of_a_row_is_withheld(tracker: Tracker) -> None:
    """Of a refused row PostgreSQL tells all values, a password's hash too."""
    with pytest.raises(asyncpg.NotNullViolationError) as refused:
        await tracker.sql(
            "INSERT INTO users (created_on, updated_on, username, password)"
            " VALUES (1, 1, 'ada', 'the-hash')"
        )
    assert "the-hash" in str(refused.value)
    wrapped = RuntimeError("odd")
    wrapped.__cause__ = refused.value
    for error in (refused.value, wrapped):
        for lines in (logs.TextLines(), logs.JsonLines()):
            text = lines.format(record("odd", error=error))
            assert "the-hash" not in text
            assert "user_type" in text
            assert "withheld" in text


async def test_an_error_tells_who_asked_for_what(
    tracker: Tracker, ops: str, ada: httpx.AsyncClient
) -> None:
    await tracker.sql("DROP TABLE issue_links CASCADE")
    with log() as lines:
        answer = await ada.get("/api/issues/OPS-1/links", params={"kind": "x"})
        assert answer.status_code == 422
        await tracker.sql("ALTER TABLE issues RENAME TO gone")
        answer = await ada.get("/api/issues/OPS-1?token=a-secret")
    assert answer.status_code == 500
    (line,) = lines()
    assert line["request_id"] == answer.headers["x-request-id"]
    assert (line["method"], line["route"], line["status"], line["user"]) == (
        "GET",
        "/api/issues/{ticket}",
        500,
        "ada",
    )
    assert line["milliseconds"] > 0
    assert "UndefinedTableError" in line["exception"]
    assert "a-secret" not in json.dumps(line)


async def test_a_refusal_by_the_database_tells_no_values(
    tracker: Tracker, admin: httpx.AsyncClient
) -> None:
    await tracker.sql("ALTER TABLE users ADD CONSTRAINT mood CHECK (user_email IS NULL)")
    body = {"username": "tom", "password": PASSWORD, "user_email": "tom@example.org"}
    with log() as lines:
        answer = await admin.post("/api/users", json=body)
    assert answer.status_code == 422
    (line,) = lines()
    assert line["message"] == "refused by the database: users mood"
    assert (line["status"], line["user"]) == (422, "root")
    assert "tom" not in json.dumps(line)
    assert "argon2" not in json.dumps(line)


async def test_a_slow_request_names_its_parameters_but_not_their_values(
    ada: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(edge, "SLOW_SECONDS", 0.0)
    with log() as lines:
        await ada.get("/api/issues", params={"q": "a-secret", "state": "open"})
    (line,) = lines()
    assert line["message"] == "slow request; its parameters: q, state"
    assert (line["route"], line["status"]) == ("/api/issues", 200)


@pytest.mark.parametrize("form", ["text", "json"])
async def test_each_request_is_logged_if_that_is_wanted(
    trackers: Trackers, capfd: pytest.CaptureFixture[str], form: str
) -> None:
    tracker = await trackers(access_log=True, log_format=form)
    async with await tracker.user("ada") as ada:
        answers = [
            await ada.get("/api/users/ada?token=a-secret"),
            await ada.get("/api/a-secret/address"),
            await tracker.client().get("/api/projects"),
            await ada.get("/api/issues?q=%00"),
            await ada.post("/api/auth/token", data={"username": "nobody", "password": "a-secret"}),
        ]
    lines = capfd.readouterr().err.splitlines()
    assert "a-secret" not in str(lines)
    ids = [answer.headers["x-request-id"] for answer in answers]
    wanted = [
        ("GET", "/api/users/{username}", 200, "ada"),
        ("GET", "other", 404, None),
        ("GET", "/api/projects", 401, None),
        ("GET", "other", 400, None),
        ("POST", "/api/auth/token", 401, None),
    ]
    for line, request_id, (method, route, status, user) in zip(lines, ids, wanted, strict=True):
        if form == "json":
            told = json.loads(line)
            assert re.fullmatch(TIME, told.pop("time"))
            assert told.pop("milliseconds") >= 0
            assert told == {
                "level": "INFO",
                "logger": "ticketing.access",
                "message": "answered",
                "request_id": request_id,
                "method": method,
                "route": route,
                "status": status,
            } | ({} if user is None else {"user": user})
        else:
            end = "" if user is None else f" user={user}"
            assert re.fullmatch(
                rf"{TIME} INFO ticketing\.access: answered \[request_id={request_id}"
                rf" method={method} route={re.escape(route)} status={status}"
                rf" milliseconds=\d+\.\d{end}\]",
                line,
            )


async def test_without_that_nothing_is_logged(
    ada: httpx.AsyncClient, capfd: pytest.CaptureFixture[str]
) -> None:
    await ada.get("/api/users")
    assert capfd.readouterr().err == ""


def test_settings_say_how_lines_look() -> None:
    for form, lines in (("text", logs.TextLines), ("json", logs.JsonLines)):
        settings = Settings(log_format=form)
        found = logs.configuration(settings.log_format)["formatters"]["lines"]["()"]
        assert found == f"{lines.__module__}.{lines.__qualname__}"
