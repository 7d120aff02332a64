"""The built web UI, served beside the API: its files, and its one page for every address.

All files are read once, at the start: they are about two megabytes, which forked workers share,
and no request's path ever meets the file system.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from urllib.parse import unquote

from starlette.types import ASGIApp, Receive, Scope, Send

from ticketing.core.errors import DomainError, NotFound
from ticketing.core.http import etags
from ticketing.core.problems import problem_response
from ticketing.core.settings import Settings, SettingsError

_INDEX = "index.html"
_ASSETS = "/assets/"  # the build gives these names by their content
_ELSEWHERE = ("api", "grafana")  # the first steps that the API has, or a proxy in front
_UNLISTED = {_INDEX, "manifest.json"}  # the page, and what only tests of the build read
_FOREVER = b"public, max-age=31536000, immutable"
_CODINGS = {"gzip": ".gz", "br": ".br"}  # the second is the shorter one
_ALLOWED = {"Allow": "GET, HEAD"}
_BASE = re.compile(rb"<base\b[^>]*>")
_EXTENSION = re.compile(r"\.[a-z0-9]{1,8}$", re.IGNORECASE)
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".gif": "image/gif",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".jpg": "image/jpeg",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".mjs": "text/javascript; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
}

_Headers = tuple[tuple[bytes, bytes], ...]


@dataclass(frozen=True, slots=True)
class _Answer:
    """One form of a file, ready to be sent."""

    tag: str
    body: bytes
    headers: _Headers
    unchanged: _Headers


_File = dict[str, _Answer]
"""A file's forms by their content coding; ``identity`` is always there."""


def mount(app: ASGIApp, settings: Settings) -> ASGIApp:
    """Put the built UI, if there is one, in front of an application that has the rest.

    Raises:
        SettingsError: its files cannot be read.
    """
    folder = settings.built_ui
    return app if folder is None else Pages(app, folder, settings.prefix)


class Pages:
    """An ASGI application that serves the UI, and leaves the API's addresses to another one."""

    def __init__(self, app: ASGIApp, folder: Path, prefix: str) -> None:
        self._app = app
        self._prefix = unquote(prefix)
        try:
            self._files, page = _read(folder)
        except OSError as error:
            raise SettingsError(f"The web UI cannot be read: {error}") from error
        self._page = _forms(_INDEX, {"identity": _mounted(page, prefix)}, b"no-cache")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or leave it to the other application."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path: str = scope["path"]
        if self._prefix and (path + "/").startswith(self._prefix + "/"):
            path = path[len(self._prefix) :] or "/"
        steps = path[1:].split("/")
        if steps[0] in _ELSEWHERE:
            await self._app(scope, receive, send)
            return
        sent: dict[bytes, bytes] = dict(scope["headers"])
        found = self._files.get(path)
        if found is None and _is_page(path, steps, sent.get(b"accept")):
            found = self._page
        if found is None:
            answer = problem_response(scope, NotFound("Nothing is here."))
            await answer(scope, receive, send)
        elif scope["method"] not in {"GET", "HEAD"}:
            refusal = DomainError("Method Not Allowed", status=405, headers=_ALLOWED)
            await problem_response(scope, refusal)(scope, receive, send)
        else:
            form = _chosen(found, sent.get(b"accept-encoding"))
            await _send(form, sent.get(b"if-none-match"), send)


async def _send(form: _Answer, known: bytes | None, send: Send) -> None:
    """Send a file, or that the client's copy of it is good."""
    status, headers, body = 200, form.headers, form.body
    if known is not None:
        tags = known.decode("latin-1")
        if tags.strip() == "*" or form.tag in etags(tags):
            status, headers, body = 304, form.unchanged, b""
    await send({"type": "http.response.start", "status": status, "headers": list(headers)})
    await send({"type": "http.response.body", "body": body})


