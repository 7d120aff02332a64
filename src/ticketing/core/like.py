"""LIKE patterns from what people typed."""

import re

_LIKE = re.compile(r"([\\%_])")


def like_prefix(text: str) -> str:
    """A LIKE pattern that matches what begins with the text."""
    return _LIKE.sub(r"\\\1", text) + "%"


def like_part(text: str) -> str:
    """A LIKE pattern that matches what contains the text."""
    return "%" + _LIKE.sub(r"\\\1", text) + "%"
