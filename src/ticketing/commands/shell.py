"""Runs ``psql`` on a tracker's database, the embedded one too, which no other program can reach."""

import os
import re
import shutil
import signal
import subprocess
from urllib.parse import unquote, urlsplit, urlunsplit

from ticketing.commands.errors import CommandError
from ticketing.core.embedded import EmbeddedError, psql_path

_OURS = re.compile(r"/proc/self/fd/([0-9]+)")


def run_psql(dsn: str, arguments: list[str]) -> int:
    """Run it until it ends.

    Args:
        dsn: the database.
        arguments: for psql, as they were given.

    Returns:
        Its exit code.

    Raises:
        CommandError: there is no psql.
    """
    parts = urlsplit(dsn.replace("postgresql+asyncpg://", "postgresql://", 1))
    environment = dict(os.environ)
    if parts.password is not None:  # a command line is open to every user of the machine
        environment["PGPASSWORD"] = unquote(parts.password)
    user, _, host = parts.netloc.rpartition("@")
    place = f"{user.partition(':')[0]}@{host}" if user else host
    address = urlunsplit(parts._replace(netloc=place))
    folders = [int(number) for number in _OURS.findall(dsn)]  # the embedded server's, open here
    command = [_psql(), *arguments, address]
    # Ctrl-C is for psql, which ends a statement by it; what ignores it here would ignore it there.
    before = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        return subprocess.run(  # noqa: S603  # psql, with what the user gave for it
            command, env=environment, pass_fds=folders, check=False
        ).returncode
    finally:
        signal.signal(signal.SIGINT, before)


def _psql() -> str:
    try:
        return str(psql_path())
    except EmbeddedError:
        found = shutil.which("psql")
        if found is None:
            raise CommandError(
                "There is no psql here: install PostgreSQL's client programs."
            ) from None
        return found
