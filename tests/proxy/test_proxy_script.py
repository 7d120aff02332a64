"""The script that writes Nginx's configuration."""

import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from processes import CLEAN
from proxies import Api, folder_for_all, needs_nginx, proxied, render, wait_for

pytestmark = needs_nginx


@pytest.fixture
def folder(dist: Path) -> Iterator[Path]:
    with folder_for_all() as made:
        shutil.copytree(dist, made / "ui")
        yield made


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"PROXY_API": "127.0.0.1:1, 127.0.0.1:2 [::1]:3,unix:/run/api.sock"},
        {"PROXY_API": "localhost:8000"},
        {"PROXY_API": "nowhere.invalid:8000", "PROXY_GRAFANA": "nowhere.invalid:3000"},
        {"PROXY_LISTEN": "127.0.0.1", "PROXY_ACCESS_LOG": "off"},
        {"ROOT_PATH": "/a/b/"},
        {"ROOT_PATH": "tracker", "PUBLIC_URL": "https://tracker.example.org/other"},
        {"PUBLIC_URL": "https://tracker.example.org"},
        {"PUBLIC_URL": "https://tracker.example.org/"},
        {"PROXY_TRUSTED": "10.0.0.0/8, 2001:db8::/32", "PROXY_WORKERS": "auto"},
        {"PROXY_MODULES": "/nowhere"},
    ],
)
def test_nginx_understands_what_it_writes(folder: Path, told: dict[str, str]) -> None:
    done = render(folder, **told)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    written = "".join(path.read_text() for path in (folder / "run" / "conf").iterdir())
    assert "${" not in written


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"PROXY_API": "127.0.0.1:1; }"}, "TICKETING_PROXY_API"),
        ({"PROXY_API": " , "}, "TICKETING_PROXY_API names no server"),
        ({"PROXY_PORT": "http"}, "TICKETING_PROXY_PORT must be a number"),
        ({"ROOT_PATH": "/a$b"}, "TICKETING_ROOT_PATH"),
        ({"PUBLIC_URL": "https://x/'"}, "TICKETING_PUBLIC_URL"),
        ({"UI_DIR": "/nowhere"}, "no built web UI: /nowhere"),
        ({"MAX_BODY_BYTES": "2m"}, "TICKETING_MAX_BODY_BYTES"),
        ({"PROXY_NGINX": "/nowhere/nginx"}, "/nowhere/nginx is not installed"),
        ({"PROXY_TRUSTED": "somewhere"}, "somewhere"),
    ],
)
def test_what_would_mean_something_else_is_refused(
    folder: Path, told: dict[str, str], said: str
) -> None:
    done = render(folder, **told)
    assert done.returncode != 0
    assert said in done.stderr


def test_processes_behind_a_name_are_found_as_they_come(
    dist: Path, apis: list[Api], folder: Path
) -> None:
    """The names' server is stood in for: what it knows stands in a file."""
    known, programs = folder / "known", folder / "programs"
    programs.mkdir()
    known.write_text("")
    asked = programs / "getent"
    asked.write_text(f"#!/bin/sh\nexec cat {known}\n")
    asked.chmod(asked.stat().st_mode | stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH)
    path = f"{programs}:{os.environ['PATH']}"
    told = {"PROXY_API": f"api:{apis[0].port}", "PROXY_INTERVAL": "1"}
    with pytest.MonkeyPatch.context() as environment:
        environment.setitem(CLEAN, "PATH", path)
        with proxied(dist, **told) as proxy, proxy.client() as client:
            assert client.get("/api/health/live").status_code == 502
            known.write_text("127.0.0.1 STREAM api\n127.0.0.1 DGRAM\n")
            wait_for(lambda: client.get("/api/health/live").status_code == 200)
            assert proxy.said().count("an address or the certificate has changed") == 1


@pytest.mark.skipif(os.geteuid() != 0, reason="the other tests run as an ordinary user already")
def test_an_ordinary_user_can_run_it(dist: Path, apis: list[Api]) -> None:
    with proxied(dist, apis[0].port, user="nobody") as proxy:
        assert httpx.get(f"{proxy.url}/").status_code == 200
        assert httpx.get(f"{proxy.url}/api/health/ready").status_code == 200
        assert proxy.said() == ""
        assert {process.username() for process in proxy.processes()} == {"nobody"}
