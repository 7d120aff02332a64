"""The key that signs tokens in the embedded mode: made once, whole or not at all."""

import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path

from ticketing.core.settings import Settings, get_settings

FILE_NAME = "secret_key"


def keep_signing_key(settings: Settings, folder: Path) -> None:
    """Make sure that this process and all workers sign with the folder's key.

    It is written beside its place and linked there: workers that start at the same time agree on
    one, and a crash leaves no empty one.
    """
    if settings.secret_key is None:
        path = folder / FILE_NAME
        if not path.exists():
            _make(path)
        os.environ["TICKETING_SECRET_KEY"] = path.read_text(encoding="ascii").strip()
        get_settings.cache_clear()
    get_settings().signing_key(folder)  # refuses one that is too short


def _make(path: Path) -> None:
    owner = path.parent.stat()
    with tempfile.NamedTemporaryFile("w", dir=path.parent, encoding="ascii") as draft:
        draft.write(secrets.token_hex(32))
        draft.flush()
        os.fsync(draft.fileno())
        if os.geteuid() == 0:  # the folder's owner needs it too
            os.fchown(draft.fileno(), owner.st_uid, owner.st_gid)
        with suppress(FileExistsError):  # another process was quicker
            os.link(draft.name, path)