def _is_page(path: str, steps: list[str], accept: bytes | None) -> bool:
    """Whether an address that no file has is one of the UI's own, and not a missing file.

    A name that ends like a file's is only believed to be a page's below the top, and of a browser
    that asks for a page: a user may be called ``ada.js``.
    """
    if path.startswith(_ASSETS) or any(step.startswith(".") for step in steps):
        return False
    kinds = _qualities("*/*" if accept is None else accept.decode("latin-1"))
    named = kinds.get("text/html")
    if _EXTENSION.search(path) and (len(steps) == 1 or not named):
        return False
    return (kinds.get("text/*", kinds.get("*/*", 0.0)) if named is None else named) > 0


def _chosen(file: _File, header: bytes | None) -> _Answer:
    """The form of a file that a client likes best; the shortest of those it likes equally."""
    plain = file["identity"]
    if header is None or len(file) == 1:
        return plain
    liked = _qualities(header.decode("latin-1"))
    others = liked.get("*", 0.0)
    best, most = plain, liked.get("identity", 0.0)
    for coding in _CODINGS:
        quality = liked.get(coding, others)
        if coding in file and 0 < quality >= most:
            best, most = file[coding], quality
    return best


def _qualities(header: str) -> dict[str, float]:
    """What a header of preferences names, each with its weight from 0 to 1."""
    found: dict[str, float] = {}
    for part in header.lower().split(","):
        name, *parameters = (piece.strip() for piece in part.split(";"))
        weight = next((piece[2:] for piece in parameters if piece.startswith("q=")), "1")
        try:
            found[name] = float(weight)
        except ValueError:
            found[name] = 0.0
    return found


# --- reading --------------------------------------------------------------------------------


@lru_cache(maxsize=4)
def _read(folder: Path) -> tuple[dict[str, _File], bytes]:
    """All files by their address, and the page as it was built."""
    files: dict[str, _File] = {}
    for path in _public(folder):
        address = "/" + path.relative_to(folder).as_posix()
        contents = {"identity": path.read_bytes()}
        for coding, suffix in _CODINGS.items():
            packed = path.with_name(path.name + suffix)
            if packed.is_file():
                contents[coding] = packed.read_bytes()
        lasting = _FOREVER if address.startswith(_ASSETS) else b"no-cache"
        files[address] = _forms(path.name, contents, lasting)
    return files, (folder / _INDEX).read_bytes()


def _public(folder: Path) -> Iterator[Path]:
    for path in folder.rglob("*"):
        steps = path.relative_to(folder).parts
        hidden = any(step.startswith(".") for step in steps) or "/".join(steps) in _UNLISTED
        if path.suffix in _CODINGS.values() or hidden or not path.is_file():
            continue
        yield path


def _forms(name: str, contents: dict[str, bytes], lasting: bytes) -> _File:
    digest = blake2b(contents["identity"], digest_size=12).hexdigest()
    kind = _TYPES.get(Path(name).suffix.lower(), "application/octet-stream")
    file: _File = {}
    for coding, body in contents.items():
        tag = digest if coding == "identity" else f"{digest}-{coding}"
        unchanged = [(b"etag", f'"{tag}"'.encode()), (b"cache-control", lasting)]
        if len(contents) > 1:
            unchanged.append((b"vary", b"Accept-Encoding"))
        headers = [
            (b"content-type", kind.encode()),
            (b"content-length", str(len(body)).encode()),
            *unchanged,
        ]
        if coding != "identity":
            headers.append((b"content-encoding", coding.encode()))
        file[coding] = _Answer(tag, body, tuple(headers), tuple(unchanged))
    return file


def _mounted(page: bytes, prefix: str) -> bytes:
    """The page with the path written into it under which the tracker is reached.

    Raises:
        SettingsError: it has no place for that.
    """
    written, count = _BASE.subn(f'<base href="{prefix}/" />'.encode(), page, count=1)
    if count == 0:
        raise SettingsError(f"The web UI's {_INDEX} has no <base>, so it is none of this product.")
    return written
