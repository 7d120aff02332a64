"""What SIGTERM, SIGHUP and Ctrl-C do to a command: end it, and let it clean up."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class Stopped(SystemExit):
    """Somebody asked the process to end."""


def _stop(number: int, frame: FrameType | None) -> None:
    del frame
    raise Stopped(128 + number)


def _hang_up(number: int, frame: FrameType | None) -> None:
    del number, frame
    signal.raise_signal(signal.SIGTERM)  # whoever handles that now


@contextmanager
def stoppable() -> Iterator[None]:
    """A block that signals end by ``Stopped``, so that what it holds is given back."""
    handlers = {signal.SIGTERM: _stop, signal.SIGINT: _stop, signal.SIGHUP: _hang_up}
    before = {
        number: signal.signal(number, handler)
        for number, handler in handlers.items()
        if signal.getsignal(number) != signal.SIG_IGN  # nohup stays what it is
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def undisturbed() -> Iterator[None]:
    """A block that signals do not interrupt: the end of one that was asked to end."""
    numbers = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
    before = {number: signal.signal(number, signal.SIG_IGN) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
