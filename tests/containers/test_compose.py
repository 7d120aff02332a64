"""docker-compose.yml: who runs how, who reaches whom, and that its settings mean something."""

import asyncio
import os
import re
import shutil
import signal
import subprocess
from pathlib import Path
from typing import Any

import asyncpg
import pytest
import yaml

from dockerfiles import stages
from processes import CLEAN
from proxies import ROOT, folder_for_all, wait_for
from support import PATIENCE
from ticketing.core import embedded_programs, migrations
from ticketing.core.embedded import EmbeddedServers
from ticketing.core.settings import Settings

COMPOSE = ROOT / "docker-compose.yml"
EXAMPLE = ROOT / ".env.example"
GENERATE = ROOT / "deploy" / "env.sh"


@pytest.fixture(scope="session")
def stack() -> dict[str, Any]:
    return dict(yaml.safe_load(COMPOSE.read_text()))


@pytest.fixture(scope="session")
def services(stack: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return dict(stack["services"])


@pytest.fixture
def environment_file(tmp_path: Path) -> Path:
    path = tmp_path / "environment"
    done = subprocess.run([GENERATE, path], capture_output=True, text=True, check=True)
    assert "TICKETING_ADMIN_PASSWORD" in done.stdout
    return path


def values(path: Path) -> dict[str, str]:
    return dict(re.findall(r"^([A-Z_]+)=(.*)$", path.read_text(), re.MULTILINE))


# --- .env -------------------------------------------------------------------------------------


def test_every_secret_is_another_one_and_only_its_owner_may_read_it(
    environment_file: Path, tmp_path: Path
) -> None:
    example, made = values(EXAMPLE), values(environment_file)
    secrets = [name for name, value in example.items() if value == "generate"]
    assert len(secrets) == 8
    assert {len(made[name]) for name in secrets} == {48}
    assert len({made[name] for name in secrets}) == len(secrets)
    assert all(made[name] == example[name] for name in example if name not in secrets)
    assert environment_file.stat().st_mode & 0o777 == 0o600
    other = tmp_path / "other"
    subprocess.run([GENERATE, other], capture_output=True, check=True)
    assert not {made[name] for name in secrets} & {values(other)[name] for name in secrets}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["environment", "other"]


def test_the_containers_users_can_read_a_checkout_that_only_its_owner_could(
    tmp_path: Path,
) -> None:
    checkout = tmp_path / "checkout"
    checkout.mkdir()
    shutil.copy(EXAMPLE, checkout)
    for name in ("deploy", "grafana"):
        shutil.copytree(ROOT / name, checkout / name)
    key = checkout / "deploy" / "tls" / "privkey.pem"
    key.write_text("secret")
    for path in checkout.rglob("*"):
        path.chmod(path.stat().st_mode & 0o700)
    subprocess.run([checkout / "deploy" / "env.sh"], capture_output=True, check=True)

    def open_to_all(path: Path) -> bool:
        needed = 0o005 if path.is_dir() else 0o004
        return path.stat().st_mode & needed == needed

    script = checkout / "deploy" / "postgres" / "10-ticketing.sh"
    assert script.stat().st_mode & 0o777 == 0o755
    mounted = [checkout / "deploy" / "tls", script.parent, checkout / "grafana"]
    assert all(map(open_to_all, [*mounted, *mounted[2].rglob("*")]))
    assert key.stat().st_mode & 0o777 == 0o600
    assert (checkout / ".env").stat().st_mode & 0o777 == 0o600


def test_what_is_there_is_not_written_over(environment_file: Path) -> None:
    before = environment_file.read_text()
    done = subprocess.run([GENERATE, environment_file], capture_output=True, check=False)
    assert done.returncode == 1
    assert b"is there already" in done.stderr
    assert environment_file.read_text() == before


def test_the_example_has_what_the_stack_asks_for_and_nothing_else() -> None:
    text, example = COMPOSE.read_text(), values(EXAMPLE)
    asked = dict(re.findall(r"\$\{([A-Z_]+)(:[?-][^}]*)\}", text))
    assert asked.keys() == example.keys()
    for name, rest in asked.items():
        if example[name] == "generate" or name == "TICKETING_PUBLIC_URL":
            assert rest == ":?run make env", f"{name} has no default"
        else:
            assert rest == f":-{example[name]}", f"{name} has the example's default"


def test_settings_have_the_names_that_programs_know(services: dict[str, dict[str, Any]]) -> None:
    for name in ("api", "migrate"):
        fields = {field.upper() for field in Settings.model_fields}
        fields.add("READER_PASSWORD")  # of the role that reports read with
        told = {key.removeprefix("TICKETING_") for key in services[name]["environment"]}
        assert told <= fields
    script = (ROOT / "proxy" / "run.sh").read_text()
    for key in services["proxy"]["environment"]:
        assert f"${{{key}:-" in script, key


def test_grafana_is_told_what_its_provisioning_asks_for(
    services: dict[str, dict[str, Any]],
) -> None:
    texts = [path.read_text() for path in ROOT.glob("grafana/provisioning/**/*.yaml")]
    asked = set(re.findall(r"\$\{?([A-Z][A-Z_]+)", "".join(texts)))
    assert asked <= services["grafana"]["environment"].keys()


# --- the services -----------------------------------------------------------------------------


def test_every_service_has_as_little_as_it_can(services: dict[str, dict[str, Any]]) -> None:
    built = stages(ROOT / "Dockerfile")
    for name, service in services.items():
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert not {"privileged", "cap_add", "devices"} & service.keys(), name
        assert {"mem_limit", "pids_limit"} <= service.keys(), name
        assert service["logging"]["options"]["max-size"], name
        if "build" in service:
            assert built[service["build"]["target"]].last("USER").startswith("10001")
        else:
            assert re.search(r":\d+(\.\d+)*(-[a-z]+)?$", service["image"]), "a version"
        if "build" not in service and name != "grafana":  # whose image does so itself
            assert service["user"] not in {"root", "0"}


def test_only_the_proxy_can_be_reached_and_who_need_not_meet_do_not(
    stack: dict[str, Any], services: dict[str, dict[str, Any]]
) -> None:
    assert [name for name, service in services.items() if "ports" in service] == ["proxy"]
    closed = {
        name for name, network in stack["networks"].items() if (network or {}).get("internal")
    }
    for name, service in services.items():
        assert name == "proxy" or set(service["networks"]) <= closed, name

    def peers(name: str) -> set[str]:
        own = set(services[name]["networks"])
        return {other for other in services if own & set(services[other]["networks"])} - {name}

    assert peers("proxy") == {"api", "grafana"}
    assert peers("grafana") == {"proxy", "db"}
    assert peers("redis") == {"db", "migrate", "api"}
    assert services["api"]["environment"]["TICKETING_TRUSTED_PROXIES"] in str(stack["networks"])


def test_each_starts_when_what_it_needs_is_well(services: dict[str, dict[str, Any]]) -> None:
    conditions = {
        name: {other: needs["condition"] for other, needs in service.get("depends_on", {}).items()}
        for name, service in services.items()
    }
    healthy, done = "service_healthy", "service_completed_successfully"
    assert conditions["migrate"] == {"db": healthy, "redis": healthy}
    assert conditions["api"] == {"db": healthy, "redis": healthy, "migrate": done}
    assert conditions["proxy"] == {"api": healthy}
    assert conditions["grafana"] == {"api": healthy}
    for name in ("db", "redis", "grafana"):  # the others' images bring theirs
        assert services[name]["healthcheck"]["test"]


def test_what_must_stay_has_a_volume(
    stack: dict[str, Any], services: dict[str, dict[str, Any]]
) -> None:
    mounts = {name: dict(str(volume).split(":")[:2] for volume in service.get("volumes", []))
              for name, service in services.items()}  # fmt: skip
    assert (
        mounts["db"]["database"] == "/var/lib/postgresql"
    )  # since 18 the version's folder is in it
    assert mounts["redis"]["sessions"] == "/data"
    assert mounts["grafana"]["dashboards"] == "/var/lib/grafana"
    assert mounts["api"]["uploads"] == "/tmp"  # files of a gigabyte, and not in memory
    named = {
        source for found in mounts.values() for source in found if not source.startswith((".", "$"))
    }
    assert named == set(stack["volumes"])


def test_an_engine_would_take_it(environment_file: Path) -> None:
    for command in (["docker", "compose"], ["docker-compose"]):
        if shutil.which(command[0]) is None:
            continue
        if subprocess.run([*command, "version"], capture_output=True, check=False).returncode == 0:
            break
    else:
        pytest.skip("there is neither docker compose nor docker-compose")
    done = subprocess.run(
        [*command, "--file", COMPOSE, "--env-file", environment_file, "config", "--quiet"],
        capture_output=True,
        text=True,
        check=False,
        env=CLEAN,
    )
    assert done.returncode == 0, done.stderr


# --- what its commands do ---------------------------------------------------------------------


@pytest.fixture
def programs(tmp_path: Path) -> str:
    """A PATH on which the servers' programs have the names that their images give them."""
    account = embedded_programs.Account(os.geteuid(), os.getegid(), "")
    folder = tmp_path / "programs"
    folder.mkdir()
    (folder / "valkey-server").symlink_to(embedded_programs.find_programs(account).valkey)
    (folder / "psql").symlink_to(embedded_programs.psql_path())
    return f"{folder}:{os.environ['PATH']}"


def test_the_session_store_asks_for_its_password(
    services: dict[str, dict[str, Any]], tmp_path: Path, programs: str
) -> None:
    shell, option, script = services["redis"]["command"]
    data = tmp_path / "data"
    data.mkdir()
    # As compose and the container would see it, but for the folder and the port.
    script = script.replace("$$", "$").replace("dir /data", f"dir {data}\nport 0\nunixsocket s")
    environment = {"PATH": programs, "REDISCLI_AUTH": "a secret"}
    process = subprocess.Popen([shell, option, script], env=environment, cwd=data,
                               stdout=subprocess.DEVNULL)  # fmt: skip
    try:
        wait_for((data / "s").is_socket)

        async def ask(*lines: str) -> bytes:
            reader, writer = await asyncio.open_unix_connection(str(data / "s"))
            writer.write("".join(f"{line}\r\n" for line in lines).encode())
            answer = b"".join([await reader.readline() for _ in lines])
            writer.close()
            return answer

        assert asyncio.run(ask("PING")).startswith(b"-NOAUTH")
        assert asyncio.run(ask('AUTH "a secret"', "PING")) == b"+OK\r\n+PONG\r\n"
        assert (data / "appendonlydir").is_dir()
        assert "a secret" not in Path(f"/proc/{process.pid}/cmdline").read_text()
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE)


