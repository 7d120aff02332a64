"""Counts that processes share: right from each of them, and never going back."""

import os
import threading
from collections.abc import Callable, Iterator

import pytest

from ticketing.core import meters
from ticketing.core.meters import BOUNDS, OTHER, Meters, Operation

OPERATIONS = [("GET", "/api/issues"), ("POST", "/api/issues")]


def made() -> Meters:
    found = Meters()
    found.name(OPERATIONS)
    return found


@pytest.fixture
def shared() -> Iterator[int]:
    descriptor = meters.memory()
    yield descriptor
    os.close(descriptor)


def in_another_process(work: Callable[[], None]) -> None:
    """Run something in a fork of this process, and wait for its end."""
    child = os.fork()
    if not child:
        try:
            work()
        finally:
            os._exit(0)
    os.waitpid(child, 0)


def counted(found: Meters) -> dict[tuple[str, str], Operation]:
    return {(one.method, one.route): one for one in found.operations()}


def test_requests_are_counted_by_operation_time_and_answer() -> None:
    found = made()
    assert found.operations() == []
    requests = [
        ("GET", "/api/issues", 200, 0.0),
        ("GET", "/api/issues", 304, BOUNDS[0]),  # a bound belongs to its bucket
        ("GET", "/api/issues", 200, BOUNDS[0] + 1e-9),
        ("GET", "/api/issues", 503, 99.0),
        ("GET", "/api/issues", 0, 0.5),
        ("POST", "/api/nothing", 404, 0.1),
        ("BREW", "/api/issues", 405, 0.1),
    ]
    for request in requests:
        found.begin()
        found.end(*request)
    rows = counted(found)
    assert rows.keys() == {("GET", "/api/issues"), ("POST", OTHER), (OTHER, OTHER)}
    issues = rows["GET", "/api/issues"]
    assert issues.buckets == (2, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1)
    assert issues.seconds == pytest.approx(99.502, abs=1e-5)
    assert issues.answers == {
        "aborted": 1, "1xx": 0, "2xx": 2, "3xx": 1, "4xx": 0, "5xx": 1,
    }  # fmt: skip
    (slot,) = found.slots()
    assert slot.cells[meters.IN_FLIGHT] == 0


def test_processes_see_each_others_counts_and_keep_those_of_the_dead(shared: int) -> None:
    found = made()
    found.share(shared)
    found.begin_process()
    found.end("GET", "/api/issues", 200, 0.1)

    def count_and_die() -> None:
        other = made()
        other.share(shared)
        other.begin_process()
        other.begin()
        other.count(meters.VALKEY_ERRORS)
        other.end("GET", "/api/issues", 500, 0.1)
        other.begin()  # it dies with a request in hand
        assert len([slot for slot in other.slots() if slot.alive]) == 2

    for _ in range(2):
        in_another_process(count_and_die)
    answers = counted(found)["GET", "/api/issues"].answers
    assert (answers["2xx"], answers["5xx"]) == (1, 2)
    mine, other = found.slots()
    assert (mine.alive, other.alive) == (True, False)
    assert other.number == 1, "the second one went on where the first had ended"
    assert other.cells[meters.VALKEY_ERRORS] == 2


def test_what_is_at_present_begins_anew_with_each_process(shared: int) -> None:
    def begin() -> None:
        other = made()
        other.share(shared)
        other.begin_process()
        other.begin()

    in_another_process(begin)
    found = made()
    found.share(shared)
    (slot,) = found.slots()
    assert slot.cells[meters.IN_FLIGHT] == 0
    assert slot.cells[meters.PROCESS_ID] == 0


def test_there_is_room_for_every_operation_and_worker(openapi: dict[str, object]) -> None:
    found = Meters()
    found.name([("GET", f"/api/{number}") for number in range(1000)])
    found.end("GET", "/api/999", 200, 0.1)  # too many: it is counted all the same
    assert counted(found).keys() == {("GET", OTHER)}
    paths = openapi["paths"]
    assert isinstance(paths, dict)
    assert sum(map(len, paths.values())) * 2 < meters._ROWS
    assert meters._SLOTS > 64


def test_a_thread_that_reads_meets_no_half_number() -> None:
    found = made()
    over = threading.Event()
    seen: list[int] = []

    def read() -> None:
        while not over.is_set():
            seen.extend(sum(one.buckets) for one in found.operations())

    reading = threading.Thread(target=read)
    reading.start()
    for _ in range(20_000):
        found.end("GET", "/api/issues", 200, 0.1)
    over.set()
    reading.join()
    assert seen == sorted(seen)
    assert counted(found)["GET", "/api/issues"].buckets[6] == 20_000
