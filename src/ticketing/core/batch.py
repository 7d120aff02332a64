"""One round trip for all who ask in the same moment."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

from ticketing.core.errors import Unavailable

K = TypeVar("K")
V = TypeVar("V")


class Batch(Generic[K, V]):
    """Collects questions until the event loop has run once, then asks them together.

    The question leaves after the last of those who wait has asked, so that nobody gets an answer
    that is older than his request.
    """

    def __init__(self, ask: Callable[[Sequence[K]], Awaitable[Sequence[V]]]) -> None:
        """Take the function that answers many questions, in their order."""
        self._ask = ask
        self._waiting: list[tuple[K, asyncio.Future[V]]] = []
        self._asking: set[asyncio.Task[None]] = set()
        self._loop: asyncio.AbstractEventLoop | None = None

    def ask(self, key: K) -> asyncio.Future[V]:
        """Ask a question now; the future has the answer, or whatever the asking raised."""
        loop = self._loop
        if loop is None:  # asked for once: to find it out is a system call
            loop = self._loop = asyncio.get_running_loop()
        answer: asyncio.Future[V] = loop.create_future()
        self._waiting.append((key, answer))
        if len(self._waiting) == 1:
            task = loop.create_task(self._run())
            self._asking.add(task)
            task.add_done_callback(self._asking.discard)
        return answer

    async def get(self, key: K) -> V:
        """The answer to a question.

        Raises:
            Exception: whatever the asking raised.
        """
        return await self.ask(key)

    async def _run(self) -> None:
        await asyncio.sleep(0)
        waiting, self._waiting = self._waiting, []
        try:
            values = await self._ask([key for key, _ in waiting])
        except BaseException as error:
            told = error if isinstance(error, Exception) else Unavailable("Shutting down.")
            for _, answer in waiting:
                if not answer.done():
                    answer.set_exception(told)
            if told is not error:
                raise
            return
        for (_, answer), value in zip(waiting, values, strict=True):
            if not answer.done():
                answer.set_result(value)
