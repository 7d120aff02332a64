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
from time import perf_counter, process_time
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

    Attributes:
        port: Of the server on 127.0.0.1.
        steps: Taken in turn by all connections.
        connections: How many requests are under way at any time.
        warm: Seconds before the steps count.
        seconds: For which they count.
        begin: The step to begin with, so that a series of writes goes on where it stopped.
        count: No more steps than these; None: until the time is over.
        beside: What goes on all the while without being timed.
        beside_connections: How often at once.
    """

    port: int
    steps: Sequence[Step]
    connections: int
    warm: float
    seconds: float
    begin: int = 0
    count: int | None = None
    beside: Sequence[Step] = ()
    beside_connections: int = 0


@dataclass(slots=True)
class Result:
    """What came of a job; times in seconds.

    Attributes:
        sent: The step that would have been next.
        seconds: For which steps counted.
        times: Of each step.
        errors: Answers that were not as expected, and how many of them.
        client_cpu: Share of one core that the client itself took.
        beside: Steps done beside.
        server_cpu: CPU time of one step in the server; filled in by whoever gave the job.
        database_cpu: The same in PostgreSQL.
        memory: Bytes of the server before and at most, if whoever gave the job looked.
    """

    sent: int
    seconds: float
    times: list[float] = field(default_factory=list)
    errors: dict[str, int] = field(default_factory=dict)
    client_cpu: float = 0.0
    beside: int = 0
    server_cpu: float = 0.0
    database_cpu: float = 0.0
    memory: tuple[int, int] | None = None

    @property
    def rate(self) -> float:
        """Steps a second."""
        return len(self.times) / self.seconds

    def quantile(self, part: float) -> float:
        """The time that this part of the steps took at most."""
        ordered = sorted(self.times)
        return ordered[min(len(ordered) - 1, int(part * len(ordered)))] if ordered else 0.0


class _Load:
    """The state that all connections share which take the same steps."""

    def __init__(self, job: Job, steps: Sequence[Step], begin: int, count: int | None) -> None:
        self._steps = steps
        self.next = begin
        self._last = None if count is None else begin + count
        self.counted_from = perf_counter() + job.warm
        self.end = self.counted_from + job.seconds
        self.times: list[float] = []
        self.done_at_all = 0
        self.errors: Counter[str] = Counter()

    def take(self) -> Step | None:
        """The next step, or None when the time is over or all are taken."""
        if self.next == self._last or perf_counter() >= self.end:
            return None
        step = self._steps[self.next % len(self._steps)]
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
            return
        self.done_at_all += 1
        if self.counted_from <= now <= self.end:
            self.times.append(now - started)


class _Chunks:
    """Finds the end of a body that comes in chunks, as streams do."""

    def __init__(self) -> None:
        self._left = 0  # bytes of the present chunk, with the line's end behind it
        self._line = b""
        self._trailer = False

    def feed(self, data: bytes) -> bool:
        """Take what came; tells whether the body is whole."""
        place = 0
        while place < len(data):
            if self._left:
                taken = min(self._left, len(data) - place)
                self._left -= taken
                place += taken
                continue
            end = data.find(b"\n", place)
            if end < 0:
                self._line += data[place:]
                return False
            line = (self._line + data[place:end]).strip()
            self._line = b""
            place = end + 1
            if self._trailer:
                if not line:
                    return True
                continue
            length = int(line.partition(b";")[0], 16)
            self._trailer = length == 0
            self._left = length + 2 if length else 0
        return False


class _Connection(asyncio.Protocol):
    """One connection: sends a request, reads its answer, sends the next."""

    def __init__(self, load: _Load, over: asyncio.Future[None]) -> None:
        self._load = load
        self._over = over
        self._data = b""
        self._step: Step = ()
        self._place = 0
        self._started = 0.0
        self._chunks: _Chunks | None = None
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
        if self._chunks is not None:
            if self._chunks.feed(data):
                self._chunks = None
                self._whole()
            return
        self._data = data = self._data + data if self._data else data
        head = data.find(b"\r\n\r\n")
        if head < 0:
            return
        status = int(data[9:12])
        length = 0
        if status not in {204, 304}:
            lowered = data[:head].lower()
            place = lowered.find(b"content-length:")
            if place < 0:
                self._stream(status, lowered, data[head + 4 :])
                return
            end = data.index(b"\r", place)
            length = int(data[place + 15 : end])
        if len(data) < head + 4 + length:
            return
        self._data = b""
        if status != self._step[self._place][1]:
            text = data[head + 4 : head + 304].decode(errors="replace")
            self._finish(f"{status}: {_REQUEST_ID.sub('', text)}")
            return
        self._whole()

    def _stream(self, status: int, head: bytes, data: bytes) -> None:
        self._data = b""
        if b"transfer-encoding: chunked" not in head or status != self._step[self._place][1]:
            # What follows of it cannot be told from the next answer.
            self._load.done(self._started, f"{status}, and a body of no known length")
            self._over.set_result(None)
            return
        self._chunks = _Chunks()
        if data:
            self.data_received(data)

    def _whole(self) -> None:
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
    started, cpu = perf_counter(), process_time()
    load = _Load(job, job.steps, job.begin, job.count)
    loads = [load] * job.connections
    beside = _Load(job, job.beside, 0, None)
    loads += [beside] * job.beside_connections
    over: list[asyncio.Future[None]] = []
    transports = []
    for each in loads:
        future = loop.create_future()
        transport, _ = await loop.create_connection(
            lambda each=each, future=future: _Connection(each, future),  # type: ignore[misc]  # its own
            "127.0.0.1",
            job.port,
        )
        over.append(future)
        transports.append(transport)
    _, late = await asyncio.wait(over, timeout=job.warm + job.seconds + GRACE)
    share = (process_time() - cpu) / (perf_counter() - started)
    if late:
        load.errors["no answer in time"] += len(late)
    for future in late:
        future.cancel()
    for transport in transports:
        transport.close()
    errors = load.errors + Counter({f"beside: {text}": n for text, n in beside.errors.items()})
    if job.beside and not beside.done_at_all:
        errors["nothing was done beside"] += 1
    return Result(load.next, job.seconds, load.times, dict(errors), share, beside.done_at_all)


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
