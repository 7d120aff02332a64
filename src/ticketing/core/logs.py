"""Logs of one line a record, as text or JSON, each with the request that it is about.

What a line tells of a request: its id, method, route, status, milliseconds and user. Never its
address with the values in it, its query, its headers or its body: any of them may hold a secret.
"""

import logging
import os
import re
import sys
import time
from contextlib import suppress
from contextvars import ContextVar
from typing import Any

import asyncpg
import orjson
from starlette.types import Scope

from ticketing.core.meters import OTHER

ACCESS = "ticketing.access"

current: ContextVar[Scope | None] = ContextVar("current", default=None)
"""The request that is being answered."""

_PLAIN = re.compile(r"[\w@.+/{}:-]+", re.ASCII)


def told_of(scope: Scope) -> dict[str, Any]:
    """What lines tell of a request, as far as it is known by now."""
    state: dict[str, Any] = scope.get("state", {})
    told: dict[str, Any] = {
        "request_id": state.get("request_id", ""),
        "method": scope["method"],
        "route": state.get("route", OTHER),
    }
    if "started" in state:
        told["milliseconds"] = round((time.perf_counter() - state["started"]) * 1000, 1)
    if "username" in state:
        told["user"] = state["username"]
    return told


def _fields(record: logging.LogRecord) -> dict[str, Any]:
    """The record's request, with what the record itself knows better."""
    scope = current.get()
    fields = told_of(scope) if scope is not None else {}
    for name in ("request_id", "status"):
        value = getattr(record, name, None)
        if value:
            fields[name] = value
    return fields


class _Lines(logging.Formatter):
    converter = staticmethod(time.gmtime)
    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03dZ"

    def formatException(self, ei: Any) -> str:  # noqa: N802  # the library's name
        """The traceback, without what the database repeats of a row: a secret can be in it."""
        text = super().formatException(ei)
        error = ei[1]
        while error is not None:
            detail = getattr(error, "detail", None)
            if isinstance(error, asyncpg.PostgresError) and detail:
                text = text.replace(str(detail), "withheld")
            error = error.__cause__ or error.__context__
        return text


class TextLines(_Lines):
    """Writes a record, its traceback included, on one line; nothing can fake a second one."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        """The record's line."""
        text = super().format(record)
        text = " | ".join(line.strip() for line in text.splitlines() if line.strip())
        fields = _fields(record)
        return f"{text} [{_pairs(fields)}]" if fields else text


class JsonLines(_Lines):
    """Writes a record as one JSON object on a line."""

    def format(self, record: logging.LogRecord) -> str:
        """The record's line."""
        told = {
            "time": self.formatTime(record),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            **_fields(record),
        }
        if record.exc_info:
            told["exception"] = self.formatException(record.exc_info)
        return orjson.dumps(told, default=str).decode()


class AccessLog:
    """One line a request on stderr.

    It is put together here, and written by one system call: ``logging`` would take five times as
    long.
    """

    def __init__(self, form: str) -> None:
        """Take the form of the lines, ``text`` or ``json``."""
        self._json = form == "json"
        self._second = -1
        self._time = ""

    def write(self, scope: Scope, status: int, seconds: float) -> None:
        """Tell that a request was answered.

        Args:
            scope: of the request.
            status: of the answer; 0 if nobody waited for one.
            seconds: until all of the answer was written.
        """
        now = time.time()
        second = int(now)
        if second != self._second:
            self._second = second
            self._time = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(second))
        when = f"{self._time}.{int((now - second) * 1000):03}Z"
        state = scope["state"]
        route = state.get("route", OTHER)
        user = state.get("username")
        milliseconds = round(seconds * 1000, 1)
        if self._json:
            told = {
                "time": when,
                "level": "INFO",
                "logger": ACCESS,
                "message": "answered",
                "request_id": state["request_id"],
                "method": scope["method"],
                "route": route,
                "status": status,
                "milliseconds": milliseconds,
            }
            if user is not None:
                told["user"] = user
            line = orjson.dumps(told) + b"\n"
        else:
            text = (
                f"{when} INFO {ACCESS}: answered [request_id={state['request_id']}"
                f" method={scope['method']} route={route} status={status}"
                f" milliseconds={milliseconds}"
            )
            text += "]\n" if user is None else f" user={_word(user)}]\n"
            line = text.encode(errors="replace")
        with suppress(OSError):  # nobody reads the log; whoever asked has his answer all the same
            os.write(sys.stderr.fileno(), line)


def _pairs(fields: dict[str, Any]) -> str:
    return " ".join(f"{name}={_word(value)}" for name, value in fields.items())


def _word(value: Any) -> str:
    text = str(value)
    return text if _PLAIN.fullmatch(text) else orjson.dumps(text).decode()


def configuration(form: str) -> dict[str, Any]:
    """The settings of ``logging``: warnings and errors on stderr.

    Args:
        form: of the lines, ``text`` or ``json``.
    """
    lines = "JsonLines" if form == "json" else "TextLines"
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": {"()": f"ticketing.core.logs.{lines}"}},
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "stream": "ext://sys.stderr",
                "formatter": "lines",
            }
        },
        "root": {"level": "WARNING", "handlers": ["stderr"]},
    }
