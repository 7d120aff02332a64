"""Rows of a tracker that has been in use for six years; the same for the same seed."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import orjson

from bench.history import COMMENT, CREATION, Final, Step, steps
from bench.words import Language
from ticketing.features.issues.service import TOLD

PROJECTS = 52  # of which two are hidden from the bench's own user
USERS = 800
PRIVATE = (9, 19, 29)  # by rank of size; the bench's own user is a member of the first
BENCH_USER = "bench"
ROWS_PER_ISSUE = 5
START = 1_604_188_800_000  # 2020-11-01
END = 1_793_491_200_000  # 2026-11-01
CHUNK = 4000

# fmt: off
ISSUE_COLUMNS = [
    "id", "created_on", "updated_on", "created_by", "issue_name", "issue_project", "issue_type",
    "issue_priority", "issue_story_points", "issue_summary", "issue_description", "issue_status",
    "issue_resolution", "issue_affected_version", "issue_fixed_version", "issue_assigned_to",
    "resolved_on", "version", "issue_rank", "issue_parent", "issue_environment",
    "issue_affected_versions", "issue_fixed_versions", "issue_sprints", "labels", "components",
]
ACTIVITY_COLUMNS = [
    "id", "created_on", "updated_on", "created_by", "issue_id", "issue_name", "activity_type",
    "activity_text", "field", "old_value", "new_value", "issue_version", "activity_imported",
]
# fmt: on
_EPIC = 6
_POINTS = (1, 2, 3, 5, 8, 13)
_ENVIRONMENTS = ("", "", "", "Linux", "Windows 11", "Android 14", "macOS 15")


def _hundred(shares: dict[int, int]) -> tuple[int, ...]:
    return tuple(value for value, share in shares.items() for _ in range(share))


# Value: how many of a hundred issues have it.
_TYPES = _hundred({1: 55, 2: 20, 3: 13, 5: 6, 4: 4, 6: 2})
_PRIORITIES = _hundred({3: 62, 2: 18, 4: 12, 1: 5, 5: 3})
_OPEN = _hundred({1: 45, 2: 25, 3: 14, 4: 8, 5: 8})
_CLOSED = _hundred({6: 70, 7: 30})
_RESOLUTIONS = _hundred({7: 68, 6: 12, 3: 8, 2: 6, 5: 4, 4: 2})


@dataclass(slots=True)
class Chunk:
    """Some issues and their history, as rows for COPY."""

    first: int
    last: int
    issues: list[tuple[Any, ...]] = field(default_factory=list)
    activity: list[tuple[Any, ...]] = field(default_factory=list)


class _Chances:
    """Everything that is left to chance."""

    def __init__(self, language: Language, seed: str, words: int) -> None:
        self._random = random.Random(seed)
        # Texts are cut from one long one, since drawing every word anew takes most of the time.
        self._words = language.sample(words, self._random)
        self.below_one = self._random.random

    def text(self, least: int, most: int) -> str:
        """A text of so many words."""
        begin = int(self.below_one() * (len(self._words) - most))
        return " ".join(self._words[begin : begin + self.number(least, most)])

    def number(self, least: int, most: int) -> int:
        """An integer from the least to the most."""
        return least + int(self.below_one() * (most - least + 1))

    def days(self, mean: float) -> int:
        """A span of time, mostly short, in milliseconds."""
        return int(self._random.expovariate(1 / (mean * 86_400_000)))

    def of(self, hundred: tuple[int, ...]) -> int:
        """One of a hundred."""
        return hundred[int(self.below_one() * 100)]

    def draw(self, names: list[str], cumulative: list[float], count: int) -> list[str]:
        """Names, each by its weight."""
        return self._random.choices(names, cum_weights=cumulative, k=count)


def usernames() -> list[str]:
    """All users but the bench's own, the busiest first."""
    return [f"user{number:03d}" for number in range(USERS)]


