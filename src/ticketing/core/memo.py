"""What may be a little out of date, remembered for a while."""

import time
from collections import OrderedDict
from collections.abc import Hashable
from typing import Any

_KEPT = 1000


class Memo:
    """Values with an end, the least used forgotten first; for guesses, not for answers."""

    def __init__(self) -> None:
        self._known: OrderedDict[Hashable, tuple[float, Any]] = OrderedDict()

    def get(self, key: Hashable) -> Any:
        """The value of a key, or None when there is none that still holds."""
        ends, value = self._known.get(key, (0.0, None))
        if ends <= time.monotonic():
            return None
        self._known.move_to_end(key)
        return value

    def put(self, key: Hashable, value: Any, *, seconds: float) -> None:
        """Remember a value for so long."""
        self._known[key] = (time.monotonic() + seconds, value)
        self._known.move_to_end(key)
        if len(self._known) > _KEPT:
            self._known.popitem(last=False)