def test_the_database_can_be_made_and_started(services: dict[str, dict[str, Any]]) -> None:
    """As the image's script does it: with the locale of the image, and not as root."""
    service = services["db"]
    account = embedded_programs.server_account(os.geteuid())
    there = embedded_programs.find_programs(account)
    options = account.popen_options()
    options["env"] = {"LANG": "en_US.utf8", "TZ": "UTC"}
    program, *arguments = service["command"]
    with folder_for_all() as folder:
        cluster = folder / "18"
        cluster.mkdir(mode=0o700)
        os.chown(cluster, account.uid, account.gid)
        given = service["environment"]["POSTGRES_INITDB_ARGS"].split()
        made = subprocess.run(
            [there.bin_dir / "initdb", "--pgdata", cluster, "--username=postgres", *given],
            capture_output=True, text=True, check=False, cwd=folder, **options,
        )  # fmt: skip
        assert made.returncode == 0, made.stderr
        socket = ("-D", str(cluster), "-k", str(cluster), "-h", "")
        process = subprocess.Popen(
            [there.bin_dir / program, *arguments, *socket],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder, **options,
        )  # fmt: skip
        try:
            # Its socket is there before it takes anyone in; this file then says that it does.
            wait_for((cluster / "postmaster.pid").exists)
            wait_for(lambda: "ready" in (cluster / "postmaster.pid").read_text())
            found = asyncio.run(_run(
                f"postgresql://postgres@/postgres?host={cluster}",
                "SELECT pg_encoding_to_char(encoding), datlocprovider::text, datlocale"
                " FROM pg_database WHERE datname = 'template1'",
            ))  # fmt: skip
            assert [tuple(row) for row in found] == [("UTF8", "b", "C.UTF-8")]
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=PATIENCE)
            there.let_go()


