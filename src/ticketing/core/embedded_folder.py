"""The data folder of the embedded servers: its layout, locks and secrets.

Everything below the data folder is reached through open folders (``dir_fd``), never by its path
again: nothing is followed out of it by a planted link, and neither length, spaces nor characters
of the path matter.
"""

import contextlib
import fcntl
import json
import logging
import os
import secrets
import stat
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ticketing.core.embedded_programs import EmbeddedError

_MARK = ".ticketing"
_NOT_FOREIGN = {"lost+found"}  # what a fresh volume may hold
_SECRETS = "secrets.json"
_LOG_LIMIT = 5_000_000
_POLL = 0.01

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Secrets:
    """The passwords of both servers."""

    postgres: str = field(repr=False)
    valkey: str = field(repr=False)


class DataFolder:
    """An open data folder that belongs to the product.

    The locks are ``flock`` locks, which end with the last process that holds them, however it ends.

    Attributes:
        path: Its absolute path, for messages.
        owner: The user id and group id that its files belong to.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            _make(path)
            self._fd = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
        except OSError as error:
            raise EmbeddedError(
                f"The data folder {path} cannot be used: {error.strerror}"
            ) from error
        self._open: list[int] = [self._fd]
        try:
            status = os.fstat(self._fd)
            self.owner = (status.st_uid, status.st_gid)
            self._claim()
            self._run = self.subfolder("run", *self.owner)
        except PermissionError as error:
            self.close()
            raise EmbeddedError(
                f"The data folder {path} belongs to another user: run this as its owner, "
                "or choose another one with --data-dir."
            ) from error
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Close everything opened here; locks that nobody else holds end with it."""
        while self._open:
            os.close(self._open.pop())

    def subfolder(self, name: str, uid: int, gid: int) -> int:
        """Open a folder directly below, made for its owner alone when it is missing.

        Args:
            name: Its name.
            uid: Who shall own it.
            gid: The group that shall own it.

        Returns:
            A file descriptor, open until ``close``; a child process does not inherit it.
        """
        with contextlib.suppress(FileExistsError):
            os.mkdir(name, mode=0o700, dir_fd=self._fd)
        flags = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW
        opened = os.open(name, flags, dir_fd=self._fd)
        self._open.append(opened)
        if os.geteuid() == 0 and is_empty(opened):  # just made, now or by one who was killed
            os.fchown(opened, uid, gid)
        return opened

    def owner_of(self, name: str) -> int | None:
        """Tell who owns something directly below, or None where it does not exist."""
        try:
            return os.stat(name, dir_fd=self._fd, follow_symlinks=False).st_uid
        except FileNotFoundError:
            return None

    def rename(self, old: str, new: str) -> None:
        """Rename something directly below, durably."""
        os.rename(old, new, src_dir_fd=self._fd, dst_dir_fd=self._fd)
        os.fsync(self._fd)

    @property
    def fd(self) -> int:
        """The folder itself."""
        return self._fd

    def open_log(self, name: str) -> int:
        """Open a log for appending; one that has grown large is set aside first.

        Args:
            name: Its file name in ``run``.

        Returns:
            A file descriptor that the caller closes.
        """
        opened = self._open_file(name, os.O_WRONLY | os.O_APPEND)
        if os.fstat(opened).st_size > _LOG_LIMIT:
            os.close(opened)
            os.rename(name, f"{name}.1", src_dir_fd=self._run, dst_dir_fd=self._run)
            opened = self._open_file(name, os.O_WRONLY | os.O_APPEND)
        return opened

    def read_log(self, name: str, start: int) -> str:
        """Read at most the last 4,000 bytes of a log that were written after a position."""
        opened = self._open_file(name, os.O_RDONLY)
        try:
            end = os.fstat(opened).st_size
            text = os.pread(opened, 4000, max(start, end - 4000, 0))
        finally:
            os.close(opened)
        return text.decode(errors="replace").strip()

    def try_lock(self, name: str, how: int = fcntl.LOCK_EX) -> int | None:
        """Take a lock if that is possible at once.

        Args:
            name: The lock's file name in ``run``.
            how: ``fcntl.LOCK_EX`` or ``fcntl.LOCK_SH``.

        Returns:
            The descriptor whose closing ends the lock, or None where somebody else has it.
        """
        opened = self._open_file(name, os.O_RDWR)
        try:
            fcntl.flock(opened, how | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(opened)
            return None
        except BaseException:
            os.close(opened)
            raise
        return opened

    @contextlib.contextmanager
    def starting(self, deadline: float) -> Iterator[None]:
        """Be the only process that starts or stops servers of this folder.

        Args:
            deadline: Until when, by ``time.monotonic``, to wait for another one.

        Yields:
            Nothing.

        Raises:
            EmbeddedError: The other process was not done in time.
        """
        while (lock := self.try_lock("startup.lock")) is None:
            if time.monotonic() >= deadline:
                raise EmbeddedError(
                    f"Another process is still starting or stopping the servers of {self.path}."
                )
            time.sleep(_POLL)
        try:
            yield
        finally:
            os.close(lock)

    def lock_for_serve(self) -> int:
        """Take the lock that only one ``serve`` may hold.

        Returns:
            The descriptor whose closing ends the lock.

        Raises:
            EmbeddedError: Another process holds it.
        """
        lock = self.try_lock("serve.lock")
        if lock is None:
            holder = self._open_file("serve.lock", os.O_RDONLY)
            try:
                for _ in range(20):  # the holder writes its id just after it took the lock
                    if pid := os.pread(holder, 20, 0).decode().strip():
                        break
                    time.sleep(_POLL)
            finally:
                os.close(holder)
            raise EmbeddedError(
                f"ticketing serve already runs on {self.path} (process {pid or 'unknown'}): "
                "stop it first, or choose another folder with --data-dir."
            )
        os.ftruncate(lock, 0)
        os.pwrite(lock, f"{os.getpid()}\n".encode(), 0)
        return lock

    def secrets(self, *, create: bool) -> Secrets:
        """Read the passwords.

        Args:
            create: Whether to make them when there are none yet.

        Returns:
            The passwords of this folder.

        Raises:
            EmbeddedError: They are missing or damaged.
        """
        try:
            opened = os.open(_SECRETS, os.O_RDONLY | os.O_NOFOLLOW, dir_fd=self._run)
        except FileNotFoundError:
            if create:
                return self._new_secrets()
            raise EmbeddedError(
                f"{self.path}/run/{_SECRETS} is missing; the database cannot be opened without it: "
                "restore it from a backup."
            ) from None
        try:
            return Secrets(**json.loads(os.pread(opened, 4096, 0)))
        except (TypeError, ValueError) as error:
            raise EmbeddedError(
                f"{self.path}/run/{_SECRETS} is damaged: restore it from a backup."
            ) from error
        finally:
            os.close(opened)

    def _new_secrets(self) -> Secrets:
        made = Secrets(secrets.token_hex(24), secrets.token_hex(24))
        draft = self._open_file(f"{_SECRETS}.new", os.O_WRONLY | os.O_TRUNC)
        try:
            os.write(draft, json.dumps(vars(made)).encode())
            os.fsync(draft)
        finally:
            os.close(draft)
        os.rename(f"{_SECRETS}.new", _SECRETS, src_dir_fd=self._run, dst_dir_fd=self._run)
        os.fsync(self._run)
        return made

    def _open_file(self, name: str, flags: int) -> int:
        flags |= os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
        opened = os.open(name, flags, 0o600, dir_fd=self._run)
        status = os.fstat(opened)
        if os.geteuid() == 0 and status.st_uid != self.owner[0] and status.st_nlink == 1:
            os.fchown(opened, *self.owner)  # made by root, but the owner needs it too
        return opened

    def _claim(self) -> None:
        with os.scandir(self._fd) as entries:
            names = {entry.name for entry in entries} - _NOT_FOREIGN
        if _MARK in names:
            return
        if names:
            raise EmbeddedError(
                f"{self.path} is not empty and was not made by ticketing, so it is left alone: "
                "choose a new or an empty folder with --data-dir."
            )
        mark = os.open(_MARK, os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW, 0o600, dir_fd=self._fd)
        try:
            os.write(mark, b"Data folder of ticketing, layout 1.\n")
            if os.geteuid() == 0:
                os.fchown(mark, *self.owner)
        finally:
            os.close(mark)


def is_empty(folder: int) -> bool:
    """Tell whether an open folder holds nothing."""
    with os.scandir(folder) as entries:
        return not any(entries)


def _make(path: Path) -> None:
    missing = []
    while not path.exists():
        missing.append(path)
        path = path.parent
    if not stat.S_ISDIR(path.stat().st_mode):
        raise NotADirectoryError(20, f"{path} is not a folder")
    for folder in reversed(missing):
        folder.mkdir(mode=0o700, exist_ok=True)
