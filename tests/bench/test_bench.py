"""The bench runs through on a tiny set, whatever the figures are."""

import json
import os
import subprocess
import sys
from pathlib import Path

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
    "create",
    "create_one",
    "change",
}


def test_all_operations_without_errors(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "bench.run", "--issues", "500", "--seconds", "0.1"]
    command += ["--repeat", "1", "--data-dir", str(tmp_path / "data")]
    command += ["--results", str(tmp_path / "results")]

    # What is measured here runs as it does for people, not traced for coverage.
    environment = {name: value for name, value in os.environ.items() if "COVERAGE" not in name}
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    (written,) = (tmp_path / "results").iterdir()
    result = json.loads(written.read_bytes())
    assert {line["operation"] for line in result["lines"]} == OPERATIONS
    for line in result["lines"]:
        assert line["errors"] == {}
        assert {"ours", line["against"]} <= line["sides"].keys()
    assert set(result["memory_bytes"]) == {"API", "PostgreSQL", "Valkey"}
    assert all(result["memory_bytes"].values())
