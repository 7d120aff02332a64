"""Sort keys and cursors of lists."""

import base64
import binascii
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from ticketing.core.errors import Invalid
from ticketing.core.schema import MAX_INT64

MAX_SORT_KEYS = 5


@dataclass(frozen=True, slots=True)
class SortKey:
    """A column that a list can be sorted by."""

    sql: str
    nullable: bool = False
    kind: type = int
    cast: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """One sort key in one direction."""

    name: str
    key: SortKey
    descending: bool

    @property
    def sql(self) -> str:
        """The ORDER BY term, empty values last."""
        nulls = " NULLS LAST" if self.descending and self.key.nullable else ""
        return f"{self.key.sql}{' DESC' if self.descending else ''}{nulls}"

    @property
    def text(self) -> str:
        """The term as the query parameter has it."""
        return ("-" if self.descending else "") + self.name


def parse_sort(text: str, keys: Mapping[str, SortKey]) -> tuple[Order, ...]:
    """Read a ``sort`` parameter; ``id`` is appended unless it is there, so no two rows tie.

    Raises:
        Invalid: a column does not exist, is named twice, or there are too many.
    """
    orders: list[Order] = []
    for part in text.split(","):
        name = part.strip()
        descending = name.startswith("-")
        name = name.removeprefix("-")
        if name not in keys:
            raise Invalid.at("?sort", f"Cannot sort by '{name}'; one of: {', '.join(keys)}")
        if any(order.name == name for order in orders):
            raise Invalid.at("?sort", f"'{name}' is named twice")
        orders.append(Order(name, keys[name], descending))
    if len(orders) > MAX_SORT_KEYS:
        raise Invalid.at("?sort", f"At most {MAX_SORT_KEYS} columns")
    if all(order.name != "id" for order in orders):
        orders.append(Order("id", keys["id"], orders[0].descending))
    else:
        cut = next(n for n, order in enumerate(orders) if order.name == "id")
        orders = orders[: cut + 1]  # nothing can follow what never ties
    return tuple(orders)


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page begins: its number, the order, and the sort values of the row before."""

    page: int
    sort: str
    values: tuple[Any, ...]

    def encode(self) -> str:
        """The cursor as it stands in a link."""
        raw = orjson.dumps([self.page, self.sort, *self.values])
        return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()

    @classmethod
    def decode(cls, text: str) -> "Cursor":
        """Read a cursor from a link.

        Raises:
            Invalid: it is none of ours.
        """
        try:
            raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
            page, sort, *values = orjson.loads(raw)
        except (ValueError, TypeError, binascii.Error) as error:
            raise Invalid.at("?cursor", "Not a cursor") from error
        if not isinstance(page, int) or isinstance(page, bool) or not 1 <= page <= MAX_INT64 // 200:
            raise Invalid.at("?cursor", "Not a cursor")
        if not isinstance(sort, str):
            raise Invalid.at("?cursor", "Not a cursor")
        return cls(page, sort, tuple(values))

    def check(self, orders: Sequence[Order]) -> None:
        """Refuse values that do not fit the sort keys' types."""
        if len(self.values) != len(orders):
            raise Invalid.at("?cursor", "Not a cursor of this sort")
        for value, order in zip(self.values, orders, strict=True):
            fits = (value is None and order.key.nullable) or (
                isinstance(value, order.key.kind) and not isinstance(value, bool)
            )
            if fits and isinstance(value, int):
                fits = abs(value) <= MAX_INT64
            if fits and isinstance(value, str):
                fits = "\x00" not in value
            if not fits:
                raise Invalid.at("?cursor", "Not a cursor of this sort")
