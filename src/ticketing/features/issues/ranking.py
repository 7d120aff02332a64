"""Ranks: text whose order is the order of board and backlog.

A new issue's rank is its time of creation and its number in hexadecimal, so it comes last. Moving
an issue writes a text between two others and touches no other row.
"""

import secrets

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_BASE = len(_DIGITS)


def new_rank(created_on: int, number: int) -> str:
    """The rank of an issue made at a time (milliseconds since 1970 UTC) with a ticket number."""
    return f"{max(created_on, 0):011x}{number:08x}"


def between(low: str | None, high: str | None) -> str:
    """A rank between two others.

    Four digits of chance at its end keep apart what two people move to one place at one time.

    Args:
        low: the rank before, or None at the beginning.
        high: the rank behind, or None at the end.

    Raises:
        ValueError: there is nothing between them.
    """
    if low is not None and high is not None and low >= high:
        raise ValueError("no rank lies between")
    middle = _middle(low or "", high)
    chance = "".join(secrets.choice(_DIGITS[1:]) for _ in range(4))
    return middle + chance


def _middle(low: str, high: str | None) -> str:
    """The shortest text after ``low`` and before ``high`` that more text can follow."""
    result = ""
    place = 0
    while True:
        floor = _DIGITS.index(low[place]) if place < len(low) else 0
        ceiling = _BASE
        if high is not None:
            if place >= len(high):
                raise ValueError("no rank lies between")
            ceiling = _DIGITS.index(high[place])
        if ceiling - floor > 1:
            return result + _DIGITS[(floor + ceiling) // 2]
        result += _DIGITS[floor]
        if ceiling > floor:
            high = None  # already below it: from here on only low binds
        place += 1
