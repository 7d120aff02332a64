"""The servers that a command works on: those of a data folder, or the ones that are named."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError

from ticketing.commands.signals import stoppable, undisturbed
from ticketing.core.embedded import EmbeddedServers, Endpoints, default_data_dir
from ticketing.core.settings import Settings, SettingsError, get_settings

_ADDRESS = "address"

DataDir = Annotated[
    Path | None,
    typer.Option(
        "--data-dir",
        file_okay=False,
        help="Folder of the embedded servers [env: TICKETING_DATA_DIR].",
    ),
]


def load_settings(data_dir: Path | None = None, **options: object) -> Settings:
    """Read the settings; options win over the environment, and child processes see them too.

    Raises:
        SettingsError: they are wrong or contradict each other.
    """
    if data_dir is not None:
        options["data_dir"] = data_dir.absolute()
    for name, value in options.items():
        if value is not None:
            os.environ[f"TICKETING_{name.upper()}"] = str(value)
    get_settings.cache_clear()
    try:
        settings = get_settings()
    except ValidationError as error:
        # The values are not repeated: one of them could be a secret.
        raise SettingsError(
            "; ".join(
                f"TICKETING_{'_'.join(str(part) for part in item['loc']).upper()}: {item['msg']}"
                for item in error.errors()
            )
        ) from None
    if data_dir is not None and not settings.embedded:
        raise SettingsError(
            "--data-dir names a folder and TICKETING_DATABASE_URL a database: use one of them."
        )
    return settings


def data_folder(settings: Settings) -> Path:
    """The folder of the embedded servers."""
    return settings.data_dir or default_data_dir()


def tracker_address(settings: Settings, port: int) -> str:
    """Where people open the tracker, without a slash at its end.

    Args:
        settings: which say it, or where the tracker listens.
        port: where it listens.
    """
    if settings.public_url:
        return settings.public_url.rstrip("/")
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.host, settings.host)  # noqa: S104
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}:{port}{settings.prefix}"


def note_address(settings: Settings, address: str) -> None:
    """Keep in the embedded servers' folder where ``serve`` answers, for other commands' links."""
    if settings.embedded:
        with suppress(OSError):  # nothing that serving would need
            (data_folder(settings) / _ADDRESS).write_text(address, "utf-8")


def noted_address(settings: Settings) -> str:
    """Where people open the tracker: as the settings say, else where ``serve`` answered last."""
    if settings.embedded and not settings.public_url:
        with suppress(OSError, UnicodeDecodeError):
            noted = (data_folder(settings) / _ADDRESS).read_text("utf-8")
            if noted.startswith("http"):
                return noted
    return tracker_address(settings, settings.port)


@contextmanager
def servers(data_dir: Path | None, *, alone: bool = False) -> Iterator[Endpoints]:
    """Both servers, running: those of the folder, whether ``serve`` uses it too or not.

    Args:
        data_dir: the folder, if an option names it.
        alone: whether no ``serve`` may use it meanwhile.

    Raises:
        EmbeddedError: the folder's servers cannot be used.
        SettingsError: the settings are wrong.
    """
    settings = load_settings(data_dir)
    with ExitStack() as stack:
        stack.enter_context(stoppable())
        if settings.database_url is not None and not settings.embedded:
            yield Endpoints(settings.database_url, str(settings.redis_url))
            return
        embedded = EmbeddedServers(data_folder(settings))
        stack.callback(_close, embedded)
        if alone:
            embedded.serve_lock()
        yield embedded.start()


def _close(embedded: EmbeddedServers) -> None:
    with undisturbed():
        embedded.close()