def project_keys() -> list[str]:
    """All projects, the largest first."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    return [
        f"{letters[number % 26]}{letters[(number * 7) % 26]}X{number}" for number in range(PROJECTS)
    ]


class Generator:
    """Makes the issues, in the order of their creation."""

    def __init__(self, count: int, seed: int) -> None:
        self.count = count
        self.counters = dict.fromkeys(project_keys(), 0)
        words = min(count * 100, 3_000_000)
        self._chance = _Chances(Language(seed), f"issues {seed} {count}", words)
        self._users = usernames()
        self._keys = project_keys()
        self._user_weights = _cumulative(USERS, 0.9)
        self._project_weights = _cumulative(PROJECTS, 1.0)
        self._epics: dict[str, str] = {}

    def chunks(self) -> Iterator[Chunk]:
        """All issues, some thousands at a time."""
        for first in range(1, self.count + 1, CHUNK):
            chunk = Chunk(first, min(first + CHUNK - 1, self.count))
            size = chunk.last - first + 1
            people = self._chance.draw(self._users, self._user_weights, size * 4)
            projects = self._chance.draw(self._keys, self._project_weights, size)
            for place in range(size):
                four = people[place * 4 : place * 4 + 4]
                self._issue(chunk, first + place, projects[place], four)
            yield chunk

    def _issue(self, chunk: Chunk, number: int, project: str, people: list[str]) -> None:
        chance = self._chance
        count = self.counters[project] = self.counters[project] + 1
        spacing = (END - START) // self.count
        created = START + (number - 1) * spacing + chance.number(0, spacing - 1)
        kind = chance.of(_TYPES)
        final = self._final(number, people[1])
        plan = steps(final, created, min(chance.days(30), END - created), chance.below_one)
        resolved = [step.when for step in plan if step.column == "issue_resolution"]
        versions = [f"{count // 400}.{chance.number(0, 9)}"] if self._happens(0.4) else []
        fixed = [f"{count // 400 + 1}.0"] if final.closed and self._happens(0.5) else []
        name = f"{project}-{count}"
        state: dict[str, Any] = {
            "id": number,
            "created_on": created,
            "updated_on": plan[-1].when,
            "created_by": people[0],
            "issue_name": name,
            "issue_project": project,
            "issue_type": kind,
            "issue_priority": final.priority,
            "issue_story_points": _POINTS[chance.number(0, 5)] if self._happens(0.25) else None,
            "issue_summary": chance.text(5, 9).capitalize(),
            "issue_description": chance.text(20, 60) + ".\n\n" + chance.text(25, 55),
            "issue_status": final.status,
            "issue_resolution": final.resolution,
            "issue_affected_version": versions[-1] if versions else None,
            "issue_fixed_version": fixed[-1] if fixed else None,
            "issue_assigned_to": final.assignee,
            "resolved_on": resolved[0] if resolved else None,
            "version": plan[-1].version,
            "issue_rank": f"{created:011x}{count:08x}",
            "issue_parent": None,
            "issue_environment": _ENVIRONMENTS[chance.number(0, 6)],
            "issue_affected_versions": versions,
            "issue_fixed_versions": fixed,
            "issue_sprints": self._named("Sprint {}", number * 150 // self.count, 0.15),
            "labels": self._named("label-{}", chance.number(1, 60), 0.3),
            "components": self._named("component-{}", chance.number(0, 11), 0.6),
        }
        if kind == _EPIC:
            self._epics[project] = name
        elif self._happens(0.08):
            state["issue_parent"] = self._epics.get(project)
        chunk.issues.append(tuple(state.values()))
        self._activity(chunk, state, plan, people)

    def _happens(self, probability: float) -> bool:
        return self._chance.below_one() < probability

    def _named(self, pattern: str, number: int, probability: float) -> list[str]:
        return [pattern.format(number)] if self._happens(probability) else []

    def _final(self, number: int, assignee: str) -> Final:
        chance = self._chance
        age = number / self.count
        priority = chance.of(_PRIORITIES)
        if not self._happens(0.06 + 0.34 * age * age):
            assigned = assignee if self._happens(0.8) else None
            return Final(chance.of(_CLOSED), chance.of(_RESOLUTIONS), assigned, priority)
        status = chance.of(_OPEN)
        return Final(status, 1, None if status == 1 else assignee, priority)

    def _activity(
        self, chunk: Chunk, state: dict[str, Any], plan: list[Step], people: list[str]
    ) -> None:
        for place, step in enumerate(plan):
            new, text = step.new, ""
            if step.kind == CREATION:
                born = {name: step.first.get(name, state[name]) for name in TOLD}
                new = orjson.dumps(born).decode()
            elif step.kind == COMMENT:
                text = self._chance.text(14, 42)
            chunk.activity.append(
                (
                    (state["id"] - 1) * ROWS_PER_ISSUE + place + 1,
                    step.when,
                    step.when,
                    people[place % 4],
                    state["id"],
                    state["issue_name"],
                    step.kind,
                    text,
                    step.column,
                    step.old,
                    new,
                    step.version,
                    False,
                )
            )


def _cumulative(count: int, exponent: float) -> list[float]:
    total, result = 0.0, []
    for rank in range(count):
        total += 1 / (rank + 1) ** exponent
        result.append(total)
    return result
