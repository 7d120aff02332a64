"""The API behind Nginx: what it learns of a request, and what comes back."""

import re
from pathlib import Path

import httpx
import pytest

from processes import free_port
from proxies import Api, Proxy, exchange, needs_nginx, proxied, refused, wait_for
from support import PASSWORD, PROBLEM

pytestmark = needs_nginx


def test_its_answers_come_as_they_are(root: httpx.Client, proxy: Proxy, apis: list[Api]) -> None:
    path = "/api/issues?issue_project=BIG&per_page=5"
    direct = httpx.get(f"{apis[0].url}{path}", headers=root.headers)
    answer = root.get(path)
    assert answer.json() == direct.json()
    changing = {
        "date", "x-request-id", "content-length", "transfer-encoding", "connection", "server",
        "vary",
    }  # fmt: skip
    given, sent = (
        {name: value for name, value in headers.items() if name not in changing}
        for headers in (direct.headers, answer.headers)
    )
    assert sent == given | {"content-encoding": "gzip"}
    assert answer.headers["vary"] == "Accept-Encoding"
    for link in answer.json()["links"].values():
        if link:
            assert root.get(link).status_code == 200, link


def test_the_documentation_works(proxy: Proxy) -> None:
    with proxy.client() as client:
        page = client.get("/api/docs")
        assert "swagger-ui" in page.text
        for name in re.findall(r'(?:src|href)="docs/([^"]+)"', page.text):
            assert client.get(f"/api/docs/{name}").status_code == 200, name
        assert client.get("/api/openapi.json").json()["openapi"].startswith("3.")


def test_issues_are_made_and_changed(root: httpx.Client) -> None:
    body = {"issue_project": "OPS", "issue_summary": "Made behind the proxy"}
    made = root.post("/api/issues", json=body)
    assert made.status_code == 201
    issue = root.get(made.headers["location"])
    tag = issue.headers["etag"]
    same = root.get(made.headers["location"], headers={"If-None-Match": tag})
    assert same.status_code == 304
    stale = root.patch(
        made.headers["location"], json={"issue_priority": 1}, headers={"If-Match": '"0"'}
    )
    assert stale.status_code == 412
    good = root.patch(
        made.headers["location"], json={"issue_priority": 1}, headers={"If-Match": tag}
    )
    assert good.status_code == 200
    assert root.delete(made.headers["location"]).status_code == 204


def test_a_tag_that_compression_made_weak_still_matches(root: httpx.Client) -> None:
    body = {"issue_project": "OPS", "issue_summary": "Long", "issue_description": "long " * 500}
    made = root.post("/api/issues", json=body)
    address = made.headers["location"]
    issue = root.get(address)
    tag = issue.headers["etag"]
    assert (issue.headers["content-encoding"], tag) == ("gzip", 'W/"1"')
    assert root.get(address, headers={"If-None-Match": tag}).status_code == 304
    change = root.patch(address, json={"issue_priority": 2}, headers={"If-Match": tag})
    assert change.status_code == 200


@pytest.mark.parametrize(
    "path",
    ["/api/issues/a%2Fb", "/api/users/%C3%A9", "/api/users/a%20b?x=%26", "/api/users/a+b", "/api"],
)
async def test_addresses_come_letter_by_letter(proxy: Proxy, apis: list[Api], path: str) -> None:
    line = f"GET {path} HTTP/1.1"
    answers = [await exchange(url, line, "Host: tracker.test") for url in (proxy.url, apis[0].url)]
    for text in answers:
        status, _, rest = text.partition(b"\r\n")
        body = rest.partition(b"\r\n\r\n")[2]
        assert status.split()[1] in {b"401", b"404", b"422"}
    told = [re.sub(rb'"request_id":"[^"]+"', b"", text.rpartition(b"\r\n")[2]) for text in answers]
    assert told[0] == told[1]
    assert b"instance" in body


