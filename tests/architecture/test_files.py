"""Whoever looks for code finds it: the same file names in every feature, none of them long."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FEATURES = ROOT / "src" / "ticketing" / "features"

NAMES = {
    "__init__", "events", "handlers", "models", "permissions", "queries", "routes", "schemas",
    "service",
}  # fmt: skip

MORE_NAMES = {
    "admin": {
        "columns": "what a column holds, read from the metadata",
        "description": "what the API says of a table",
        "editors*": "how tables are edited, by their features' services",
        "filters": "conditions on any table's rows",
        "refusals": "what a service or the database refuses, told of columns",
        "registry": "which table has which editor",
        "values": "values as they come in",
        "tables": "the tables, read from the metadata, and the keys of rows",
    },
    "auth": {"limits": "counts of failed sign-ins, which live in Valkey and not in SQL"},
    "exports": {"command": "what the command line calls"},
    "imports": {
        "batches": "one batch of issues, written",
        "command": "what the command line calls",
        "imported": "what a file holds, before it meets the database",
        "process": "what the child process of an import job does",
        "runner": "what starts and ends those processes",
        "jira_*": "Jira's CSV: reading, dates, links, values, mapping",
        "ndjson_*": "a whole tracker: lines, rows, errors, SQL, the import, its command",
        "records": "the rows as they are written",
        "report": "what the import tells its user",
        "wiki*": "Jira's markup to Markdown",
    },
    "issues": {
        "filters": "the conditions of lists, groups and exports alike",
        "groups": "counts by a column",
        "lists": "sorting, columns and ranking of lists",
        "names": "labels, components and versions, renamed wherever issues name them",
        "ranked": "the best matches of a search",
        "ranking": "the order on boards",
        "rules": "the rules of an issue as pure functions",
        "search": "full text",
        "versions": "the version of an issue, asked for by many at once",
        "wanted": "what a change asks for, with its consequences",
    },
    "metrics": {"intervals": "days, weeks and months in a time zone"},
    "reporting": {
        "functions": "SQL functions and triggers, which keep the tables",
        "keeper": "counts days in the background of the API",
        "reader": "SQL of the role that reads the views, and nothing else",
        "views": "SQL of the views",
    },
    "projects": {"access": "what an actor may see, a part of every other feature's queries"},
}

MOST_LINES = 400
LONGER = {
    "tests/features/metrics/test_metrics.py": "the same few issues, one figure after the other",
    "tests/api/test_permissions.py": "a line for each operation",
    "tests/core/test_embedded.py": "the same running servers under one fault after the other",
    "tests/features/imports/test_jira_mapping.py": "a case for each column that is mapped",
}

SOURCES = sorted(
    path
    for folder in ("src", "tests", "alembic", "bench")
    for path in ROOT.glob(f"{folder}/**/*.py")
)


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("feature", sorted(path.parent for path in FEATURES.glob("*/__init__.py")))
def test_features_invent_no_names(feature: Path) -> None:
    more = MORE_NAMES.get(feature.name, {})
    invented = [
        path.name
        for path in feature.rglob("*.py")
        if path.stem not in NAMES and not any(path.match(f"{name}.py") for name in more)
    ]
    assert invented == [], "use the common names, or give a new one its reason here"


@pytest.mark.parametrize("feature", sorted(path.parent for path in FEATURES.glob("*/__init__.py")))
def test_features_say_what_they_are(feature: Path) -> None:
    assert '"""' in (feature / "__init__.py").read_text()


def test_files_can_be_read_in_one_sitting() -> None:
    lengths = {relative(path): len(path.read_text().splitlines()) for path in SOURCES}
    long = {name: lines for name, lines in lengths.items() if lines > MOST_LINES}
    assert long.keys() <= LONGER.keys(), long


def test_nothing_is_left_for_later() -> None:
    marks = ("to" + "do", "fix" + "me", "xx" + "x")  # in two parts, or this file had them
    for_later = re.compile("|".join(rf"\b{mark.upper()}\b" for mark in marks))
    texts = [*SOURCES, *ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), ROOT / "Makefile"]
    assert [relative(path) for path in texts if for_later.search(path.read_text())] == []
