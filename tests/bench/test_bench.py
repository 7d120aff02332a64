"""The bench runs through on a tiny set, whatever the figures are."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from bench.run import options

from bench import footprint

ROOT = Path(__file__).parents[2]
OPERATIONS = {
    "issue",
    "page",
    "deep",
    "search_rare",
    "search_usual",
    "search_common",
    "groups",
    "unchanged",
    "csv",
    "csv_all",
    "password",
    "create",
    "create_one",
    "change",
    "ndjson",
    "import",
}


def run(folder: Path, *options: str) -> tuple[dict[str, Any], str]:
    """The result of a run and what it said."""
    command = [sys.executable, "-m", "bench.run", "--results", str(folder / "results"), *options]
    # What is measured here runs as it does for people, not traced for coverage.
    environment = {name: value for name, value in os.environ.items() if "COVERAGE" not in name}
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    (written,) = (folder / "results").iterdir()
    return json.loads(written.read_bytes()), done.stdout


@pytest.mark.long
def test_all_operations_without_errors(tmp_path: Path) -> None:
    only = ",".join([*OPERATIONS, "reports"])
    tiny = ["--issues", "500", "--seconds", "0.1", "--repeat", "1", "--only", only]

    result, said = run(tmp_path, *tiny, "--data-dir", str(tmp_path / "data"))

    skipped = {reason.partition(":")[0] for reason in result["skipped"]}
    assert {line["operation"] for line in result["lines"]} | skipped == OPERATIONS
    assert skipped == set()
    lines = {line["operation"]: line for line in result["lines"]}
    for line in lines.values():
        assert line["errors"] == {}
        assert {"ours", line["against"]} <= line["sides"].keys()
    assert all(side["per_second"] > 0 for side in lines["csv_all"]["sides"].values())
    assert 0 < lines["csv"]["sides"]["ours"]["rows"] < lines["csv_all"]["sides"]["ours"]["rows"]
    assert lines["csv_all"]["sides"]["floor"]["rows"] == 500
    assert lines["password"]["sides"]["ours"]["beside"] > 0
    assert lines["password"]["sides"]["alone"]["beside"] == 0
    assert set(result["memory_bytes"]) == {"API", "PostgreSQL", "Valkey"}
    assert all(result["memory_bytes"].values())
    reports = {figure["title"] for figure in result["figures"] if figure["key"] == "reports"}
    assert {"metrics: workload", "flow of an issue", "dashboard: issues"} <= reports
    assert " bounds are kept" in said
    assert not list(tmp_path.glob("bench-exchange-*"))


@pytest.mark.long
def test_size_and_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in os.environ:
        if "COVERAGE" in name:
            monkeypatch.delenv(name)
    said: list[str] = []

    found = footprint.measure(tmp_path / "data", said.append, demo=False, workers=2)

    assert {figure.title: figure.bound for figure in found} == {
        "ready on an empty folder": 10,
        "ready on an existing folder": 3,
        "memory with one worker": 250,
        "memory of a further worker": 90,
    }
    assert all(figure.value > 0 for figure in found)
    assert [line.partition(", memory (PSS): API ")[0] for line in said] == [
        "one worker",
        "2 workers",
    ]


def test_what_there_is_not_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        options(["--only", "page,pages"])

    assert "no pages; there are issue, page, " in capsys.readouterr().err
