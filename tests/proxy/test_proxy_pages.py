"""The web UI's files, as Nginx serves them."""

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from proxies import Proxy, needs_nginx, refused

pytestmark = needs_nginx

FOREVER = "public, max-age=31536000, immutable"
PAGE = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.fixture
def browser(proxy: Proxy) -> Iterator[httpx.Client]:
    with proxy.client() as client:
        yield client


def packed(dist: Path) -> str:
    """The name of a file that the build has compressed."""
    return next(path.name for path in sorted(dist.glob("assets/*.js")) if _has_all(path))


def _has_all(path: Path) -> bool:
    return all(path.with_name(path.name + suffix).is_file() for suffix in (".gz", ".br"))


@pytest.mark.parametrize(
    "path",
    ["/", "/index.html", "/issues", "/issues/OPS-42?tab=activity", "/users/ada.js", "/a/b/c/d"],
)
def test_every_address_of_the_ui_is_its_one_page(
    browser: httpx.Client, dist: Path, path: str
) -> None:
    answer = browser.get(path, headers=PAGE)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.content == (dist / "index.html").read_bytes()
    again = browser.get(path, headers={**PAGE, "If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    head = browser.head(path, headers=PAGE)
    assert (head.status_code, head.headers["etag"]) == (200, answer.headers["etag"])


def test_everything_that_the_page_names_is_there(browser: httpx.Client) -> None:
    page = browser.get("/").text
    named = re.findall(r'(?:src|href)="\./([^"]+)"', page)
    assert named
    for name in named:
        answer = browser.get(f"/{name}")
        assert answer.status_code == 200, name
        lasting = FOREVER if name.startswith("assets/") else "no-cache"
        assert answer.headers["cache-control"] == lasting, name
        assert "etag" in answer.headers


@pytest.mark.parametrize(
    ("accepted", "coding", "suffix"),
    [("gzip", "gzip", ".gz"), ("gzip, deflate, br", "br", ".br"), ("identity", None, "")],
)
def test_files_that_never_change_are_sent_compressed_beforehand(
    browser: httpx.Client, dist: Path, accepted: str, coding: str | None, suffix: str
) -> None:
    name = packed(dist)
    with browser.stream("GET", f"/assets/{name}", headers={"Accept-Encoding": accepted}) as answer:
        body = b"".join(answer.iter_raw())
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert answer.headers["cache-control"] == FOREVER
    assert answer.headers.get("content-encoding") == coding
    assert "accept-encoding" in answer.headers["vary"].lower()
    assert body == (dist / "assets" / f"{name}{suffix}").read_bytes()


@pytest.mark.parametrize(
    "path",
    [
        "/assets/index-gone.js", "/assets/", "/assets/x/y", "/robots.txt", "/favicon.ico",
        "/theme.js.map", "/.env", "/.git/config", "/a/.hidden", "/manifest.json",
        "/users/ada.js",  # no browser asks for a page with */*
    ],
)  # fmt: skip
def test_what_is_missing_is_no_page(browser: httpx.Client, path: str) -> None:
    accept = {"Accept": "*/*"} if path == "/users/ada.js" else PAGE
    answer = browser.get(path, headers=accept)
    assert refused(answer, 404)["instance"] == path
    assert answer.headers["cache-control"] == "no-store", "or it would be missing for a year"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
@pytest.mark.parametrize("path", ["/", "/issues", "/theme.js"])
def test_the_ui_can_only_be_read(browser: httpx.Client, method: str, path: str) -> None:
    answer = browser.request(method, path)
    refused(answer, 405)
    assert answer.headers["allow"] == "GET, HEAD"


def test_every_answer_has_the_headers_that_the_api_gives(browser: httpx.Client) -> None:
    names = (
        "content-security-policy", "x-content-type-options", "referrer-policy", "x-frame-options",
        "strict-transport-security",
    )  # fmt: skip
    api = browser.get("/api/health/live")
    assert api.status_code == 200
    given = [api.headers.get_list(name) for name in names]
    assert "default-src 'self'" in given[0][0]
    for path in ("/", "/issues/OPS-1", "/theme.js", "/assets/none.js", "/api/telemetry"):
        answer = browser.get(path)
        assert [answer.headers.get_list(name) for name in names] == given, (
            f"proxy/templates/security.conf.template differs from core/edge.py at {path}"
        )
        assert answer.headers["server"] == "nginx"


def test_a_page_is_compressed_on_its_way(browser: httpx.Client, dist: Path) -> None:
    answer = browser.get("/", headers={"Accept-Encoding": "gzip"})
    long = (dist / "index.html").stat().st_size >= 1024
    assert ("content-encoding" in answer.headers) is long
