"""The simulated project: issues that walk through all statuses over the last 180 days.

Real exports know an issue's present and its comments, but not how it got there. This project is
invented, and says so, to give boards, flow diagrams and metrics something to show.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

import orjson

from ticketing.features.activity.models import ActivityType
from ticketing.features.issues import rules
from ticketing.features.issues.models import (
    CLOSED,
    IssuePriority,
    IssueResolution,
    IssueStatus,
    IssueType,
)
from ticketing.features.issues.ranking import new_rank
from ticketing.features.issues.service import TOLD, as_text

KEY = "SIM"
NAME = "Simulated team"
DESCRIPTION = (
    "An **invented** project: a program made up these issues, people and dates, so that boards, "
    "flow diagrams and metrics have a complete history to show."
)
PEOPLE = ("sim-amara", "sim-bilal", "sim-chiara", "sim-dmitri", "sim-elin", "sim-farah")
DAYS = 180
ISSUES = 260
_HOUR = 3_600_000
_DAY = 24 * _HOUR
_SPRINT_DAYS = 14
_RELEASE_DAYS = 30

_PARTS = {
    "checkout": ("the payment form", "the voucher field", "the order summary"),
    "search": ("the result list", "the filter panel", "the index job"),
    "accounts": ("the sign-in page", "the profile page", "the invitation mail"),
    "reports": ("the monthly report", "the CSV download", "the chart of returns"),
    "mobile": ("the start screen", "the offline cache", "the camera dialog"),
}
_WORK = {
    IssueType.BUG: (
        "{thing} shows yesterday's data",
        "{thing} fails when the network drops",
        "{thing} cuts off long names",
        "{thing} is empty after a reload",
        "{thing} takes ten seconds to open",
    ),
    IssueType.TASK: (
        "Move {thing} to the new design",
        "Write tests for {thing}",
        "Remove the old code behind {thing}",
        "Document {thing} for support",
    ),
    IssueType.FEATURE: (
        "Let people undo a change in {thing}",
        "Remember the last choice in {thing}",
        "Offer keyboard shortcuts in {thing}",
    ),
    IssueType.REQUIREMENT: ("{thing} must work with a screen reader", "{thing} must keep a log"),
    IssueType.SUPPORT: ("A customer cannot find {thing}", "Explain {thing} to the help desk"),
}
_REMARKS = (
    "I can reproduce this on a fresh account.",
    "The cause is in the cache; a fix is on its way.",
    "Could someone look at the texts before I go on?",
    "Waiting for an answer from the customer.",
    "Reviewed: two small remarks, otherwise good.",
    "Tested on three browsers, all fine now.",
    "This is larger than it looked; raising the points.",
)
_RESOLUTIONS = (
    (IssueResolution.COMPLETE, 80),
    (IssueResolution.DUPLICATE, 6),
    (IssueResolution.WONT_FIX, 6),
    (IssueResolution.INVALID, 4),
    (IssueResolution.UNABLE_TO_REPLICATE, 3),
    (IssueResolution.OVERCOME_BY_EVENTS, 1),
)


@dataclass(slots=True)
class SimulatedIssue:
    """An issue as it stands now, and the rows of its history, as columns by name."""

    values: dict[str, Any]
    history: list[dict[str, Any]] = field(default_factory=list)

    def change(self, when: int, who: str, wanted: Mapping[str, Any]) -> None:
        """Change columns by the rules of an issue, with one row of history for each."""
        values = self.values
        state = rules.State(
            values["issue_status"], values["issue_resolution"], values["issue_assigned_to"]
        )
        after = rules.apply(state, wanted)
        target = {
            **wanted,
            "issue_status": after.status,
            "issue_resolution": after.resolution,
            "issue_assigned_to": after.assignee,
        }
        changed = {name: value for name, value in target.items() if value != values[name]}
        if not changed:
            return
        values["version"] += 1
        values["updated_on"] = when
        if (after.status in CLOSED) != state.closed:
            values["resolved_on"] = when if after.status in CLOSED else None
        kinds = {
            "issue_status": ActivityType.STATUS,
            "issue_resolution": ActivityType.RESOLUTION,
            "issue_assigned_to": ActivityType.ASSIGNMENT,
        }
        for name, value in changed.items():
            self._tell(
                when,
                who,
                kinds.get(name, ActivityType.FIELD),
                field=name,
                old_value=as_text(values[name]),
                new_value=as_text(value),
            )
            values[name] = value

    def comment(self, when: int, who: str, text: str) -> None:
        """Add a comment."""
        self.values["updated_on"] = when
        self._tell(when, who, ActivityType.COMMENT, activity_text=text)

    def create(self) -> None:
        """Begin the history with the first state."""
        first = orjson.dumps({name: self.values[name] for name in TOLD}).decode()
        when, who = self.values["created_on"], self.values["created_by"]
        self._tell(when, who, ActivityType.CREATION, new_value=first)

    def _tell(self, when: int, who: str, kind: ActivityType, **columns: Any) -> None:
        self.history.append(
            {
                "created_on": when,
                "updated_on": when,
                "created_by": who,
                "issue_name": self.values["issue_name"],
                "activity_type": kind,
                "activity_text": "",
                "field": None,
                "old_value": None,
                "new_value": None,
                "issue_version": self.values["version"],
                "activity_imported": False,
                **columns,
            }
        )


def simulate(now: int, seed: int = 20) -> Iterator[SimulatedIssue]:
    """Make the issues up; the same seed tells the same story, ending at ``now`` (ms)."""
    random = Random(seed)  # noqa: S311  # a story, not a secret
    start = now - DAYS * _DAY
    times = sorted(random.randrange(start, now - _HOUR) for _ in range(ISSUES))
    for number, when in enumerate(times, start=1):
        issue = _new(random, number, when)
        issue.create()
        _live(random, issue, start, now)
        yield issue


def _new(random: Random, number: int, when: int) -> SimulatedIssue:
    part = random.choice(list(_PARTS))
    kind = random.choices(list(_WORK), weights=(45, 25, 18, 6, 6))[0]
    thing = random.choice(_PARTS[part])
    summary = random.choice(_WORK[kind]).format(thing=thing)
    priority = random.choices(list(IssuePriority)[1:], weights=(5, 20, 45, 20, 10))[0]
    return SimulatedIssue(
        {
            "created_on": when,
            "updated_on": when,
            "created_by": random.choice(PEOPLE),
            "issue_name": f"{KEY}-{number}",
            "issue_project": KEY,
            "issue_type": kind,
            "issue_priority": priority,
            "issue_story_points": random.choice((None, 1, 2, 3, 3, 5, 8)),
            "issue_summary": summary[0].upper() + summary[1:],
            "issue_description": f"*Simulated.* Found while working on **{part}**.\n\n"
            f"1. Open {thing}\n2. Use it for a while\n3. Look closely",
            "issue_status": IssueStatus.OPEN,
            "issue_resolution": IssueResolution.UNRESOLVED,
            "issue_affected_version": None,
            "issue_fixed_version": None,
            "issue_assigned_to": None,
            "resolved_on": None,
            "version": 1,
            "issue_rank": new_rank(when, number),
            "issue_parent": None,
            "issue_environment": "",
            "issue_affected_versions": [],
            "issue_fixed_versions": [],
            "issue_sprints": [],
            "labels": sorted(random.sample(("quick-win", "regression", "customer", "debt"), 1))
            if random.random() < 0.4
            else [],
            "components": [part],
            "issue_source": {"from": "simulation"},
        }
    )


def _live(random: Random, issue: SimulatedIssue, start: int, now: int) -> None:
    """Let time pass: each step takes its while, and the story stops at the present."""
    urgency = {1: 0.3, 2: 0.6, 3: 1.0, 4: 1.8, 5: 3.0}[issue.values["issue_priority"]]
    when = issue.values["created_on"]
    for days, who, step, remark in _story(random, start, when):
        when += int(random.lognormvariate(0, 0.7) * days * urgency * _DAY) + 60_000
        if when >= now:
            return
        wanted = step
        if "issue_fixed_versions" in step:
            version = f"1.{(when - start) // (_RELEASE_DAYS * _DAY)}"
            released = {"issue_fixed_versions": [version], "issue_fixed_version": version}
            wanted = step | released
        issue.change(when, who, wanted)
        if remark:
            issue.comment(when, who, random.choice(_REMARKS))


Step = tuple[float, str, dict[str, Any], bool]


def _story(random: Random, start: int, created_on: int) -> Iterator[Step]:
    """Steps of an issue's life: days until it happens, who, what changes, with a remark or not."""
    lead, worker, reviewer = random.sample(PEOPLE, 3)
    if random.random() < 0.08:
        return  # nobody ever looked at it
    sprint = f"Sprint {(created_on - start) // (_SPRINT_DAYS * _DAY) + 1}"
    yield 2.0, lead, {"issue_assigned_to": worker, "issue_sprints": [sprint]}, False
    if random.random() < 0.15:
        yield 1.0, worker, {"issue_story_points": random.choice((5, 8, 13))}, True
    yield 5.0, worker, {"issue_status": IssueStatus.IN_PROGRESS}, random.random() < 0.3
    while random.random() < 0.3:
        yield 3.0, worker, {"issue_status": IssueStatus.ON_HOLD}, True
        yield 12.0, worker, {"issue_status": IssueStatus.IN_PROGRESS}, False
    if random.random() < 0.15:
        yield 1.0, lead, {"issue_assigned_to": reviewer}, False
        worker, reviewer = reviewer, worker
    yield 5.0, worker, {"issue_status": IssueStatus.UNDER_REVIEW}, random.random() < 0.5
    while random.random() < 0.25:
        yield 1.0, reviewer, {"issue_status": IssueStatus.IN_PROGRESS}, True
        yield 1.5, worker, {"issue_status": IssueStatus.UNDER_REVIEW}, False
    resolutions, weights = zip(*_RESOLUTIONS, strict=True)
    resolution = random.choices(resolutions, weights=weights)[0]
    done = {"issue_status": IssueStatus.DONE, "issue_resolution": resolution}
    yield 5.0, reviewer, done, random.random() < 0.4
    if random.random() < 0.07:
        yield 3.0, lead, {"issue_resolution": IssueResolution.UNRESOLVED}, True
        yield 2.0, worker, {"issue_status": IssueStatus.IN_PROGRESS}, False
        yield 3.0, worker, done, False
    if resolution == IssueResolution.COMPLETE:
        yield 6.0, lead, {"issue_status": IssueStatus.RELEASED, "issue_fixed_versions": []}, False
