"""Values of a list's filter: wanted ones, those that ``!`` excludes, and the empty one."""

from collections.abc import Callable, Sequence
from typing import Any

from ticketing.core.db import Sql


class Terms:
    """A filter's values, sorted into wanted, excluded and empty."""

    def __init__(self, raw: Sequence[str], convert: Callable[[str], Any] = str) -> None:
        self.wanted: list[Any] = []
        self.excluded: list[Any] = []
        self.none = False
        self.not_none = False
        for item in raw:
            negated = item.startswith("!")
            value = item[1:] if negated else item
            if value == "":
                self.none |= not negated
                self.not_none |= negated
            elif negated:
                self.excluded.append(convert(value))
            else:
                self.wanted.append(convert(value))


def column_conditions(
    sql: Sql, column: str, terms: Terms, *, empty: str | None = None
) -> list[str]:
    """Conditions on a column with one value; ``empty`` is SQL that says it has none."""
    empty = empty or f"{column} IS NULL"
    found: list[str] = []
    if terms.wanted or terms.none:
        options = []
        if terms.wanted:
            # One value as an equality: then an index can give the order of what follows it too.
            one = len(terms.wanted) == 1
            wanted = sql.bind(terms.wanted[0] if one else terms.wanted)
            options.append(f"{column} = {wanted}" if one else f"{column} = ANY ({wanted})")
        if terms.none:
            options.append(empty)
        found.append(f"({' OR '.join(options)})")
    if terms.excluded:
        found.append(f"({column} IS NULL OR {column} <> ALL ({sql.bind(terms.excluded)}))")
    if terms.not_none:
        found.append(f"NOT ({empty})")
    return found
