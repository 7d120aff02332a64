"""The built web UI beside the API: which file for which address, and how long it lasts."""

import gzip
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from httpx import AsyncClient

from support import Tracker, refused
from ticketing.core import pages
from ticketing.core.settings import Settings, SettingsError

Trackers = Callable[..., Awaitable[Tracker]]

SCRIPT = b"console.log(1)\n" * 200
PAGE = b'<!doctype html><head><base href="/" /><script src="./assets/index-x1.js"></script></head>'
FILES = {
    "index.html": PAGE,
    "theme.js": b"theme()",
    "favicon.svg": b"<svg/>",
    "manifest.json": b"{}",
    "assets/index-x1.js": SCRIPT,
    "assets/index-x1.js.gz": gzip.compress(SCRIPT),
    "assets/index-x1.js.br": b"brotli",
    "assets/style-x2.css": b"a{}",
    "assets/inter-x3.woff2": b"\x00font",
    "assets/.hidden.js": b"hidden",
    ".env": b"secret",
    ".git/config": b"secret",
}
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"
JS = "/assets/index-x1.js"


@pytest.fixture
def dist(tmp_path: Path) -> Path:
    """A built UI."""
    for name, content in FILES.items():
        path = tmp_path / "dist" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    (tmp_path / "outside.txt").write_bytes(b"outside")
    return tmp_path / "dist"


@pytest.fixture
async def browser(trackers: Trackers, dist: Path) -> AsyncClient:
    """A client without a session, of a tracker with that UI."""
    tracker = await trackers(ui_dir=dist)
    return tracker.client({"Accept": BROWSER, "Accept-Encoding": ""})


