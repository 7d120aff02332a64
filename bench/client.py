"""A client that costs little: keep-alive HTTP/1.1 on asyncio's own protocol.

``main`` runs in a process of its own, takes pickled jobs from its input and answers each with a
pickled result, until its input ends.
"""

import asyncio
import pickle
import re
import signal
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from time import perf_counter
from typing import cast

import uvloop

GRACE = 20.0  # seconds that the last answers may take
_KINDS = 5  # of errors that are told
_REQUEST_ID = re.compile(r',?"request_id":"[^"]*"')  # else no two errors were the same

Step = tuple[tuple[bytes, int], ...]
"""Requests that count as one, each with the status that it must be answered with."""


@dataclass(frozen=True, slots=True)
class Job:
    """What to send, how often at once and for how long.

    ``begin`` is the step to begin with, so that a series of writes goes on where it stopped.
    """

    port: int
    steps: Sequence[Step]
    connections: int
    warm: float
    seconds: float
    begin: int = 0


@dataclass(slots=True)
class Result:
    """What came of a job; times in seconds.

    The CPU times are those of one step, and are filled in by whoever gave the job.
    """

    sent: int
    seconds: float
    times: list[float] = field(default_factory=list)
    errors: dict[str, int] = field(default_factory=dict)
    server_cpu: float = 0.0
    database_cpu: float = 0.0

    @property
    def rate(self) -> float:
        """Steps a second."""
        return len(self.times) / self.seconds

    def quantile(self, part: float) -> float:
        """The time that this part of the steps took at most."""
        ordered = sorted(self.times)
        return ordered[min(len(ordered) - 1, int(part * len(ordered)))] if ordered else 0.0


class _Load:
    """The state that all connections share."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.next = job.begin
        self.counted_from = perf_counter() + job.warm
        self.end = self.counted_from + job.seconds
        self.times: list[float] = []
        self.errors: Counter[str] = Counter()

    def take(self) -> Step | None:
        """The next step, or None when the time is over."""
        if perf_counter() >= self.end:
            return None
        step = self.job.steps[self.next % len(self.job.steps)]
        self.next += 1
        return step

    def done(self, started: float, error: str | None) -> None:
        """Count a step."""
        now = perf_counter()
        if error is not None:
            if error in self.errors or len(self.errors) < _KINDS:
                self.errors[error] += 1
            else:
                self.errors["other errors"] += 1
        elif self.counted_from <= now <= self.end:
            self.times.append(now - started)


class _Connection(asyncio.Protocol):
    """One connection: sends a request, reads its answer, sends the next."""

    def __init__(self, load: _Load, over: asyncio.Future[None]) -> None:
        self._load = load
        self._over = over
        self._data = b""
        self._step: Step = ()
        self._place = 0
        self._started = 0.0
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self._transport = cast("asyncio.Transport", transport)
        self._next_step()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop; in the middle of a step that is an error."""
        if not self._over.done():
            self._load.done(self._started, f"connection lost: {exc}")
            self._over.set_result(None)

    def data_received(self, data: bytes) -> None:
        """Go on when an answer is whole."""
        self._data = data = self._data + data if self._data else data
        head = data.find(b"\r\n\r\n")
        if head < 0:
            return
        status = int(data[9:12])
        length = 0
        if status not in {204, 304}:
            place = data.lower().find(b"content-length:", 0, head)
            if place < 0:
                self._finish(f"{status} without content-length")
                return
            length = int(data[place + 15 : data.index(b"\r", place)])
        if len(data) < head + 4 + length:
            return
        self._data = b""
        if status != self._step[self._place][1]:
            text = data[head + 4 : head + 304].decode(errors="replace")
            self._finish(f"{status}: {_REQUEST_ID.sub('', text)}")
            return
        self._place += 1
        if self._place < len(self._step):
            self._send()
        else:
            self._finish(None)

    def _finish(self, error: str | None) -> None:
        self._data = b""
        self._load.done(self._started, error)
        self._next_step()

    def _next_step(self) -> None:
        step = self._load.take()
        if step is None:
            self._over.set_result(None)
            return
        self._step, self._place = step, 0
        self._started = perf_counter()
        self._send()

    def _send(self) -> None:
        assert self._transport is not None
        self._transport.write(self._step[self._place][0])


async def run(job: Job) -> Result:
    """Do a job."""
    loop = asyncio.get_running_loop()
    load = _Load(job)
    over: list[asyncio.Future[None]] = [loop.create_future() for _ in range(job.connections)]
    transports = []
    for future in over:
        transport, _ = await loop.create_connection(
            lambda future=future: _Connection(load, future),  # type: ignore[misc]  # its own
            "127.0.0.1",
            job.port,
        )
        transports.append(transport)
    _, late = await asyncio.wait(over, timeout=job.warm + job.seconds + GRACE)
    if late:
        load.errors["no answer in time"] += len(late)
    for future in late:
        future.cancel()
    for transport in transports:
        transport.close()
    return Result(load.next, job.seconds, load.times, dict(load.errors))


def main() -> None:
    """Do jobs until the input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started it ends it
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        while True:
            try:
                job = pickle.load(sys.stdin.buffer)
            except EOFError:
                return
            pickle.dump(runner.run(run(job)), sys.stdout.buffer)
            sys.stdout.buffer.flush()
