"""Files with a tracker's data: readable for their owner alone, and there whole or not at all."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

STANDARD_OUTPUT = Path("-")


class FileRefused(ValueError):
    """The file cannot be written; the message says why."""


def check_target(file: Path, *, force: bool) -> None:
    """See whether a file may be written.

    Args:
        file: where to; ``-`` is standard output.
        force: whether one that is there may be replaced.

    Raises:
        FileRefused: it may not.
    """
    if file == STANDARD_OUTPUT:
        return
    if not file.parent.is_dir():
        raise FileRefused(f"There is no folder {file.parent}.")
    if os.path.lexists(file):
        if not file.is_file():
            raise FileRefused(f"{file} is not a file; - writes to standard output.")
        if not force:
            raise FileRefused(f"{file} is there already; --force replaces it.")


@contextmanager
def whole_file(file: Path, *, force: bool) -> Iterator[Callable[[bytes], None]]:
    """Takes the bytes of a file that only its owner can read, and that appears when it is whole.

    Raises:
        FileRefused: it may not be written.
        OSError: it cannot be written.
    """
    if file == STANDARD_OUTPUT:
        try:
            yield _to_standard_output
            sys.stdout.buffer.flush()
        except BrokenPipeError:
            # Python flushes once more at its end, and would complain there.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise
        return
    check_target(file, force=force)
    part = file.with_name(f"{file.name}.part")
    with suppress(FileNotFoundError):
        part.unlink()  # of one that was killed
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
    try:
        with os.fdopen(os.open(part, flags, 0o600), "wb") as opened:

            def write(data: bytes) -> None:
                opened.write(data)

            yield write
            opened.flush()
            os.fsync(opened.fileno())
        part.replace(file)
        _sync_folder(file.parent)
    except BaseException:
        with suppress(FileNotFoundError):
            part.unlink()
        raise


def _to_standard_output(data: bytes) -> None:
    sys.stdout.buffer.write(data)


def _sync_folder(folder: Path) -> None:
    """Let the new name outlive a loss of power."""
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
