"""``ticketing export`` and ``ticketing import FILE``, as they are called."""

import os
import subprocess
from pathlib import Path

import pytest

from converters.load import SAMPLES, convert_folder
from dumps import write
from processes import CLEAN, Invoked, command, run
from ticketing.core.embedded import EmbeddedServers, Endpoints


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder that was never served."""
    folder = tmp_path_factory.mktemp("ndjson") / "data"
    with EmbeddedServers(folder):
        pass
    return folder


def test_export_drop_import(folder: Path, tmp_path: Path) -> None:
    """The whole way, on the servers of a folder: the second export equals the first."""
    data_dir = ("--data-dir", folder)
    convert_folder(SAMPLES, tmp_path / "samples.ndjson")
    first = Invoked("import", tmp_path / "samples.ndjson", "--check-history", *data_dir)
    assert first.returncode == 0, first.stderr
    assert "12  rows of issues" in first.stdout
    assert "Sign in as admin with this tracker's password." in first.stdout
    assert "Password, shown this once: " in first.stdout
    exported = Invoked("export", tmp_path / "a.ndjson.gz", *data_dir)
    assert exported.stdout.startswith("Exported 12 issues with "), exported.stderr
    assert Invoked("export", tmp_path / "a.ndjson.gz", *data_dir).returncode == 1
    again = Invoked("import", tmp_path / "a.ndjson.gz", *data_dir)
    assert again.returncode == 1
    assert "not empty" in again.stderr
    assert again.stderr.endswith("Nothing was imported.\n")
    assert Invoked("db", "drop", "--yes", *data_dir).returncode == 0
    tried = Invoked("import", "--dry-run", tmp_path / "a.ndjson.gz", *data_dir)
    assert tried.stdout.startswith("Dry run: nothing was written."), tried.stderr
    back = Invoked("import", tmp_path / "a.ndjson.gz", *data_dir)
    assert back.returncode == 0, back.stderr
    assert Invoked("export", tmp_path / "b.ndjson.gz", *data_dir).returncode == 0
    assert (tmp_path / "a.ndjson.gz").read_bytes() == (tmp_path / "b.ndjson.gz").read_bytes()


def test_pipes_and_named_servers(servers: Endpoints, database_url: str, tmp_path: Path) -> None:
    here = f"/proc/{os.getpid()}/fd/"  # the folders of this process, for others to use too
    named = {
        "TICKETING_DATABASE_URL": database_url.replace("/proc/self/fd/", here),
        "TICKETING_REDIS_URL": servers.redis_url.replace("/proc/self/fd/", here),
        "TICKETING_SECRET_KEY": "0123456789abcdef0123456789abcdef",
        "TICKETING_ADMIN_USERNAME": "root",
        "TICKETING_ADMIN_PASSWORD": "correct horse battery",
        "TICKETING_DATA_DIR": "",
    }
    user = ("users", {"username": "ann"})
    file = write(tmp_path / "a.ndjson", user, user)
    refused = run("import", "-", given=file.read_text(), **named)
    assert refused.returncode == 1
    assert refused.stderr.startswith("-: Line 3: users has username 'ann' already")
    file = write(tmp_path / "a.ndjson", user)
    taken = run("import", "-", given=file.read_text(), **named)
    assert taken.returncode == 0, taken.stderr
    assert "Sign in as root" in taken.stdout
    assert "Password" not in taken.stdout
    told = run("export", "-", **named)
    assert told.returncode == 0, told.stderr
    assert '"username":"ann"' in told.stdout
    assert told.stdout.endswith('"issue_links":0}}\n')
    assert told.stderr == "Exported 0 issues with 0 rows of history, 0 projects and 2 users.\n"


def test_who_reads_may_stop(folder: Path, tmp_path: Path) -> None:
    convert_folder(SAMPLES, tmp_path / "samples.ndjson")
    assert Invoked("db", "drop", "--yes", "--data-dir", folder).returncode == 0
    assert Invoked("import", tmp_path / "samples.ndjson", "--data-dir", folder).returncode == 0
    with subprocess.Popen(
        command("export", "-", "--data-dir", folder),
        env=CLEAN,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        told = process.stderr.read().decode()
    assert (process.returncode, told) == (1, "Error: - cannot be written: Broken pipe\n")


def test_a_history_at_fault_is_told(folder: Path, tmp_path: Path) -> None:
    file = write(
        tmp_path / "a.ndjson",
        ("users", {"username": "ann"}),
        ("projects", {"created_by": "ann", "project_key": "OPS", "project_name": "Operations"}),
        (
            "issues",
            {"created_by": "ann", "created_on": 1, "issue_name": "OPS-1", "issue_summary": "x"},
        ),
    )
    assert Invoked("db", "drop", "--yes", "--data-dir", folder).returncode == 0
    told = Invoked("import", file, "--check-history", "--data-dir", folder)
    assert told.returncode == 1
    assert told.stderr == (
        "OPS-1: creation is missing\n"
        "1 times the history does not give an issue's present state.\nNothing was imported.\n"
    )


def test_the_group_tells_both_ways() -> None:
    told = Invoked("import", "--help").stdout
    assert "FILE" in told
    assert "jira-csv" in told
    assert "ndjson" in told
    missing = Invoked("import", "jira-csv", "/nonexistent.csv")
    assert missing.returncode == 2
    assert "FILE | COMMAND" in Invoked("import").stderr
