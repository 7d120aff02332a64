"""Days, weeks and months of time zones."""

from datetime import UTC, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from ticketing.features.metrics.intervals import (
    MOST,
    Bounds,
    Interval,
    TooMany,
    UnknownZone,
    bounds,
    zone,
)


def ms(text: str, name: str = "UTC") -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(name)).timestamp() * 1000)


def told(at: Bounds, name: str = "UTC") -> list[str]:
    return [
        datetime.fromtimestamp(each / 1000, ZoneInfo(name)).isoformat(sep=" ")[:16]
        for each in at.at
    ]


def test_steps_begin_and_end_with_the_time_that_is_asked_for() -> None:
    at = bounds(ms("2026-01-01T10:00"), ms("2026-01-03T09:30"), "day", UTC)
    assert told(at) == [
        "2026-01-01 10:00", "2026-01-02 00:00", "2026-01-03 00:00", "2026-01-03 09:30",
    ]  # fmt: skip
    assert at.starts == list(at.at[:3])
    assert list(at.pairs()) == list(pairwise(at.at))
    whole = bounds(ms("2026-01-01T00:00"), ms("2026-01-02T00:00"), "day", UTC)
    assert told(whole) == ["2026-01-01 00:00", "2026-01-02 00:00"]
    short = bounds(ms("2026-01-01T10:00"), ms("2026-01-01T11:00"), "month", UTC)
    assert len(short.at) == 2


@pytest.mark.parametrize(
    ("interval", "expected"),
    [
        ("week", ["2025-12-31 12:00", "2026-01-05 00:00", "2026-01-12 00:00", "2026-01-13 12:00"]),
        ("month", ["2025-12-31 12:00", "2026-01-01 00:00", "2026-01-13 12:00"]),
    ],
)
def test_weeks_begin_on_monday_and_months_on_their_first(
    interval: Interval, expected: list[str]
) -> None:
    name = "Asia/Kathmandu"  # a quarter of an hour off
    start, end = ms("2025-12-31T12:00", name), ms("2026-01-13T12:00", name)
    assert told(bounds(start, end, interval, zone(name)), name) == expected


def test_days_are_longer_and_shorter_where_clocks_are_set() -> None:
    berlin = "Europe/Berlin"
    spring = bounds(
        ms("2026-03-28T00:00", berlin), ms("2026-03-31T00:00", berlin), "day", zone(berlin)
    )
    assert [(end - start) // 3_600_000 for start, end in spring.pairs()] == [24, 23, 24]
    autumn = bounds(
        ms("2026-10-24T00:00", berlin), ms("2026-10-27T00:00", berlin), "day", zone(berlin)
    )
    assert [(end - start) // 3_600_000 for start, end in autumn.pairs()] == [24, 25, 24]
    # Midnight itself was left out here: the day began at one.
    paulo = "America/Sao_Paulo"
    skipped = bounds(
        ms("2018-11-03T00:00", paulo), ms("2018-11-06T00:00", paulo), "day", zone(paulo)
    )
    assert told(skipped, paulo)[1] == "2018-11-04 01:00"
    assert len(skipped.at) == 4


def test_a_day_that_never_was_is_left_out() -> None:
    apia = "Pacific/Apia"  # which crossed the date line at the end of the 29th
    at = bounds(ms("2011-12-29T00:00", apia), ms("2012-01-01T00:00", apia), "day", zone(apia))
    assert told(at, apia) == [
        "2011-12-29 00:00", "2011-12-31 00:00", "2012-01-01 00:00",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "name",
    ["", "Nowhere/None", "europe/berlin/x", "../etc/passwd", "/etc/passwd", "America", "localtime",
     "posix/UTC", "right/UTC", "UTC+3", "\x00", "ü"],
)  # fmt: skip
def test_what_is_no_zone_is_refused(name: str) -> None:
    with pytest.raises(UnknownZone):
        zone(name)


def test_too_many_are_refused() -> None:
    day = 86_400_000
    assert len(bounds(0, MOST * day, "day", UTC).at) == MOST + 1
    with pytest.raises(TooMany):
        bounds(0, MOST * day + 1, "day", UTC)
