"""``ticketing db shell``: psql on a tracker's database, wherever that is."""

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

from processes import CLEAN, command, run
from support import PATIENCE
from ticketing.commands import shell
from ticketing.commands.errors import CommandError
from ticketing.core.embedded import EmbeddedError, EmbeddedServers, Endpoints


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shell") / "data"
    with EmbeddedServers(folder):
        pass
    return folder


def test_the_embedded_database_answers(folder: Path) -> None:
    told = run("db", "shell", "--data-dir", folder, "-At", "-c", "SELECT 6 * 7")
    assert (told.returncode, told.stdout) == (0, "42\n"), told.stderr
    piped = run("db", "shell", "-At", "--data-dir", folder, given="SELECT 'piped';\n")
    assert piped.stdout == "piped\n"
    wrong = run("db", "shell", "--data-dir", folder, "-c", "nonsense")
    assert wrong.returncode == 1
    assert "syntax error" in wrong.stderr


def test_named_servers_answer_and_no_password_is_shown(
    servers: Endpoints, database_url: str
) -> None:
    named = {
        "TICKETING_DATABASE_URL": database_url,
        "TICKETING_REDIS_URL": servers.redis_url,
        "TICKETING_DATA_DIR": "",
    }
    told = run("db", "shell", "-At", "-c", "SELECT count(*) FROM issues", **named)
    assert (told.returncode, told.stdout) == (0, "0\n"), told.stderr
    sleeping = "SELECT pg_sleep(600)"
    with subprocess.Popen(
        command("db", "shell", "-c", sleeping),
        env=CLEAN | named,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        deadline = time.monotonic() + PATIENCE
        line = b""
        while sleeping.encode() not in line:
            assert time.monotonic() < deadline
            time.sleep(0.02)
            for child in children.read_text().split():
                line = Path(f"/proc/{child}/cmdline").read_bytes()
        assert database_url.split(":")[2].split("@", maxsplit=1)[0].encode() not in line
        while b"pg_sleep" not in activity(named):
            assert time.monotonic() < deadline
        os.killpg(process.pid, signal.SIGINT)  # as Ctrl-C does: psql ends the statement
        assert process.stderr is not None
        assert "canceling statement" in process.stderr.read()
        assert process.wait(PATIENCE) == 1


def activity(named: dict[str, str]) -> bytes:
    asked = "SELECT string_agg(query, ' ') FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
    return run("db", "shell", "-At", "-c", asked, **named).stdout.encode()


def test_without_the_bundled_psql_another_is_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> Path:
        raise EmbeddedError("not installed")

    monkeypatch.setattr(shell, "psql_path", missing)
    monkeypatch.setattr(shutil, "which", lambda _: "/usr/bin/psql")
    assert shell._psql() == "/usr/bin/psql"
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(CommandError, match="no psql here"):
        shell.run_psql("postgresql://x@127.0.0.1:1/x", [])
