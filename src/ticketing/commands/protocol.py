"""HTTP/1.1 with bounds on what a client may send before the application sees its request."""

from asyncio import TimerHandle, Transport
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_BYTES = 64 * 1024
SILENCE_SECONDS = 30.0

_TOO_LARGE = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\n"
    b"content-length: 0\r\nconnection: close\r\n\r\n"
)


class BoundedProtocol(HttpToolsProtocol):
    """uvicorn's protocol, which by itself takes heads of any length and waits for ever."""

    _waiting: TimerHandle | None = None
    _head_bytes = 0
    _in_head = True
    _ended = False

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]  # as uvicorn
        """Begin to wait for a request."""
        super().connection_made(transport)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        self._stop_waiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what came, as long as heads stay within their limit."""
        if self._in_head and self._head_bytes > HEAD_BYTES:
            self.transport.write(_TOO_LARGE)
            self.transport.close()
            return
        if not self._in_head and self._waiting is not None:
            self._wait()
        self._ended = not self._in_head
        super().data_received(data)
        if self._in_head and not self._ended:  # else it was the end of a body
            self._head_bytes += len(data)

    def on_message_begin(self) -> None:
        """Give a request's head its time."""
        super().on_message_begin()
        self._in_head, self._head_bytes = True, 0
        self._wait()

    def on_headers_complete(self) -> None:
        """The head is here; now the body has its time, which starts anew with each part."""
        self._in_head = False
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """The request is whole: what follows is the next one's."""
        self._in_head, self._head_bytes, self._ended = True, 0, True
        self._stop_waiting()
        super().on_message_complete()

    def _wait(self) -> None:
        self._stop_waiting()
        self._waiting = self.loop.call_later(SILENCE_SECONDS, self._give_up)

    def _stop_waiting(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

    def _give_up(self, *_: Any) -> None:
        self._waiting = None
        if self.flow.read_paused:  # it is the application that has not read on
            self._wait()
        elif not self.transport.is_closing():
            self.transport.close()