def test_the_trackers_role_is_no_superuser_and_can_do_its_work(
    tmp_path: Path, programs: str
) -> None:
    """On a cluster as the image of PostgreSQL makes one: with a superuser postgres and no other."""
    with EmbeddedServers(tmp_path / "data") as endpoints:
        dsn = endpoints.database_dsn
        asyncio.run(_run(dsn, "CREATE ROLE postgres SUPERUSER LOGIN PASSWORD 'first'"))
        first = re.sub(r"//[^@]+@/\w+", "//postgres:first@/postgres", dsn)
        asyncio.run(
            _run(
                first,
                "ALTER DATABASE ticketing RENAME TO before",
                "ALTER ROLE ticketing RENAME TO before",
            )
        )
        folder = re.search(r"host=([^&]+)", dsn)
        assert folder is not None
        done = subprocess.run(
            [ROOT / "deploy" / "postgres" / "10-ticketing.sh"],
            env={
                "PATH": programs,
                "PGHOST": folder[1].replace("/proc/self/", f"/proc/{os.getpid()}/"),
                "PGPASSWORD": "first",
                "TICKETING_DATABASE_PASSWORD": "it's a secret",
            },
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, "")
        own = re.sub(r"//[^@]+@/\w+", "//ticketing:it%27s%20a%20secret@/ticketing", dsn)
        migrations.upgrade(own)
        asyncio.run(_run(own, "SELECT 1 FROM issues", "CREATE ROLE another NOLOGIN"))
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            asyncio.run(_run(own, "CREATE ROLE another_one SUPERUSER"))


async def _run(dsn: str, *statements: str) -> list[Any]:
    """Run them one after the other, and return the rows of the last."""
    connection = await asyncpg.connect(dsn)
    rows: list[Any] = []
    try:
        for statement in statements:
            rows = await connection.fetch(statement)
        return rows
    finally:
        await connection.close()
