"""What the processes that serve count: some additions in memory a request, no lock, no system call.

Each process writes to a slot of its own. With several workers the slots are one piece of memory
that all of them see, so whichever worker is asked knows the numbers of all. A slot outlives its
process: the next one goes on counting where it ended, so that no counter ever goes back.
"""

import fcntl
import mmap
import os
import time
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Upper bounds of the histogram's buckets in seconds; a last bucket has what took longer."""
CLASSES = ("aborted", "1xx", "2xx", "3xx", "4xx", "5xx")
"""Kinds of answers, by the first digit of their status; aborted: nobody waited for one."""
OTHER = "other"
"""The route of what is no operation of the API's: pages, files, addresses that nothing has."""

# Cells at the beginning of a slot. The first ones only grow, the others tell of the present.
UNEXPECTED_ERRORS, UNAVAILABLE_ANSWERS, VALKEY_ERRORS = range(3)
_PRESENT = 3
IN_FLIGHT, CONNECTIONS_BUSY, CONNECTIONS_IDLE, CONNECTIONS_WAITING = range(3, 7)
LOOP_LAG_MICROSECONDS, PROCESS_ID, STARTED_SECONDS = range(7, 10)
_HEAD = 16

_SUM = len(BOUNDS) + 1
_STATUS = _SUM + 1
_ROW = _STATUS + len(CLASSES)
_ROWS = 320
_CELLS = _HEAD + _ROWS * _ROW
_SLOTS = 80  # more than workers can be, and those that are replaced
_METHODS = ("GET", "POST", "PATCH", "PUT", "DELETE", "OPTIONS")

_MICRO = 1_000_000


@dataclass(frozen=True, slots=True)
class Slot:
    """What one process counts, or one that has ended.

    Attributes:
        number: of the slot.
        alive: whether its process lives.
        cells: its numbers; those of the present mean something only while it lives.
    """

    number: int
    alive: bool
    cells: "memoryview[int]"


@dataclass(frozen=True, slots=True)
class Operation:
    """What was counted of one operation, in all processes.

    Attributes:
        method: of its requests.
        route: its path with names in braces.
        buckets: requests by the bucket of their time, each in one.
        seconds: the sum of their times.
        answers: requests by the kind of their answer.
    """

    method: str
    route: str
    buckets: tuple[int, ...]
    seconds: float
    answers: dict[str, int]


class Meters:
    """The numbers of this process, and a view on those of the others."""

    def __init__(self) -> None:
        self._all = memoryview(bytearray(_CELLS * 8)).cast("q")
        self._cells = self._all
        self._number = 0
        self._shared: int | None = None
        self._places: dict[tuple[str, str], int] = {}
        self._names: list[tuple[str, str]] = []
        self.name([])

    def name(self, operations: Iterable[tuple[str, str]]) -> None:
        """Say which operations there are, by method and route; all processes say the same."""
        others = [(method, OTHER) for method in (OTHER, *_METHODS)]
        self._names = [*others, *sorted(set(operations))][:_ROWS]
        self._places = {name: _HEAD + number * _ROW for number, name in enumerate(self._names)}

    def share(self, descriptor: int) -> None:
        """Count in memory that other processes see too, which ``memory`` made.

        Args:
            descriptor: of that memory; it must stay open until the process ends.
        """
        whole = mmap.mmap(descriptor, _SLOTS * _CELLS * 8)
        self._all = memoryview(whole).cast("q")
        self._shared = descriptor
        # A lock of the process itself: it ends with it, however that ends.
        self._number = next(number for number in range(_SLOTS) if self._claim(number))
        self._cells = self._slot(self._number)
        for cell in range(_PRESENT, _HEAD):
            self._cells[cell] = 0

    def begin_process(self) -> None:
        """Note that this process begins to serve now."""
        self._cells[PROCESS_ID] = os.getpid()
        self._cells[STARTED_SECONDS] = int(time.time())

    def begin(self) -> None:
        """Count a request that is being answered."""
        self._cells[IN_FLIGHT] += 1

    def end(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request that was answered.

        Args:
            method: of the request.
            route: of the operation; ``OTHER`` for none.
            status: of the answer; 0 if there was none.
            seconds: until the answer began.
        """
        cells = self._cells
        place = self._places.get((method, route))
        if place is None:
            place = self._places.get((method, OTHER), _HEAD)
        cells[place + bisect_left(BOUNDS, seconds)] += 1
        cells[place + _SUM] += int(seconds * _MICRO)
        cells[place + _STATUS + status // 100] += 1
        cells[IN_FLIGHT] -= 1

    def count(self, cell: int) -> None:
        """Count something that happened."""
        self._cells[cell] += 1

    def set(self, cell: int, value: int) -> None:
        """Say how something is at present."""
        self._cells[cell] = value

    def slots(self) -> Iterator[Slot]:
        """The numbers of all processes that ever counted."""
        for number in range(len(self._all) // _CELLS):
            cells = self._slot(number)
            if number == self._number:
                yield Slot(number, alive=True, cells=cells)
            elif cells[PROCESS_ID]:
                yield Slot(number, alive=not self._claim(number, keep=False), cells=cells)

    def operations(self) -> list[Operation]:
        """What was counted of each operation that was ever asked for."""
        slots = [slot.cells for slot in self.slots()]
        found = []
        for (method, route), place in zip(self._names, self._places.values(), strict=True):
            row = [sum(cells[cell] for cells in slots) for cell in range(place, place + _ROW)]
            if any(row):
                answers = dict(zip(CLASSES, row[_STATUS:], strict=True))
                buckets = tuple(row[:_SUM])
                found.append(Operation(method, route, buckets, row[_SUM] / _MICRO, answers))
        return found

    def _slot(self, number: int) -> "memoryview[int]":
        return self._all[number * _CELLS : (number + 1) * _CELLS]

    def _claim(self, number: int, *, keep: bool = True) -> bool:
        """Try to become the process of a slot; False if it has one that lives."""
        assert self._shared is not None  # noqa: S101  # only shared memory has more slots than one
        try:
            fcntl.lockf(self._shared, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, number)
        except OSError:
            return False
        if not keep:
            fcntl.lockf(self._shared, fcntl.LOCK_UN, 1, number)
        return True


def memory() -> int:
    """Make memory for the numbers of several processes; its descriptor."""
    descriptor = os.memfd_create("ticketing-meters")
    os.ftruncate(descriptor, _SLOTS * _CELLS * 8)
    return descriptor


METERS = Meters()
"""The numbers of this process."""