@pytest.mark.parametrize(
    ("path", "kind", "lasting"),
    [
        (JS, "text/javascript; charset=utf-8", "public, max-age=31536000, immutable"),
        ("/assets/style-x2.css", "text/css; charset=utf-8", "public, max-age=31536000, immutable"),
        ("/assets/inter-x3.woff2", "font/woff2", "public, max-age=31536000, immutable"),
        ("/theme.js", "text/javascript; charset=utf-8", "no-cache"),
        ("/favicon.svg", "image/svg+xml", "no-cache"),
        ("/", "text/html; charset=utf-8", "no-cache"),
    ],
)
async def test_files_are_served(browser: AsyncClient, path: str, kind: str, lasting: str) -> None:
    answer = await browser.get(path)
    assert answer.status_code == 200
    assert answer.content == FILES[path[1:] or "index.html"]
    assert answer.headers["content-type"] == kind
    assert answer.headers["cache-control"] == lasting
    assert answer.headers["content-length"] == str(len(answer.content))
    assert answer.headers["x-content-type-options"] == "nosniff"
    again = await browser.get(path, headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == answer.headers["etag"]
    assert again.headers["cache-control"] == lasting


@pytest.mark.parametrize(
    ("given", "chosen"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip", "gzip"),
        ("br;q=0.5, gzip;q=0.8", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("GZIP", "gzip"),
        ("*", "br"),
        ("*;q=0.1, gzip;q=0", "br"),
        ("identity, gzip;q=0.3", None),
        ("gzip;q=0", None),
        ("br;q=much", None),
        ("zstd", None),
        ("", None),
    ],
)
async def test_the_coding_is_the_clients_choice(
    browser: AsyncClient, given: str, chosen: str | None
) -> None:
    asked = browser.build_request("GET", JS, headers={"Accept-Encoding": given})
    answer = await browser.send(asked, stream=True)
    assert answer.headers.get("content-encoding") == chosen
    assert answer.headers["vary"] == "Accept-Encoding"
    packed = {"br": b"brotli", "gzip": FILES["assets/index-x1.js.gz"], None: SCRIPT}
    assert int(answer.headers["content-length"]) == len(packed[chosen])


async def test_each_coding_has_its_own_tag(browser: AsyncClient) -> None:
    tags: dict[str, str] = {}
    for coding in ("gzip", "identity"):
        answer = await browser.get(JS, headers={"Accept-Encoding": coding})
        assert answer.content == SCRIPT
        tags[coding] = answer.headers["etag"]
    assert len(set(tags.values())) == 2

    async def asked(tag: str) -> int:
        headers = {"Accept-Encoding": "gzip", "If-None-Match": tag}
        answer = await browser.get(JS, headers=headers)
        assert answer.headers["vary"] == "Accept-Encoding"
        return answer.status_code

    assert await asked(tags["gzip"]) == 304
    assert await asked(f'"other", W/{tags["gzip"]}') == 304
    assert await asked("*") == 304
    assert await asked(tags["identity"]) == 200


@pytest.mark.parametrize(
    ("path", "accept"),
    [
        ("/issues/OPS-1", BROWSER),
        ("/issues?project=OPS&q=a.js", BROWSER),
        ("/users/ada.lovelace", BROWSER),
        ("/users/ada.js", BROWSER),
        ("/issues/OPS-1", "*/*"),
        ("/issues/OPS-1", "text/*"),
        ("/issues/", BROWSER),
        ("/apiary", BROWSER),
    ],
)
async def test_every_other_address_is_the_page(
    browser: AsyncClient, path: str, accept: str
) -> None:
    answer = await browser.get(path, headers={"Accept": accept})
    assert (answer.status_code, answer.content) == (200, PAGE)
    assert answer.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    ("path", "accept"),
    [
        ("/assets/gone-x9.js", BROWSER),
        ("/assets/", BROWSER),
        ("/assets/index-x1.js.br", BROWSER),
        ("/gone.js", BROWSER),
        ("/robots.txt", BROWSER),
        ("/index.html", BROWSER),
        ("/manifest.json", BROWSER),
        ("/issues/gone.js", "*/*"),
        ("/issues/OPS-1", "application/json"),
        ("/issues/OPS-1", "text/html;q=0, */*"),
        ("/grafana/api/health", BROWSER),
        ("/api", BROWSER),
        ("/api/nothing", BROWSER),
        ("/api/issues/", BROWSER),
        ("/api/docs/gone.js", BROWSER),
        ("/.env", BROWSER),
        ("/.git/config", BROWSER),
        ("/assets/.hidden.js", BROWSER),
        ("/../outside.txt", BROWSER),
        ("/assets/../../outside.txt", BROWSER),
        ("/%2e%2e/outside.txt", BROWSER),
        ("/..%2foutside.txt", BROWSER),
        ("/assets/%2e%2e%2f%2e%2e%2foutside.txt", BROWSER),
        ("/assets/..%5c..%5coutside.txt", BROWSER),
        ("/assets/%252e%252e%252foutside.txt", BROWSER),
        ("//outside.txt", "*/*"),
    ],
)
async def test_what_is_not_there_is_a_problem(
    trackers: Trackers, dist: Path, path: str, accept: str
) -> None:
    tracker = await trackers(ui_dir=dist)
    refused(await sent(tracker, path, accept), 404)


async def sent(tracker: Tracker, path: str, accept: str) -> Any:
    """Ask for an address as it stands, which a client would tidy first."""
    async with tracker.client({"Accept": accept}) as client:
        request = client.build_request("GET", "/")
        request.url = request.url.copy_with(raw_path=path.encode())
        return await client.send(request)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("POST", "/", 405),
        ("DELETE", "/issues/OPS-1", 405),
        ("PUT", JS, 405),
        ("OPTIONS", "/theme.js", 405),
        ("POST", "/assets/gone.js", 404),
    ],
)
async def test_pages_are_only_read(
    browser: AsyncClient, method: str, path: str, status: int
) -> None:
    answer = await browser.request(method, path)
    refused(answer, status)
    assert answer.headers.get("allow") == ("GET, HEAD" if status == 405 else None)


async def test_heads_are_told(browser: AsyncClient) -> None:
    for path in ("/", "/issues", JS):
        answer = await browser.head(path)
        assert answer.status_code == 200
        assert answer.headers["etag"] == (await browser.get(path)).headers["etag"]


