"""``ticketing backup`` and ``ticketing restore``, as they are called."""

import os
import pty
import stat
import subprocess
from pathlib import Path

import httpx
import pytest

from processes import CLEAN, Invoked, Serving, command, run, running, serve
from support import PATIENCE
from ticketing.core.embedded import EmbeddedServers, Endpoints

PASSWORD = "correct horse battery"


def ask(serving: Serving, headers: dict[str, str], method: str, path: str, **body: object) -> int:
    answer = httpx.request(
        method, f"{serving.url}{path}", headers=headers, json=body or None, timeout=PATIENCE
    )
    return answer.status_code


def test_a_tracker_is_backed_up_while_it_runs_and_lives_on_elsewhere(tmp_path: Path) -> None:
    """Passwords and access tokens are as they were; sessions are over."""
    here, there, file = tmp_path / "here", tmp_path / "there", tmp_path / "a.backup"
    made = {"project_key": "OPS", "project_name": "Operations"}
    issue = {"issue_project": "OPS", "issue_summary": "x"}
    with serve(here, TICKETING_ADMIN_PASSWORD=PASSWORD) as serving:
        session = serving.token("admin", PASSWORD)
        assert ask(serving, session, "POST", "/api/projects", **made) == 201
        assert ask(serving, session, "POST", "/api/issues", **issue) == 201
        token = httpx.post(
            f"{serving.url}/api/auth/access-tokens",
            headers=session,
            json={"name": "x", "scope": "WRITE"},
            timeout=PATIENCE,
        ).json()["token"]
        told = run("backup", file, "--data-dir", here)
        assert told.returncode == 0, told.stderr
        assert told.stdout.startswith("Backed up 1 issues, 1 projects, 1 users and ")
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        refused = run("restore", file, "--force", "--data-dir", here)
        assert refused.returncode == 1
        assert "ticketing serve already runs" in refused.stderr
        assert ask(serving, session, "POST", "/api/issues", **issue) == 201
    back = run("restore", file, "--data-dir", there)
    assert back.returncode == 0, back.stderr
    assert back.stdout.startswith("Restored 1 issues, 1 projects, 1 users and ")
    assert running(there) == []
    with serve(there) as serving:
        assert not any("Password" in line for line in serving.said)
        program = {"Authorization": f"Bearer {token}"}
        assert ask(serving, program, "GET", "/api/issues/OPS-1") == 200
        assert ask(serving, program, "GET", "/api/issues/OPS-2") == 404
        assert serving.validate(session) == 401
        serving.token("admin", PASSWORD)
        assert ask(serving, program, "POST", "/api/issues", **issue) == 201
        assert ask(serving, program, "GET", "/api/issues/OPS-2") == 200


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a tracker that was never served."""
    folder = tmp_path_factory.mktemp("backups") / "data"
    with EmbeddedServers(folder):
        pass
    assert Invoked("backup", folder / "a", "--data-dir", folder).stderr == (
        "Error: The database has no tables: there is nothing to back up.\n"
    )
    assert Invoked("db", "upgrade", "--data-dir", folder).returncode == 0
    return folder


def test_a_file_that_is_there_is_kept(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "a.backup"
    assert Invoked("backup", file, "--data-dir", folder).returncode == 0
    refused = Invoked("backup", file, "--data-dir", folder)
    assert refused.returncode == 1
    assert "--force replaces it" in refused.stderr
    assert Invoked("backup", file, "--force", "--data-dir", folder).returncode == 0


def test_a_backup_is_checked_without_a_server(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "a.backup"
    assert Invoked("backup", file, "--data-dir", folder).returncode == 0
    told = Invoked("restore", "--check", file, "--data-dir", tmp_path / "none")
    assert told.stdout.startswith("This is a whole backup of 0 issues"), told.stderr
    file.write_bytes(file.read_bytes()[:-1])
    told = Invoked("restore", "--check", file)
    assert (told.returncode, told.stderr) == (
        1,
        "Error: The backup is cut off. Nothing was restored.\n",
    )
    assert not (tmp_path / "none").exists()
    assert "cannot be read" in Invoked("restore", tmp_path / "none").stderr


def test_pipes_and_named_servers(servers: Endpoints, database_url: str, empty: str) -> None:
    """From one server into another, with no file between; the sessions there end."""
    named = {
        "TICKETING_REDIS_URL": servers.redis_url,
        "TICKETING_SECRET_KEY": "0123456789abcdef0123456789abcdef",
        "TICKETING_DATA_DIR": "",
    }
    with (
        subprocess.Popen(
            command("backup", "-"),
            env=CLEAN | named | {"TICKETING_DATABASE_URL": database_url},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        ) as backing,
        subprocess.Popen(
            command("restore", "-"),
            env=CLEAN | named | {"TICKETING_DATABASE_URL": empty},
            stdin=backing.stdout,
            stdout=subprocess.PIPE,
        ) as restoring,
    ):
        assert backing.stdout is not None
        assert backing.stderr is not None
        backing.stdout.close()  # it is the other process's now
        told, _ = restoring.communicate(timeout=PATIENCE)
        errors = backing.stderr.read()
    assert errors.decode().startswith("Backed up 0 issues"), errors
    assert (backing.returncode, restoring.returncode) == (0, 0)
    assert told.decode().startswith("Restored 0 issues")


def test_a_terminal_sees_progress_and_takes_no_backup(folder: Path, tmp_path: Path) -> None:
    def on_a_terminal(*arguments: object) -> str:
        ours, theirs = pty.openpty()
        process = subprocess.Popen(
            command(*arguments, "--data-dir", folder), env=CLEAN, stdout=theirs, stderr=theirs
        )
        os.close(theirs)
        said = b""
        try:
            while part := os.read(ours, 4096):
                said += part
        except OSError:
            pass  # so a terminal ends
        os.close(ours)
        process.wait(PATIENCE)
        return said.decode()

    assert "A backup is no text" in on_a_terminal("backup", "-")
    assert "rows" in on_a_terminal("backup", tmp_path / "a.backup")
    assert "a.backup" in on_a_terminal("restore", "--check", tmp_path / "a.backup")
