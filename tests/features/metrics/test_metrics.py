"""Metrics against the same numbers worked out in Python from random histories."""

import csv
import random
import statistics
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from factories.projects import project
from factories.reporting import DAY, lived
from support import Tracker, created, refused
from ticketing.core.model import now_ms
from ticketing.features.metrics import service as metrics
from ticketing.features.metrics.intervals import Interval, bounds, zone
from ticketing.features.projects.models import MemberRole
from ticketing.features.reporting import service
from ticketing.features.users.models import UserType

CLOSED = (6, 7)
NOW = now_ms() // DAY * DAY - 3 * DAY + 5 * 3_600_000
START = NOW - 700 * DAY


@dataclass
class Life:
    """An issue and the statuses that it went through: when, which."""

    project: str
    steps: list[tuple[int, int]]
    columns: dict[str, Any] = field(default_factory=dict)

    @property
    def created(self) -> int:
        return self.steps[0][0]

    @property
    def resolved(self) -> int | None:
        """Since when it is closed, as far as it is."""
        since = None
        for when, status in self.steps:
            if status not in CLOSED:
                since = None
            elif since is None:
                since = when
        return since

    @property
    def begun(self) -> int | None:
        return next((when for when, status in self.steps if status == 3), None)

    def status(self, at: int) -> int | None:
        """The status just before a time; None before the creation."""
        found = [status for when, status in self.steps if when < at]
        return found[-1] if found else None


def invented() -> list[Life]:
    """Sixty lives of all lengths, with equal times and reopenings among them."""
    chance = random.Random(20261123)
    lives = []
    for number in range(60):
        when = chance.randrange(START, NOW)
        steps = [(when, 1)]
        for _ in range(chance.randrange(7)):
            when += int(chance.expovariate(1 / (20 * DAY))) if chance.random() < 0.9 else 0
            if when >= NOW:
                break
            steps.append(
                (when, chance.choice([s for s in (1, 3, 4, 5, 6, 7) if s != steps[-1][1]]))
            )
        columns = {
            "issue_type": chance.randrange(1, 7),
            "issue_priority": chance.randrange(1, 6),
            "issue_story_points": chance.choice([None, 1, 2, 3, 5, 8]),
        }
        lives.append(Life(("ONE", "TWO", "HID")[number % 3], steps, columns))
    return lives


