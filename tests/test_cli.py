"""The command line as people run it: real processes on real data folders."""

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner

from processes import Invoked, Serving, free_port, run, running, serve
from support import PATIENCE
from ticketing import __version__
from ticketing.cli import app
from ticketing.commands import revisions
from ticketing.commands import serve as serve_command
from ticketing.core.embedded import EmbeddedServers, Endpoints
from ticketing.demo import simulation

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A data folder after its first ``serve``, and the password that was printed."""
    folder = tmp_path_factory.mktemp("cli") / "data"
    with serve(folder) as serving:
        (password,) = (line.split()[-1] for line in serving.said if "Password" in line)
        assert f"Data folder: {folder}" in serving.said
        assert f"Tracker: {serving.url}" in serving.said
        assert httpx.get(f"{serving.url}/api/health/ready").status_code == 200
        assert serving.sign_in("admin", password).status_code == 200
        assert serving.stop() == 0
    assert running(folder) == []
    return folder, password


@pytest.fixture
def folder(first: tuple[Path, str], tmp_path: Path) -> Iterator[Path]:
    """A copy of that folder; nothing may be left running on it."""
    copy = tmp_path / "data"
    subprocess.run(["cp", "-a", first[0], copy], check=True)
    yield copy
    assert running(copy) == []
    shutil.rmtree(copy)


@pytest.fixture(scope="module")
def serving(first: tuple[Path, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    """A ``serve`` for the tests that do not stop it."""
    copy = tmp_path_factory.mktemp("cli") / "data"
    subprocess.run(["cp", "-a", first[0], copy], check=True)
    with serve(copy) as found:
        yield found
        assert found.stop(signal.SIGINT) == 0
    assert running(copy) == []


def test_the_password_is_shown_once(serving: Serving) -> None:
    assert not any("Password" in line for line in serving.said)


def test_a_second_serve_is_refused(serving: Serving) -> None:
    refused = run("serve", "--port", free_port(), "--data-dir", serving.folder)
    assert refused.returncode == 1
    assert re.fullmatch(
        rf"Error: ticketing serve already runs on {re.escape(str(serving.folder))} "
        rf"\(process {serving.process.pid}\): .*\n",
        refused.stderr,
    )


def test_a_port_in_use_is_told(serving: Serving, tmp_path: Path) -> None:
    port = serving.url.rpartition(":")[2]
    refused = run("serve", "--port", port, "--data-dir", tmp_path / "data")
    assert refused.returncode == 1
    assert refused.stderr.startswith(f"Error: Port {port} of 127.0.0.1 is in use"), refused.stderr
    assert refused.stderr.count("\n") == 1
    assert running(tmp_path / "data") == []


def test_accounts_are_managed_beside_a_running_serve(serving: Serving) -> None:
    data_dir = ("--data-dir", serving.folder)
    added = run("user", "add", "ada", "--email", "ada@example.org", "--generate", *data_dir)
    assert added.returncode == 0, added.stderr
    token = serving.token("ada", added.stdout.split()[-1])
    me = httpx.get(f"{serving.url}/api/auth/validate", headers=token).json()
    assert (me["username"], me["user_type"]) == ("ada", 2)

    promoted = Invoked("user", "promote", "ada", *data_dir)
    assert promoted.returncode == 0, promoted.stderr
    assert serving.validate(token) == 401
    token = serving.token("ada", added.stdout.split()[-1])
    me = httpx.get(f"{serving.url}/api/auth/validate", headers=token).json()
    assert me["user_type"] == 1

    changed = Invoked("user", "password", "ada", *data_dir, given="a new long password\n")
    assert changed.returncode == 0, changed.stderr
    assert "a new long password" not in changed.stdout
    assert serving.validate(token) == 401
    assert serving.sign_in("ada", added.stdout.split()[-1]).status_code == 401
    token = serving.token("ada", "a new long password")

    demoted = Invoked("user", "promote", "ada", "--demote", *data_dir)
    assert demoted.returncode == 0, demoted.stderr
    assert serving.validate(token) == 401


def test_people_are_invited_beside_a_running_serve(serving: Serving) -> None:
    data_dir = ("--data-dir", serving.folder)
    invited = run(
        "user", "invite", "zoe", "--email", "zoe@example.org", "--valid-hours", 1, *data_dir,
        TICKETING_PORT=serving.url.rpartition(":")[2],
    )  # fmt: skip
    assert invited.returncode == 0, invited.stderr
    assert invited.stderr.startswith("zoe is added.\n")
    page, _, secret = invited.stdout.strip().partition("#invitation=")
    assert (page, invited.stdout.count("\n")) == (f"{serving.url}/register", 1)
    asked = f"{serving.url}/api/auth/invitations"
    left = httpx.post(f"{asked}/check", json={"token": secret}).json()["expires_on"] / 1000
    assert 3500 < left - time.time() <= 3600
    body = {"token": secret, "password": "correct horse battery"}
    accepted = httpx.post(f"{asked}/accept", json=body)
    token = {"Authorization": f"Bearer {accepted.json()['access_token']}"}
    me = httpx.get(f"{serving.url}/api/users/zoe", headers=token).json()
    assert (me["user_email"], me["user_active"]) == ("zoe@example.org", True)

    again = Invoked("user", "invite", "zoe", "--email", "z@example.org", *data_dir)
    assert again.returncode == 0, again.stderr
    assert "is added" not in again.stderr
    assert serving.validate(token) == 200, "until it is used, nothing changes"
    body["token"] = again.stdout.strip().partition("#invitation=")[2]
    assert httpx.post(f"{asked}/accept", json=body).status_code == 200
    assert serving.validate(token) == 401
    me = httpx.get(f"{serving.url}/api/users/zoe", headers=serving.token("zoe", body["password"]))
    assert me.json()["user_email"] == "z@example.org"


@pytest.mark.parametrize(
    ("arguments", "given", "told"),
    [
        (("invite", "no spaces"), "", "username: "),
        (("invite", "ADMIN"), "", "That name is taken."),
        (("add", "admin"), "long enough\n", "That name is taken."),
        (("password", "nobody"), "long enough\n", "No such user."),
        (("promote", "admin", "--demote"), "", "The last administrator must remain one."),
    ],
)
def test_a_refused_change_of_an_account_is_one_line(
    serving: Serving, arguments: tuple[str, ...], given: str, told: str
) -> None:
    refused = Invoked("user", *arguments, "--data-dir", serving.folder, given=given)
    assert refused.returncode == 1
    assert refused.stderr.startswith(f"Error: {told}"), refused.stderr
    assert refused.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "given", "told"),
    [
        (("user", "add", "no spaces"), "long enough\n", "username: "),
        (("user", "add", "eve"), "short\n", "password: "),
        (("user", "invite", "eve", "--email", "none"), "", "user_email: "),
        (("user", "password", "eve"), "", "Standard input holds no password"),
        (("db", "drop"), "", "This drops all tables"),
    ],
)
def test_what_can_be_refused_at_once_is(arguments: list[str], given: str, told: str) -> None:
    refused = Invoked(*arguments, given=given)
    assert refused.returncode == 1
    assert refused.stderr.startswith(f"Error: {told}"), refused.stderr
    assert refused.stderr.count("\n") == 1


def test_a_long_head_is_refused(serving: Serving) -> None:
    host, port = serving.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nx: ")
        with contextlib.suppress(OSError):
            for _ in range(100):
                connection.sendall(b"a" * 65536)
                time.sleep(0.002)
        with contextlib.suppress(ConnectionResetError):
            assert connection.recv(100).startswith(b"HTTP/1.1 431 ")
    assert httpx.get(f"{serving.url}/api/health/live").status_code == 200


def test_killing_serve_loses_nothing(folder: Path, first: tuple[Path, str]) -> None:
    with serve(folder, "--workers", 2) as before:
        admin = before.token("admin", first[1])
        for number in range(10):
            user = {"username": f"user{number}", "password": "correct horse battery"}
            made = httpx.post(f"{before.url}/api/users", json=user, headers=admin)
            assert made.status_code == 201, made.text
        before.stop(signal.SIGKILL)
    port = before.url.rpartition(":")[2]
    with serve(folder, "--port", port) as after:  # the later --port wins
        after.url = before.url
        users = httpx.get(f"{after.url}/api/users?q=user", headers=admin).json()
        assert users["total"] == 10
        assert after.validate(after.token("user9", "correct horse battery")) == 200
        assert after.stop() == 0


def test_a_server_that_died_is_started_again(serving: Serving, first: tuple[Path, str]) -> None:
    token = serving.token("admin", first[1])
    os.kill(int((serving.folder / "valkey" / "v.pid").read_text()), signal.SIGKILL)
    postmaster = (serving.folder / "postgres" / "postmaster.pid").read_text().split()[0]
    os.kill(int(postmaster), signal.SIGQUIT)
    deadline = time.monotonic() + PATIENCE
    while httpx.get(f"{serving.url}/api/health/ready").status_code != 200:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    assert serving.validate(token) == 200


def test_an_import_tells_what_it_did(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "jira.csv"
    file.write_text(
        "Summary,Issue key,Issue Type,Status,Project key,Project name,Priority,Reporter,Created\n"
        "It fails,OPS-7,Bug,Open,OPS,Operations,Major,ada,01/Feb/21 10:00 AM\n"
    )
    told = Invoked("import", "jira-csv", file, "--dry-run", "--data-dir", folder)
    assert told.returncode == 0, told.stdout + told.stderr
    assert "nothing was written" in told.stdout + told.stderr


def test_commands_without_serve(folder: Path) -> None:
    data_dir = ("--data-dir", folder)
    upgraded = Invoked("db", "upgrade", *data_dir)
    assert upgraded.returncode == 0, upgraded.stderr
    assert re.fullmatch(r"The database has revision \S+\.\n", upgraded.stdout)
    dropped = Invoked("db", "drop", "--yes", *data_dir)
    assert dropped.stdout == "All tables are dropped.\n", dropped.stderr
    again = Invoked("db", "drop", "--yes", *data_dir)
    assert again.stdout == "The database has no tables.\n", again.stderr
    added = Invoked("user", "add", "ada", "--admin", *data_dir, given="correct horse battery\n")
    assert added.stdout == "ada is added.\n", added.stderr


@pytest.mark.parametrize(
    ("environment", "told"),
    [
        ({"TICKETING_PORT": "many"}, "TICKETING_PORT: "),
        ({"TICKETING_TRUSTED_PROXIES": "here"}, "TICKETING_TRUSTED_PROXIES: "),
        ({"TICKETING_DATABASE_URL": "postgresql://127.0.0.1:1/x"}, "Set both "),
        (
            {
                "TICKETING_DATABASE_URL": "postgresql://127.0.0.1:1/x",
                "TICKETING_REDIS_URL": "redis://127.0.0.1:1",
            },
            "Set TICKETING_SECRET_KEY ",
        ),
        (
            {
                "TICKETING_DATABASE_URL": "postgresql://127.0.0.1:1/x",
                "TICKETING_REDIS_URL": "redis://127.0.0.1:1",
                "TICKETING_SECRET_KEY": "0123456789abcdef0123456789abcdef",
            },
            "The session store is away",
        ),
        ({"TICKETING_HOST": "203.0.113.1"}, "Listening on 203.0.113.1, port 8000, is not possible"),
        ({"TICKETING_DATA_DIR": "/proc"}, "/proc is not empty and was not made by ticketing"),
    ],
)
def test_wrong_settings_are_one_clear_line(
    environment: dict[str, str], told: str, tmp_path: Path
) -> None:
    refused = run("serve", **({"TICKETING_DATA_DIR": str(tmp_path / "data")} | environment))
    assert refused.returncode == 1
    assert refused.stderr.startswith(f"Error: {told}"), refused.stderr
    assert refused.stderr.count("\n") == 1


def test_the_demo_is_loaded_once(folder: Path) -> None:
    assert serve_command.LAST_DEMO_PROJECT == simulation.KEY
    there = (
        "INSERT INTO projects (created_on, updated_on, created_by, project_key, project_name,"
        " project_description, project_visibility) VALUES (1, 1, 'admin', 'SIM', 'Demo', '', 1)"
    )
    with EmbeddedServers(folder) as endpoints:
        revisions.query(endpoints.database_dsn, lambda connection: connection.execute(there))
    with serve(folder, "--seed-demo") as serving:
        assert [line.partition(":")[0] for line in serving.said] == [
            "Data folder", "Tracker", "API documentation", "ready",
        ]  # fmt: skip


def test_servers_that_are_named_are_used(servers: Endpoints, database_url: str) -> None:
    here = f"/proc/{os.getpid()}/fd/"  # the folders of this process, for others to use too
    named = {
        "TICKETING_DATABASE_URL": database_url.replace("/proc/self/fd/", here),
        "TICKETING_REDIS_URL": servers.redis_url.replace("/proc/self/fd/", here),
        "TICKETING_SECRET_KEY": "0123456789abcdef0123456789abcdef",
        "TICKETING_ADMIN_USERNAME": "root",
        "TICKETING_ADMIN_PASSWORD": "correct horse battery",
        "TICKETING_PUBLIC_URL": "https://tickets.example.org/tracker/",
        "TICKETING_DATA_DIR": "",
        "TICKETING_WORKERS": "2",
    }
    with serve(Path("/nonexistent"), **named) as serving:
        assert "Tracker: https://tickets.example.org/tracker" in serving.said
        assert not any("Password" in line or "Data folder" in line for line in serving.said)
        token = serving.token("root", "correct horse battery")
        promoted = run("user", "add", "ada", "--admin", "--generate", **named)
        assert promoted.returncode == 0, promoted.stderr
        assert serving.validate(token) == 200
        invited = run("user", "invite", "ada", **named)
        address = "https://tickets.example.org/tracker/register#invitation="
        assert invited.stdout.startswith(address), invited.stderr
        assert serving.stop(signal.SIGHUP) == 0
    both = run("db", "upgrade", "--data-dir", "/nonexistent", **named)
    assert both.returncode == 1
    assert both.stderr.startswith("Error: --data-dir names a folder and TICKETING_DATABASE_URL")
    unreachable = run(
        "db", "upgrade", **named | {"TICKETING_DATABASE_URL": "postgresql://[::1]:1/x"}
    )
    assert unreachable.returncode == 1
    assert unreachable.stderr.startswith("Error: The database cannot be reached: ")


def test_a_migration_is_written(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(ROOT / "alembic", tmp_path / "alembic")
    shutil.copy(ROOT / "alembic.ini", tmp_path)
    before = set((tmp_path / "alembic" / "versions").glob("*.py"))
    monkeypatch.chdir(tmp_path)
    written = Invoked("db", "revision", "nothing at all", "--data-dir", folder)
    assert written.returncode == 0, written.stderr
    (new,) = set((tmp_path / "alembic" / "versions").glob("*.py")) - before
    assert re.fullmatch(r"\d{8}_\d{4}_nothing_at_all\.py", new.name)
    assert new.read_text().count("    pass\n") == 2


def test_the_version_is_told() -> None:
    assert CliRunner().invoke(app, ["--version"]).stdout == f"{__version__}\n"
