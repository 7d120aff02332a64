"""Values of columns as they come in: from a body's JSON, and from the text of an address."""

import math
from collections.abc import Callable
from datetime import date
from typing import Any

import orjson
from pydantic_core import PydanticCustomError

from ticketing.core.errors import Invalid
from ticketing.core.schema import MAX_INT64
from ticketing.features.admin.columns import TEXTS, ColumnSpec

MOST_TEXT = 1_000_000
MOST_ITEMS = 1000
MOST_JSON = 1_000_000
DEEPEST_JSON = 50


class Unfit(Exception):
    """A value that is not of its column's kind; the message says why."""


def checked(column: ColumnSpec, value: Any, pointer: str) -> Any:
    """A value of a request's body as the column takes it.

    Args:
        column: for which the value is meant.
        value: as it stood in the JSON.
        pointer: where it stood.

    Raises:
        Invalid: it is not of the column's kind.
    """
    if value is None:
        if not column.nullable:
            raise Invalid.at(pointer, "Must not be null")
        return None
    try:
        return _read(column, value)
    except (Unfit, PydanticCustomError) as error:
        raise Invalid.at(pointer, str(error)) from None


def _read(column: ColumnSpec, value: Any) -> Any:
    if column.enum is not None:
        return column.enum.parse(value)
    if column.kind in {"integer", "time"}:
        return _integer(column, value)
    if column.kind in TEXTS:
        return _text(value, column.max_length or MOST_TEXT)
    return _READERS[column.kind](value)


def _integer(column: ColumnSpec, value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise Unfit("Must be an integer")
    low = -MAX_INT64 if column.lowest is None else column.lowest
    high = MAX_INT64 if column.highest is None else column.highest
    if not low <= value <= high:
        raise Unfit(f"Must be from {low} to {high}")
    return value


def _number(value: Any) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise Unfit("Must be a number")
    return _float(value)


def _date(value: Any) -> date:
    if not isinstance(value, str):
        raise Unfit("Must be a date, as 2026-11-23")
    try:
        day = date.fromisoformat(value)
    except ValueError:
        raise Unfit("Must be a date, as 2026-11-23") from None
    if value != day.isoformat():  # weeks, and dates without hyphens
        raise Unfit("Must be a date, as 2026-11-23")
    return day


def _boolean(value: Any) -> bool:
    if not isinstance(value, bool):
        raise Unfit("Must be true or false")
    return value


def _texts(value: Any) -> list[str]:
    if not isinstance(value, list):
        raise Unfit("Must be a list of texts")
    if len(value) > MOST_ITEMS:
        raise Unfit(f"At most {MOST_ITEMS} items")
    return [_text(item, MOST_TEXT) for item in value]


def _float(value: float | str) -> float:
    try:
        number = float(value)
    except (OverflowError, ValueError):
        raise Unfit("Must be a number") from None
    if not math.isfinite(number):
        raise Unfit("Must be a number")
    return number


def _text(value: Any, most: int) -> str:
    if not isinstance(value, str):
        raise Unfit("Must be text")
    if len(value) > most:
        raise Unfit(f"At most {most} characters")
    if "\x00" in value:
        raise Unfit("NUL characters cannot be stored")
    if not _encodable(value):
        raise Unfit("Lone surrogates are no characters")
    return value


def _encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _json(value: Any) -> Any:
    if not isinstance(value, dict | list):
        raise Unfit("Must be a JSON object or list")
    _json_part(value, DEEPEST_JSON)
    if len(orjson.dumps(value)) > MOST_JSON:
        raise Unfit(f"At most {MOST_JSON} bytes")
    return value


def _json_part(value: Any, depth: int) -> None:
    if depth == 0:
        raise Unfit(f"At most {DEEPEST_JSON} levels deep")
    if isinstance(value, dict):
        for name, item in value.items():
            _text(name, MOST_TEXT)
            _json_part(item, depth - 1)
    elif isinstance(value, list):
        for item in value:
            _json_part(item, depth - 1)
    elif isinstance(value, str):
        _text(value, MOST_TEXT)
    elif isinstance(value, float) and not math.isfinite(value):
        raise Unfit("Must be a number")
    elif isinstance(value, int | float) and value == int(value) and abs(value) > MAX_INT64:
        raise Unfit("Integers must fit 64 bits")  # longer ones come as floats


_READERS: dict[str, Callable[[Any], Any]] = {
    "number": _number,
    "date": _date,
    "boolean": _boolean,
    "text_list": _texts,
    "json": _json,
}


def from_text(column: ColumnSpec, text: str) -> Any:
    """A value as an address or a filter has it, of a column that can be compared.

    Raises:
        Unfit: it is not of the column's kind.
    """
    if column.enum is not None:
        try:
            return int(column.enum.parse(column.enum.named(text)))
        except PydanticCustomError as error:
            raise Unfit(str(error)) from None
    if column.kind in {"integer", "time"}:
        digits = text.removeprefix("-")
        if not (digits.isascii() and digits.isdigit() and len(digits) <= 19):
            raise Unfit("Must be an integer")
        if abs(int(text)) > MAX_INT64:
            raise Unfit("Integers must fit 64 bits")
        return int(text)
    if column.kind == "number":
        return _float(text)
    if column.kind == "date":
        return _date(text)
    if column.kind == "boolean":
        if text.lower() not in {"true", "false"}:
            raise Unfit("Must be true or false")
        return text.lower() == "true"
    return plain_text(text)


def plain_text(text: str) -> str:
    """A text as it came, if PostgreSQL can take it.

    Raises:
        Unfit: it cannot.
    """
    return _text(text, MOST_TEXT)