@pytest.fixture
async def lives(
    tracker: Tracker, ada: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> list[Life]:
    """Lives in two public projects and a private one, which ada leads; the present is ``NOW``."""
    monkeypatch.setattr(metrics, "now_ms", lambda: NOW)
    made = invented()
    for key in ("ONE", "TWO", "HID"):
        await project(tracker, key, lead="ada", private=key == "HID")
    for life in made:
        (_, first), *changes = life.steps
        await lived(tracker, life.project, life.created, *changes, first=first, **life.columns)
    await tracker.sql(
        "UPDATE issues SET issue_resolution = 6 WHERE issue_status IN (6, 7) AND id % 2 = 0"
    )
    return made


async def get(client: httpx.AsyncClient, path: str, **params: Any) -> dict[str, Any]:
    answer = await client.get(f"/api/metrics/{path}", params=params)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def middle(values: list[int]) -> int | None:
    return round(statistics.median(values)) if values else None


def percentile(values: list[int], share: float) -> int | None:
    """As PostgreSQL's percentile_cont: between the two nearest."""
    if not values:
        return None
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return round(ordered[low] + (ordered[high] - ordered[low]) * (place - low))


def seen(lives: list[Life], *projects: str) -> list[Life]:
    return [life for life in lives if life.project in projects]


def within(when: int | None, start: int, end: int) -> bool:
    return when is not None and start <= when < end


RANGES: list[tuple[Interval, str, int, int]] = [
    ("day", "UTC", NOW - 60 * DAY, NOW),
    ("day", "America/New_York", NOW - 400 * DAY - 7, NOW - 300 * DAY + 11),
    ("week", "Asia/Kathmandu", START, NOW),
    ("month", "Europe/Berlin", START - 90 * DAY, NOW),
]


@pytest.mark.parametrize("settled", [False, True], ids=["unsettled", "settled"])
async def test_series(
    tracker: Tracker, lives: list[Life], ada: httpx.AsyncClient, bob: httpx.AsyncClient,
    settled: bool,
) -> None:  # fmt: skip
    if settled:
        await service.settle_all(tracker.api.state.database)
        assert await tracker.sql("SELECT 1 FROM flow_days LIMIT 1")
    for interval, tz, start, end in RANGES:
        for client, projects, asked in (
            (ada, ("ONE", "TWO", "HID"), {}),
            (bob, ("ONE", "TWO"), {}),
            (ada, ("HID",), {"project": "HID"}),
            (bob, ("TWO",), {"project": ["TWO", "HID", "NONE"]}),
        ):
            mine = seen(lives, *projects)
            params = {"from": start, "to": end, "interval": interval, "tz": tz, **asked}
            at = bounds(start, end, interval, zone(tz))
            await check_counts(client, params, at.pairs(), mine)
            await check_flow(client, params, list(at.pairs()), mine)
            await check_times(client, params, list(at.pairs()), mine)


async def check_counts(
    client: httpx.AsyncClient, params: dict[str, Any], steps: Any, mine: list[Life]
) -> None:
    steps = list(steps)
    found = await get(client, "created-resolved", **params)
    assert (found["from"], found["to"]) == (params["from"], params["to"])
    assert found["items"] == [
        {
            "from": start,
            "to": end,
            "created": sum(within(life.created, start, end) for life in mine),
            "resolved": sum(within(life.resolved, start, end) for life in mine),
        }
        for start, end in steps
    ]
    assert found["created"] == sum(item["created"] for item in found["items"])
    throughput = await get(client, "throughput", **params)
    assert [item["issues"] for item in throughput["items"]] == [
        item["resolved"] for item in found["items"]
    ]
    resolved = [life for life in mine if within(life.resolved, params["from"], params["to"])]
    points = sum(life.columns["issue_story_points"] or 0 for life in resolved)
    assert throughput["story_points"] == points
    weeks = (params["to"] - params["from"]) / (7 * DAY)
    assert throughput["per_week"] == pytest.approx(len(resolved) / weeks, abs=0.001)


async def check_flow(
    client: httpx.AsyncClient, params: dict[str, Any], steps: Any, mine: list[Life]
) -> None:
    found = await get(client, "cumulative-flow", **params)
    assert len(found["items"]) == len(steps)
    for item, (start, end) in zip(found["items"], steps, strict=True):
        assert (item["from"], item["to"]) == (start, end)
        expected = {str(status): 0 for status in range(8)}
        for life in mine:
            status = life.status(end)
            if status is not None:
                expected[str(status)] += 1
        assert item["issues_by_status"] == expected, (params, start, end)


async def check_times(
    client: httpx.AsyncClient, params: dict[str, Any], steps: Any, mine: list[Life]
) -> None:
    for path in ("lead-time", "cycle-time"):
        found = await get(client, path, **params)
        took = [
            (life.resolved, life.resolved - begun)
            for life in mine
            if life.resolved is not None
            and (begun := life.created if path == "lead-time" else life.begun) is not None
            and begun <= life.resolved
        ]
        whole = [ms for when, ms in took if within(when, params["from"], params["to"])]
        for told, values in (
            (found["total"], whole),
            *(
                (item, [ms for when, ms in took if within(when, start, end)])
                for item, (start, end) in zip(found["items"], steps, strict=True)
            ),
        ):
            assert told["issues"] == len(values)
            assert told["p50"] == pytest.approx(percentile(values, 0.5), abs=1)
            assert told["p85"] == pytest.approx(percentile(values, 0.85), abs=1)
            assert told["p95"] == pytest.approx(percentile(values, 0.95), abs=1)
            mean = round(statistics.mean(values)) if values else None
            assert told["mean"] == pytest.approx(mean, abs=1)
        assert sum(item["issues"] for item in found["histogram"]) == len(whole)
        for item in found["histogram"]:
            below = item["below"] or 10**18
            assert item["issues"] == sum(item["least"] <= ms < below for ms in whole)


async def test_summary(
    tracker: Tracker, lives: list[Life], ada: httpx.AsyncClient, bob: httpx.AsyncClient
) -> None:
    for client, projects in ((ada, ("ONE", "TWO", "HID")), (bob, ("ONE", "TWO"))):
        for start, end in ((NOW - 120 * DAY, NOW), (NOW - 300 * DAY, NOW - 200 * DAY)):
            mine = seen(lives, *projects)
            found = await get(client, "summary", **{"from": start, "to": end})
            before = start - (end - start)
            assert found["previous_from"] == before
            spans = {"value": (start, end), "previous": (before, start)}
            for name, (first, last) in spans.items():
                done = [life for life in mine if within(life.resolved, first, last)]
                standing = [life for life in mine if life.status(last) not in (None, *CLOSED)]
                assert found["created"][name] == sum(
                    within(life.created, first, last) for life in mine
                )
                assert found["resolved"][name] == len(done)
                assert found["open"][name] == len(standing)
                assert found["unresolved_age"][name] == middle(
                    [last - life.created for life in standing]
                )
                assert found["lead_time"][name] == middle(
                    [life.resolved - life.created for life in done if life.resolved]
                )
                assert found["cycle_time"][name] == middle(
                    [
                        life.resolved - life.begun
                        for life in done
                        if life.begun and life.resolved and life.begun <= life.resolved
                    ]
                )
                assert found["throughput"][name] == pytest.approx(
                    len(done) * 7 * DAY / (last - first), abs=0.001
                )
            for tile in ("created", "open", "lead_time", "throughput"):
                value, previous = found[tile]["value"], found[tile]["previous"]
                grown = None if None in {value, previous} else value - previous
                assert found[tile]["change"] == pytest.approx(grown, abs=0.001)


async def test_distributions(
    tracker: Tracker, lives: list[Life], ada: httpx.AsyncClient, bob: httpx.AsyncClient
) -> None:
    start, end = NOW - 500 * DAY, NOW - 100 * DAY
    for client, projects, params in (
        (ada, ("ONE", "TWO", "HID"), {}),
        (bob, ("ONE", "TWO"), {}),
        (bob, ("ONE",), {"project": "ONE", "from": start, "to": end}),
    ):
        mine = seen(lives, *projects)
        if "from" in params:
            mine = [life for life in mine if within(life.created, start, end)]
        found = await get(client, "distributions", **params)
        opened = [life for life in mine if life.resolved is None]
        assert (found["issues"], found["unresolved"]) == (len(mine), len(opened))
        counted = {(item["field"], item["value"]): item for item in found["items"]}
        assert len(counted) == len(found["items"])
        for column in ("issue_type", "issue_priority", "issue_story_points"):
            for (name, value), item in counted.items():
                if name == column:
                    assert item["issues"] == sum(life.columns[column] == value for life in mine)
                    assert item["unresolved"] == sum(
                        life.columns[column] == value for life in opened
                    )
        for status in range(1, 8):
            assert counted["issue_status", status]["issues"] == sum(
                life.status(NOW) == status for life in mine
            )
        resolution = {value: counted["issue_resolution", value] for value in (1, 6, 7)}
        assert resolution[1]["issues"] == resolution[1]["unresolved"] == len(opened)
        assert resolution[6]["issues"] + resolution[7]["issues"] == len(mine) - len(opened)
        names = {(item["field"], item["value"]): item["name"] for item in found["items"]}
        assert names["issue_type", 1] == "BUG"
        assert names["issue_resolution", 6] == "DUPLICATE"
        assert ("issue_type", 0) not in counted, "what only an import may bring"
        points = [item["value"] for item in found["items"] if item["name"] is None]
        assert points == sorted(points, key=lambda value: (value is None, value))


async def test_workload_and_ageing(
    tracker: Tracker, lives: list[Life], ada: httpx.AsyncClient, bob: httpx.AsyncClient
) -> None:
    await tracker.sql(
        "UPDATE issues SET issue_assigned_to = 'ada' WHERE issue_status IN (3, 4, 6) AND id % 3 = 0"
    )
    for client, projects in ((ada, ("ONE", "TWO", "HID")), (bob, ("ONE", "TWO"))):
        opened = [life for life in seen(lives, *projects) if life.resolved is None]
        work = await get(client, "workload")
        assert sum(item["issues"] for item in work["items"]) == len(opened)
        numbers = [item["issues"] for item in work["items"]]
        assert numbers == sorted(numbers, reverse=True)
        for item in work["items"]:
            assert sum(item["issues_by_status"].values()) == item["issues"]
        assert min(item["oldest_created_on"] for item in work["items"]) == min(
            life.created for life in opened
        )
        for since in ("creation", "status"):
            ages = {
                id(life): NOW - (life.created if since == "creation" else life.steps[-1][0])
                for life in opened
            }
            found = await get(client, "ageing", since=since)
            assert (found["issues"], found["as_of"]) == (len(opened), NOW)
            assert found["median"] == middle(list(ages.values()))
            for item in found["items"]:
                below = item["below"] or 10**18
                within_bin = [life for life in opened if item["least"] <= ages[id(life)] < below]
                assert item["issues"] == len(within_bin)
                for status in range(8):
                    assert item["issues_by_status"][str(status)] == sum(
                        life.status(NOW) == status for life in within_bin
                    )
            oldest = sorted(ages.values(), reverse=True)[:20]
            assert [item["age"] for item in found["oldest"]] == oldest
            for item in found["oldest"]:
                assert item["issue_name"].split("-")[0] in projects


async def test_lists_come_as_csv(
    tracker: Tracker, lives: list[Life], ada: httpx.AsyncClient
) -> None:
    params: dict[str, Any] = {"from": NOW - 30 * DAY, "interval": "week"}
    for path, asked in (
        ("created-resolved", params), ("cumulative-flow", params), ("throughput", params),
        ("lead-time", params), ("cycle-time", params), ("distributions", {}), ("workload", {}),
        ("ageing", {}),
    ):  # fmt: skip
        found = await get(ada, path, **asked)
        answer = await ada.get(f"/api/metrics/{path}", params={**asked, "format": "csv"})
        assert answer.headers["content-type"] == "text/csv; charset=utf-8"
        assert answer.headers["content-disposition"] == f'attachment; filename="{path}.csv"'
        accepted = await ada.get(
            f"/api/metrics/{path}", params=asked, headers={"Accept": "text/csv"}
        )
        assert accepted.text == answer.text
        rows = list(csv.DictReader(answer.text.splitlines()))
        assert len(rows) == len(found["items"]) > 0
        for row, item in zip(rows, found["items"], strict=True):
            for name, value in item.items():
                if name == "issues_by_status":
                    counts = [row[n] for n in ("UNKNOWN", "OPEN", "ASSIGNED", "IN_PROGRESS")]
                    assert counts == [str(value[str(n)]) for n in range(4)]
                else:
                    assert row[name] == ("" if value is None else str(value))


async def test_what_is_asked_for_wrongly_is_refused(ops: str, ada: httpx.AsyncClient) -> None:
    year = 365 * DAY
    wrong: list[tuple[str, dict[str, Any], str]] = [
        ("created-resolved", {"tz": "Europe/Nowhere"}, "?tz"),
        ("lead-time", {"tz": "../../etc/passwd"}, "?tz"),
        ("throughput", {"from": NOW, "to": NOW}, "?from"),
        ("summary", {"from": NOW + year}, "?from"),
        ("cumulative-flow", {"from": 0, "interval": "day"}, "?interval"),
        ("cumulative-flow", {"interval": "hour"}, "?interval"),
        ("cycle-time", {"from": -1}, "?from"),
        ("cycle-time", {"from": "yesterday"}, "?from"),
        ("cycle-time", {"from_": 1}, "?from_"),
        ("ageing", {"since": "ever"}, "?since"),
        ("workload", {"from": 1}, "?from"),
        ("distributions", {"interval": "day"}, "?interval"),
        ("summary", {"project": ["A"] * 201}, "?project"),
    ]
    for path, params, pointer in wrong:
        refused(await ada.get(f"/api/metrics/{path}", params=params), 422, pointer)
    distant = await get(ada, "cumulative-flow", **{"from": 0, "interval": "month"})
    assert len(distant["items"]) > 600


async def test_an_empty_tracker_has_numbers_too(ada: httpx.AsyncClient) -> None:
    found = await get(ada, "summary")
    assert found["created"] == {"value": 0, "previous": 0, "change": 0}
    assert found["cycle_time"] == {"value": None, "previous": None, "change": None}
    assert (await get(ada, "lead-time"))["total"]["p50"] is None
    assert (await get(ada, "ageing"))["median"] is None
    assert (await get(ada, "workload"))["items"] == []
    series = await get(ada, "created-resolved")
    days = [datetime.fromtimestamp(item["from"] / 1000, UTC) for item in series["items"]]
    assert 90 <= len(days) <= 91
    assert {day.hour for day in days[1:]} == {0}


async def test_what_happens_is_told_at_once(
    tracker: Tracker, ops: str, ada: httpx.AsyncClient, bob: httpx.AsyncClient
) -> None:
    await project(tracker, "HID", private=True, members={"ada": MemberRole.MEMBER})
    for key in ("OPS", "HID"):
        await created(ada, key, issue_status="IN_PROGRESS")
        await created(ada, key, issue_status="DONE")
    for client, number in ((ada, 2), (bob, 1)):
        found = await get(client, "summary")
        assert found["created"]["value"] == 2 * number
        assert (found["resolved"]["value"], found["open"]["value"]) == (number, number)
        last = (await get(client, "cumulative-flow"))["items"][-1]["issues_by_status"]
        assert (last["3"], last["6"]) == (number, number)


async def test_dashboards_are_told_to_administrators_only(
    trackers: Callable[..., Awaitable[Tracker]],
) -> None:
    without = await trackers()
    async with await without.user("boss", user_type=UserType.ADMIN) as boss:
        assert (await get(boss, "summary"))["dashboards"] is None
    tracker = await trackers(dashboards="/grafana/dashboards", root_path="/tracker")
    async with await tracker.user("chief", user_type=UserType.ADMIN) as chief:
        found = await chief.get("/tracker/api/metrics/summary")
        assert found.json()["dashboards"] == "/tracker/grafana/dashboards"
    async with await tracker.user("ada") as ada:
        found = await ada.get("/tracker/api/metrics/summary")
        assert found.status_code == 200
        assert found.json()["dashboards"] is None