async def test_the_api_is_where_it_was(browser: AsyncClient) -> None:
    assert (await browser.get("/api/health/live")).json() == {"status": "ok"}
    assert "swagger-ui" in (await browser.get("/api/docs")).text
    refused(await browser.get("/api/issues"), 401)
    refused(await browser.put("/api/issues"), 405)


@pytest.mark.parametrize(
    "changes",
    [
        {"public_url": "https://tracker.test/tracker/"},
        {"public_url": "https://tracker.test", "root_path": "/tracker"},
    ],
)
async def test_the_page_knows_its_path_prefix(
    trackers: Trackers, dist: Path, changes: dict[str, str]
) -> None:
    tracker = await trackers(ui_dir=dist, **changes)
    async with tracker.client({"Accept": BROWSER}) as client:
        for stripped in ("", "/tracker"):
            for path in ("/", "/issues/OPS-1"):
                answer = await client.get(stripped + path)
                assert answer.content == PAGE.replace(b'href="/"', b'href="/tracker/"')
            assert (await client.get(stripped + JS)).content == SCRIPT
            assert (await client.get(f"{stripped}/api/health/live")).status_code == 200
            refused(await client.get(f"{stripped}/assets/gone.js"), 404)
        assert (await client.get("/tracker")).status_code == 200
        tag = (await client.get("/")).headers["etag"]
    plain = await trackers(ui_dir=dist)
    async with plain.client() as client:
        assert (await client.get("/")).headers["etag"] != tag
        assert (await client.get("/")).content == PAGE


async def test_a_prefix_of_any_letters_is_written_safely(trackers: Trackers, dist: Path) -> None:
    tracker = await trackers(ui_dir=dist, root_path='/büro "x"')
    async with tracker.client() as client:
        answer = await client.get("/b%C3%BCro%20%22x%22" + JS)
        assert answer.content == SCRIPT
        assert b'<base href="/b%C3%BCro%20%22x%22/" />' in (await client.get("/")).content


async def test_without_a_built_ui_people_come_to_the_apis_description(
    trackers: Trackers, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("ticketing.core.settings.UI_PLACES", (tmp_path / "none",))
    tracker = await trackers()
    async with tracker.client() as client:
        answer = await client.get("/")
        assert (answer.status_code, answer.headers["location"]) == (307, "/api/docs")
        refused(await client.get("/issues"), 404)


def test_the_setting_wins_and_the_package_comes_before_the_checkout(
    monkeypatch: pytest.MonkeyPatch, dist: Path, tmp_path: Path
) -> None:
    installed, built = (tmp_path / name for name in ("installed", "built"))
    monkeypatch.setattr("ticketing.core.settings.UI_PLACES", (installed, built))
    assert Settings().built_ui is None
    for folder in (built, installed):
        folder.mkdir()
        assert Settings().built_ui != folder
        (folder / "index.html").write_bytes(PAGE)
        assert Settings().built_ui == folder
    assert Settings(ui_dir=dist).built_ui == dist


def test_a_folder_without_a_ui_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"no built web UI .* index\.html"):
        Settings(ui_dir=tmp_path)
    (tmp_path / "index.html").write_text("<!doctype html>")
    with pytest.raises(SettingsError, match="has no <base>"):
        pages.Pages(lambda *_: pytest.fail("called"), tmp_path, "")


async def test_nothing_comes_from_elsewhere(browser: AsyncClient) -> None:
    policy = dict(
        part.strip().split(" ", 1)
        for part in (await browser.get("/")).headers["content-security-policy"].split(";")
    )
    assert policy["script-src"] == "'self'"
    assert policy["connect-src"] == policy["frame-src"] == policy["worker-src"] == "'self'"
    assert policy["img-src"] == "'self' data: blob:"
    assert policy["frame-ancestors"] == "'none'"
    sources = {source for value in policy.values() for source in value.split()}
    assert sources == {"'self'", "'none'", "'unsafe-inline'", "data:", "blob:"}
    inline = {name for name, value in policy.items() if "unsafe-inline" in value}
    assert inline == {"style-src"}
