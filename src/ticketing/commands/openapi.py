"""``ticketing openapi``: the API's description, from which clients are generated."""

import json
from pathlib import Path
from typing import Annotated

import typer

from ticketing.commands.errors import CommandError


def openapi(
    output: Annotated[
        Path | None, typer.Option(dir_okay=False, help="The file to write instead of the terminal.")
    ] = None,
    *,
    check: Annotated[
        bool, typer.Option("--check", help="Only say whether the file is as it would be written.")
    ] = False,
) -> None:
    """Export the OpenAPI document."""
    text = document()
    if check:
        path = output or Path("openapi/openapi.json")
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            raise CommandError(
                f"{path} is not what the code describes: ticketing openapi --output {path}"
            )
    elif output is None:
        typer.echo(text, nl=False)
    else:
        output.parent.mkdir(parents=True, exist_ok=True)
        output.write_text(text, encoding="utf-8")


def document() -> str:
    """The document as it is committed, whatever the settings are."""
    from ticketing.core.settings import Settings
    from ticketing.main import create_api

    described = create_api(Settings.model_construct()).openapi()
    return json.dumps(described, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
