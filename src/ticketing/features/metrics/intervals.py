"""Days, weeks and months in a time zone, as bounds in milliseconds since 1970 UTC."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache
from itertools import pairwise
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

Interval = Literal["day", "week", "month"]

MOST = 4000
# What the folders of time zones hold besides the zones of IANA.
_NO_ZONES = ("posix/", "right/", "posixrules", "localtime")


class UnknownZone(ValueError):
    """There is no time zone of that name."""


class TooMany(ValueError):
    """A time holds more intervals than an answer may have."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """Intervals that follow each other; the first and the last may be parts of one.

    Attributes:
        at: where the first begins and each ends, ascending.
    """

    at: tuple[int, ...]

    @property
    def starts(self) -> list[int]:
        """Where each begins."""
        return list(self.at[:-1])

    def pairs(self) -> Iterator[tuple[int, int]]:
        """Where each begins and ends."""
        return pairwise(self.at)


@lru_cache(maxsize=64)
def zone(name: str) -> tzinfo:
    """The time zone of a name, as ``Europe/Berlin``.

    Raises:
        UnknownZone: there is none.
    """
    if name == "UTC":
        return UTC  # known without a database of time zones
    if name.startswith(_NO_ZONES):
        raise UnknownZone(name)
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise UnknownZone(name) from error


def bounds(start: int, end: int, interval: Interval, in_zone: tzinfo) -> Bounds:
    """The intervals of a time.

    Args:
        start: where the first begins, within its day, week or month.
        end: where the last ends; after the start.
        interval: their length; weeks begin on Monday.
        in_zone: whose midnights part them.

    Raises:
        TooMany: there are more than ``MOST``.
    """
    following = _FOLLOWING[interval]
    day = datetime.fromtimestamp(start / 1000, in_zone).date()
    found = [start]
    while found[-1] < end:
        day = following(day)
        midnight = datetime(day.year, day.month, day.day, tzinfo=in_zone)
        at = int(midnight.timestamp() * 1000)
        if at > found[-1]:  # a zone that crossed the date line left a day out
            found.append(min(at, end))
        if len(found) > MOST + 1:
            raise TooMany
    return Bounds(tuple(found))


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


_FOLLOWING: dict[Interval, Callable[[date], date]] = {
    "day": lambda day: day + timedelta(days=1),
    "week": lambda day: day + timedelta(days=7 - day.weekday()),
    "month": _next_month,
}
