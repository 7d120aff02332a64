"""What Jira's values are here: types, priorities, statuses, resolutions and kinds of links.

Names are compared without regard to case and surrounding blanks. The tables hold stock Jira,
Apache's and TiDev's names. The integers are those of the product's enums.
"""

from typing import Final

TYPE_UNKNOWN, TYPE_BUG, TYPE_TASK, TYPE_FEATURE, TYPE_REQUIREMENT, TYPE_SUPPORT, TYPE_EPIC = range(
    7
)
(
    STATUS_UNKNOWN,
    STATUS_OPEN,
    STATUS_ASSIGNED,
    STATUS_IN_PROGRESS,
    STATUS_ON_HOLD,
    STATUS_UNDER_REVIEW,
    STATUS_DONE,
    STATUS_RELEASED,
) = range(8)
(
    RESOLUTION_UNKNOWN,
    RESOLUTION_UNRESOLVED,
    RESOLUTION_INVALID,
    RESOLUTION_WONT_FIX,
    RESOLUTION_OVERCOME_BY_EVENTS,
    RESOLUTION_UNABLE_TO_REPLICATE,
    RESOLUTION_DUPLICATE,
    RESOLUTION_COMPLETE,
) = range(8)
(
    PRIORITY_UNKNOWN,
    PRIORITY_HIGHEST,
    PRIORITY_HIGH,
    PRIORITY_MEDIUM,
    PRIORITY_LOW,
    PRIORITY_LOWEST,
) = range(6)
LINK_BLOCKS, LINK_DUPLICATES, LINK_RELATES, LINK_CLONES, LINK_DEPENDS = range(1, 6)

CLOSED: Final = frozenset({STATUS_DONE, STATUS_RELEASED})
NO_RESOLUTION: Final = frozenset({"", "unresolved"})
RELEASING_STATUS: Final = "closed"
RELEASING_RESOLUTIONS: Final = frozenset({"fixed", "done"})
HOLDING_RESOLUTIONS: Final = frozenset({"hold", "on hold"})


def _table(rows: dict[int, str]) -> dict[str, int]:
    """Turn `{value: "name, name"}` into `{name: value}`."""
    return {name.strip(): value for value, names in rows.items() for name in names.split(",")}


TYPES: Final = _table(
    {
        TYPE_BUG: "bug, defect, fault, incident, problem, regression",
        TYPE_TASK: "task, sub-task, subtask, technical task, test, spike, chore, sub-bug,"
        " dependency upgrade, change, documentation, build, refactoring, technical debt",
        TYPE_FEATURE: "new feature, improvement, feature, enhancement, suggestion, feature request",
        TYPE_REQUIREMENT: "story, user story, wish, requirement",
        TYPE_SUPPORT: "question, support, support request, service request, it help, help,"
        " service request with approvals, access",
        TYPE_EPIC: "epic, initiative, umbrella, theme",
    }
)

_SHARED_PRIORITIES = {
    PRIORITY_HIGHEST: "highest, blocker, urgent, p1, 1 - critical",
    PRIORITY_HIGH: "high, p2, 2 - high",
    PRIORITY_MEDIUM: "medium, normal, major, none, , undefined, not set, p3, 3 - moderate",
    PRIORITY_LOW: "low, minor, p4, 4 - low",
    PRIORITY_LOWEST: "lowest, trivial, optional, p5",
}
# Critical is the first of Critical, High, Medium, Low and the second of Blocker, Critical, Major.
PRIORITIES: Final = _table(_SHARED_PRIORITIES) | {"critical": PRIORITY_HIGHEST}
CLASSIC_PRIORITIES: Final = _table(_SHARED_PRIORITIES) | {"critical": PRIORITY_HIGH}
CLASSIC_SIGNS: Final = frozenset({"blocker", "major", "minor"})
MODERN_SIGNS: Final = frozenset({"highest", "high", "medium", "low", "lowest"})

STATUSES: Final = _table(
    {
        STATUS_OPEN: "open, reopened, to do, todo, backlog, selected for development, new, created,"
        " triage, needs triage, untriaged, ready, ready for development, accepted, unassigned,"
        " assigned, approved, planned, submitted, draft, waiting for support",
        STATUS_IN_PROGRESS: "in progress, in development, doing, started, implementing, active,"
        " development, work in progress, wip, investigating, in analysis, analysis, in design",
        STATUS_ON_HOLD: "on hold, hold, blocked, waiting, waiting for customer, pending, paused,"
        " deferred, postponed, needs info, need info, awaiting information, waiting for user,"
        " waiting for infra, waiting for approval, awaiting feedback, suspended, impeded",
        STATUS_UNDER_REVIEW: "in review, under review, review, code review, peer review,"
        " ready for review, reviewing, patch available, in qe test, in test, in testing, testing,"
        " ready for test, ready for testing, ready for qa, in qa, qa, qa review, uat, validation,"
        " verification, in verification, ready to commit, ready to merge, awaiting review",
        STATUS_DONE: "done, closed, resolved, complete, completed, fixed, verified, finished,"
        " cancelled, canceled, rejected, declined, won't do, won't fix, wont fix, abandoned,"
        " duplicate, invalid, obsolete, archived, implemented, known error",
        STATUS_RELEASED: "released, deployed, shipped, in production, live, published",
    }
)

RESOLUTIONS: Final = _table(
    {
        RESOLUTION_INVALID: "invalid, not our bug, not a bug, not a problem,"
        " rejected, bug in other software, configuration error, user error, not an issue,"
        " works as designed, as designed,"
        " by design, information required",
        RESOLUTION_WONT_FIX: "won't fix, wont fix, won't do, wont do, declined, known error,"
        " cancelled, canceled, out of scope, will not fix",
        RESOLUTION_OVERCOME_BY_EVENTS: "abandoned, later, hold, on hold, auto closed, obsolete,"
        " out of date, outdated, superseded, deferred, remind, postponed, stale,"
        " overcome by events",
        RESOLUTION_UNABLE_TO_REPLICATE: "cannot reproduce, can't reproduce, works for me,"
        " needs more info, incomplete, unable to reproduce, not reproducible,"
        " insufficient information, feedback received, unable to replicate",
        RESOLUTION_DUPLICATE: "duplicate, duplicated",
        RESOLUTION_COMPLETE: "fixed, done, implemented, resolved, workaround, information provided,"
        " pending closed, complete, completed, delivered, staged, released, answered, solved,"
        " delivered in release, answered and closed",
    }
)

# What a closed status says about the resolution where Jira has none.
STATUS_RESOLUTIONS: Final = _table(
    {
        RESOLUTION_INVALID: "invalid",
        RESOLUTION_WONT_FIX: "cancelled, canceled, rejected, declined, won't do, won't fix,"
        " wont fix, known error",
        RESOLUTION_OVERCOME_BY_EVENTS: "abandoned, obsolete, archived",
        RESOLUTION_DUPLICATE: "duplicate",
    }
)

LINKS: Final = _table(
    {
        LINK_BLOCKS: "blocks, blocker, block, blocked",
        LINK_DUPLICATES: "duplicate, duplicates",
        LINK_RELATES: "relates, related, relates to, relation",
        LINK_CLONES: "cloners, clones, cloner, clone",
        LINK_DEPENDS: "depends, dependency, dependent, depends on",
    }
)


def plain(name: str) -> str:
    """Return a value's name as the tables have it: lower case, single blanks, straight quotes."""
    return " ".join(name.replace("’", "'").casefold().split())  # noqa: RUF001 - typed by people
