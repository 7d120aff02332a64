"""The columns in which Jira writes the links between issues."""

import re
from dataclasses import dataclass
from functools import lru_cache

from ticketing.features.imports.imported import Direction, ImportedLink
from ticketing.features.imports.jira_values import LINK_RELATES, LINKS, plain

_COLUMN = re.compile(r"(inward|outward) issue link \((.+)\)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class LinkColumn:
    """What a column of links says about those in it."""

    direction: Direction
    kind: int
    original_name: str

    def to(self, target: str) -> ImportedLink:
        """Return the link to a ticket."""
        return ImportedLink(self.direction, self.kind, self.original_name, target)


@lru_cache(maxsize=4096)
def read_link_column(column: str) -> LinkColumn | None:
    """Read a column's name, such as `Outward issue link (Blocks)`; None if it is another one."""
    match = _COLUMN.fullmatch(column)
    if not match:
        return None
    direction: Direction = "outward" if match[1].lower() == "outward" else "inward"
    name = match[2].strip()
    return LinkColumn(direction, LINKS.get(plain(name), LINK_RELATES), name)
