"""Swagger UI at ``/api/docs``, served from files of its own; nothing comes from another host."""

from importlib.resources import files
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from ticketing.core.errors import NotFound
from ticketing.core.http import prefix

router = APIRouter(include_in_schema=False)

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Ticketing API</title>
<link rel="icon" href="docs/favicon.png">
<link rel="stylesheet" href="docs/swagger-ui.css">
</head>
<body>
<div id="swagger-ui"></div>
<script src="docs/swagger-ui-bundle.js"></script>
<script src="docs/start.js"></script>
</body>
</html>
"""

_START = """SwaggerUIBundle({
  url: "openapi.json",
  dom_id: "#swagger-ui",
  deepLinking: true,
  displayRequestDuration: true,
  filter: true,
  persistAuthorization: true,
  tryItOutEnabled: true,
  docExpansion: "list",
  defaultModelsExpandDepth: 0,
  validatorUrl: null,
  presets: [SwaggerUIBundle.presets.apis],
  layout: "BaseLayout",
});
"""

_ASSETS = {
    "swagger-ui-bundle.js": ("swagger-ui-bundle.js", "text/javascript"),
    "swagger-ui.css": ("swagger-ui.css", "text/css"),
    "favicon.png": ("favicon-32x32.png", "image/png"),
}


def _resource(name: str) -> Any:
    return files("fastapi_swagger").joinpath("resources", name)


@router.get("/")
async def start(request: Request) -> Response:
    """Whoever opens the tracker's address comes to what it has for people."""
    return RedirectResponse(f"{prefix(request)}/api/docs")


@router.get("/api/docs")
async def page() -> Response:
    """The page itself."""
    return Response(_PAGE, media_type="text/html")


@router.get("/api/docs/{name}")
async def asset(name: str) -> Response:
    """A script, a style sheet or the icon of the page."""
    if name == "start.js":
        return Response(_START, media_type="text/javascript")
    if name not in _ASSETS:
        raise NotFound("Nothing is here.")
    file_name, media_type = _ASSETS[name]
    return Response(
        _resource(file_name).read_bytes(),
        media_type=media_type,
        headers={"Cache-Control": "public, max-age=86400"},
    )
