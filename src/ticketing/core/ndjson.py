"""The whole tracker as NDJSON: what the export writes and the import reads (docs/ndjson.md)."""

from sqlalchemy import Column, MetaData, Table

from ticketing.core.model import DERIVED, PASSING, SECRET

FORMAT = "ticketing"
VERSION = 1


def _marked(info: dict[object, object], mark: dict[str, object]) -> bool:
    return mark.items() <= info.items()


def exported_tables(metadata: MetaData) -> list[Table]:
    """The tables of a file, those that others refer to first.

    What the product derives from others, and what belongs to one installation, is not among them.
    """
    return [
        table
        for table in metadata.sorted_tables
        if not _marked(table.info, DERIVED) and not _marked(table.info, PASSING)
    ]


def exported_columns(table: Table) -> list[Column[object]]:
    """The columns of a table that a file has, in the model's order: all but the secret ones."""
    return [column for column in table.columns if not _marked(column.info, SECRET)]


def numbered_by(table: Table) -> str | None:
    """The column that the database numbers, if there is one; its numbers are never reused."""
    for column in table.columns:
        if column.identity is not None:
            return str(column.name)
    return None