def test_the_api_learns_where_a_request_came_from(proxy: Proxy, apis: list[Api]) -> None:
    invented = {"X-Forwarded-For": "192.0.2.7", "X-Real-IP": "192.0.2.8"}
    form = {"username": "ada", "password": PASSWORD}
    with httpx.Client(base_url=proxy.url.replace("127.0.0.1", "[::1]"), headers=invented) as client:
        token = client.post("/api/auth/token", data=form).json()["access_token"]
        bearer = {"Authorization": f"Bearer {token}"}
        sessions = client.get("/api/auth/sessions", headers=bearer).json()["items"]
    assert next(item for item in sessions if item["current"])["address"] == "::1"


def test_a_load_balancer_in_front_is_believed(
    dist: Path, apis: list[Api], tokens: dict[str, str]
) -> None:
    given = "5c7f2b7e9f0a4d1c5c7f2b7e9f0a4d1c"
    headers = {
        "X-Forwarded-For": "203.0.113.9, 192.0.2.7", "X-Forwarded-Proto": "https",
        "X-Request-ID": given,
    }  # fmt: skip
    form = {"username": "ada", "password": PASSWORD}
    with (
        proxied(dist, apis[0].port, PROXY_TRUSTED="127.0.0.1") as behind,
        behind.client() as client,
    ):
        answer = client.post("/api/auth/token", data=form, headers=headers)
        assert answer.headers["x-request-id"] == given
        bearer = {"Authorization": f"Bearer {answer.json()['access_token']}"}
        sessions = client.get("/api/auth/sessions", headers=bearer).json()["items"]
        assert next(item for item in sessions if item["current"])["address"] == "192.0.2.7"
        assert refused(client.get("/assets/none", headers=headers), 404)["request_id"] == given
        addresses = [line["address"] for line in behind.log(requests=3)]
        assert addresses == ["192.0.2.7", "127.0.0.1", "192.0.2.7"]


def test_one_id_stands_in_answer_and_log(proxy: Proxy) -> None:
    with proxy.client() as client:
        answer = client.get("/api/issues?q=private", headers={"X-Request-ID": "invented"})
    told = answer.json()["request_id"]
    assert told == answer.headers["x-request-id"] != "invented"
    wait_for(lambda: told in proxy.access_log())
    (line,) = (line for line in proxy.log() if line["request_id"] == told)
    assert (line["path"], line["status"]) == ("/api/issues", 401)
    assert "private" not in proxy.access_log()


def test_a_browser_may_write_from_the_trackers_own_pages_only(
    proxy: Proxy, apis: list[Api]
) -> None:
    form = {"username": "ada", "password": PASSWORD}
    with proxy.client() as client:
        assert client.post("/api/auth/token", data=form).status_code == 200
        for origin, status in ((proxy.url, 204), ("http://127.0.0.1:1", 403)):
            client.cookies.clear()
            client.post("/api/auth/token", data=form)
            answer = client.post("/api/auth/logout", headers={"Origin": origin})
            assert answer.status_code == status, answer.text


@pytest.mark.parametrize(
    "path",
    [
        "/api/telemetry", "/api/telemetry?x=1", "/api/telemetry/", "/api//telemetry",
        "/api/%74elemetry", "/api/x/../telemetry", "/api/telemetry#x", "/api/./telemetry/x",
        "//api/telemetry", "/grafana/..%2fapi/telemetry", "/x/%2e%2e/api/telemetry",
    ],
)  # fmt: skip
async def test_measurements_are_not_for_everyone(proxy: Proxy, path: str) -> None:
    answer = await exchange(proxy.url, f"GET {path} HTTP/1.1", "Host: tracker.test")
    assert answer.startswith(b"HTTP/1.1 403 "), answer[:100]
    assert PROBLEM.encode() in answer


