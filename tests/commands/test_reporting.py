"""``ticketing db check-reporting`` and ``reader-password``, as they are called."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest
from typer.testing import CliRunner

from converters.load import SAMPLES, convert_folder
from processes import Invoked, run
from support import PASSWORD
from ticketing.cli import app
from ticketing.commands import reporting
from ticketing.commands.errors import CommandError
from ticketing.core.embedded import EmbeddedServers, Endpoints
from ticketing.core.settings import Settings


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A data folder with the sample histories, its servers running."""
    folder = tmp_path_factory.mktemp("reporting") / "data"
    samples = tmp_path_factory.mktemp("samples") / "samples.ndjson"
    convert_folder(SAMPLES, samples)
    with EmbeddedServers(folder):
        assert Invoked("import", samples, "--data-dir", folder).returncode == 0
        yield folder


def tell(folder: Path, *statements: str) -> None:
    async def work() -> None:
        with EmbeddedServers(folder) as endpoints:
            connection = await asyncpg.connect(endpoints.database_dsn)
            for statement in statements:
                await connection.execute(statement)
            await connection.close()

    asyncio.run(work())


def test_what_differs_is_told_and_made_anew(folder: Path) -> None:
    data_dir = ("--data-dir", folder)
    clean = Invoked("db", "check-reporting", *data_dir)
    assert (clean.returncode, clean.stdout) == (0, "Reporting tells what the history tells.\n")
    assert Invoked("db", "check-reporting", "--rebuild", *data_dir).returncode == 0
    tell(
        folder,
        "DELETE FROM status_spans WHERE issue_project = 'INC'",
        "UPDATE status_spans SET issue_status = 4 WHERE issue_project = 'AJ' AND span_number = 1",
        "SELECT settle_flow(project_key, 100000) FROM projects",
        "UPDATE flow_days SET issues = issues + 1 WHERE issue_project = 'WIDGETS'",
    )
    found = Invoked("db", "check-reporting", *data_dir)
    assert found.returncode == 1
    assert "issues have other spans of status than their history tells: " in found.stdout
    assert "INC-1" in found.stdout
    assert "counted wrong: WIDGETS\n" in found.stdout
    mended = Invoked("db", "check-reporting", "--rebuild", *data_dir)
    assert mended.returncode == 0, mended.stdout
    assert mended.stdout.endswith("Reporting tells what the history tells.\n")
    assert Invoked("db", "check-reporting", *data_dir).returncode == 0


def test_the_readers_password_is_set(folder: Path) -> None:
    data_dir = ("--data-dir", str(folder))
    made = run("db", "reader-password", "--generate", *data_dir)
    assert made.returncode == 0, made.stderr
    word = made.stdout.strip()
    assert len(word) == 32
    assert word not in made.stderr
    given = CliRunner().invoke(app, ["db", "reader-password", *data_dir], input="short\n")
    assert given.exit_code == 1
    assert "12 to 200 characters" in given.output
    given = CliRunner().invoke(app, ["db", "reader-password", *data_dir], input="\n")
    assert given.exit_code == 1
    assert "holds no password" in given.output
    given = CliRunner().invoke(app, ["db", "reader-password", *data_dir], input=f"{word}2\n")
    assert given.exit_code == 0, given.output
    assert "ticketing_reader has a new password." in given.output


async def may_sign_in(dsn: str, password: str) -> bool:
    try:
        connection = await asyncpg.connect(dsn, user="ticketing_reader", password=password)
    except asyncpg.InvalidPasswordError:
        return False
    await connection.close()
    return True


def test_the_settings_may_say_it(folder: Path) -> None:
    with EmbeddedServers(folder) as endpoints:
        dsn = endpoints.database_dsn
        word = "said-by-the-settings"
        reporting.apply_reader_password(dsn, Settings())
        assert not asyncio.run(may_sign_in(dsn, word))
        reporting.apply_reader_password(dsn, Settings(reader_password=word))
        assert asyncio.run(may_sign_in(dsn, word))
        assert not asyncio.run(may_sign_in(dsn, PASSWORD))
        with pytest.raises(CommandError, match="12 to 200"):
            reporting.apply_reader_password(dsn, Settings(reader_password="short"))


async def _unprivileged(endpoints: Endpoints) -> str:
    """A database of a user who may not make roles, after the role was taken away."""
    connection = await asyncpg.connect(endpoints.database_dsn)
    await connection.execute("DROP OWNED BY ticketing_reader; DROP ROLE ticketing_reader")
    await connection.execute("CREATE ROLE plain LOGIN PASSWORD 'plain'")
    await connection.execute("CREATE DATABASE plain OWNER plain")
    await connection.close()
    return endpoints.database_dsn.replace("/ticketing?", "/plain?")


def test_a_missing_role_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "data"
    assert run("db", "upgrade", "--data-dir", folder).returncode == 0
    with EmbeddedServers(folder) as endpoints:
        dsn = asyncio.run(_unprivileged(endpoints))
        own = dsn.partition("@")[2]
        monkeypatch.setenv("TICKETING_DATABASE_URL", f"postgresql://plain:plain@{own}")
        monkeypatch.setenv("TICKETING_REDIS_URL", endpoints.redis_url)
        upgraded = CliRunner().invoke(app, ["db", "upgrade"])
        assert upgraded.exit_code == 0, upgraded.output
        assert "The role ticketing_reader, which Grafana reads with, does not exist" in (
            upgraded.output
        )
        assert "The database has revision" in upgraded.output
        refused = CliRunner().invoke(app, ["db", "reader-password", "--generate"])
        assert refused.exit_code == 1
        assert "may not make roles" in refused.output