async def test_what_nginx_refuses_is_a_problem_too(proxy: Proxy) -> None:
    host = "Host: tracker.test"
    long = "x" * 40_000
    for status, lines in (
        (400, ["GET /api/issues HTTP/1.1"]),
        (400, ["GET /api/%00 HTTP/1.1", host]),
        (400, ["GET /api/issues HTTP/1.1", host, "Content-Length: x"]),
        (414, [f"GET /api/issues?q={long} HTTP/1.1", host]),
        (431, ["GET /api/issues HTTP/1.1", host, f"X: {long}"]),
        (405, ["TRACE /api/issues HTTP/1.1", host]),
        (505, ["GET /api/issues HTTP/3.0", host]),
    ):
        answer = await exchange(proxy.url, *lines)
        told = f"{lines[0][:40]}: {answer[:300]!r}"
        assert answer.startswith(f"HTTP/1.1 {status} ".encode()), told
        assert PROBLEM.encode() in answer, told
        assert f'"status":{status}'.encode() in answer, told


def test_an_address_never_breaks_the_json_of_a_problem(proxy: Proxy) -> None:
    with httpx.Client(base_url=proxy.url) as client:
        for path in ('/assets/a"b', "/assets/a\\b", "/assets/%22", "/assets/é", "/assets/?a=%22"):
            answer = client.send(httpx.Request("GET", f"{proxy.url}{path}"))
            assert refused(answer, 404)["instance"]


async def test_raw_quotes_and_bytes_in_an_address_stay_out_of_a_problem(proxy: Proxy) -> None:
    for path in ('/assets/"', "/assets/\\", "/assets/\xe9", '/assets/x?"'):
        answer = await exchange(proxy.url, f"GET {path} HTTP/1.1", "Host: tracker.test")
        instance = b"/assets/x" if "x?" in path else b"/"
        assert b'"instance":"' + instance + b'"' in answer, answer


@pytest.mark.parametrize("streamed", [False, True])
def test_a_body_that_is_too_large_is_refused(root: httpx.Client, streamed: bool) -> None:
    for size in (2 * 1024 * 1024 + 1, 3 * 1024 * 1024):
        body = iter([b" " * size]) if streamed else b" " * size
        headers = {"Content-Type": "application/json"}
        answer = root.post("/api/issues", content=body, headers=headers)
        assert answer.status_code == 413
        assert answer.headers["content-type"] == PROBLEM
        assert answer.json()["status"] == 413


def test_a_prefix_is_taken_off_and_put_on(
    dist: Path, api_environment: dict[str, str], apis: list[Api], tokens: dict[str, str]
) -> None:
    address = {"TICKETING_PUBLIC_URL": "http://tracker.test/our/tracker"}
    api = Api(free_port(), api_environment | address)
    api.start()
    try:
        told = {"PUBLIC_URL": address["TICKETING_PUBLIC_URL"]}
        with proxied(dist, api.port, **told) as proxy, proxy.client(tokens["root"]) as client:
            _look_around(client, dist)
    finally:
        api.stop()


def _look_around(client: httpx.Client, dist: Path) -> None:
    before = "/our/tracker"
    page = client.get(f"{before}/issues/OPS-1", headers={"Accept": "text/html"})
    assert '<base href="/our/tracker/"' in page.text
    assert page.text.replace("/our/tracker/", "/") == (dist / "index.html").read_text()
    for name in re.findall(r'(?:src|href)="\./([^"]+)"', page.text):
        assert client.get(f"{before}/{name}").status_code == 200, name
    home = client.get(before)
    assert (home.status_code, home.headers["location"]) == (308, f"{before}/")
    answer = client.get(f"{before}/api/issues?issue_project=BIG&per_page=2")
    links = answer.json()["links"]
    assert links["next"].startswith(f"{before}/api/issues?")
    assert client.get(links["next"]).status_code == 200
    assert answer.json()["items"][0]["links"]["html"].startswith(f"{before}/issues/BIG-")
    missing = client.get(f"{before}/api/issues/a%2Fb")
    assert missing.json()["instance"] == f"{before}/api/issues/a/b"
    refused(client.get(f"{before}/api/telemetry"), 403)
    refused(client.get(f"{before}/assets/none.js"), 404)
    refused(client.get(f"{before}/robots.txt"), 404)
    refused(client.get("/elsewhere"), 404)
    refused(client.get("/"), 404)
    form = {"username": "ada", "password": PASSWORD}
    cookie = client.post(f"{before}/api/auth/token", data=form).headers["set-cookie"]
    assert f"Path={before};" in cookie
