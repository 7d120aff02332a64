"""Tables that no release has, as a later feature would bring them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Float,
    ForeignKey,
    Identity,
    Integer,
    LargeBinary,
    SmallInteger,
    Table,
    Text,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.schema import CreateTable

from support import Tracker
from ticketing.core.enums import IntEnumType
from ticketing.core.model import LONG_TEXT, MARKDOWN, SECRET, metadata, now_ms
from ticketing.features.issues.models import IssuePriority

DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy leaves it untyped


def tables() -> list[Table]:
    """A table with a column of every kind, one with a key of two columns, one with a text's."""
    gadgets = Table(
        "gadgets",
        metadata,
        Column("id", BigInteger, Identity(), primary_key=True),
        Column("created_on", BigInteger, nullable=False, default=now_ms),
        Column("updated_on", BigInteger, nullable=False, default=now_ms),
        Column("created_by", Text, ForeignKey("users.username"), nullable=False),
        Column("version", BigInteger, nullable=False, default=1),
        Column("gadget_name", Text, nullable=False, unique=True, comment="What it is called."),
        Column("owner", Text, ForeignKey("users.username")),
        Column("amount", Integer),
        Column("shelf", SmallInteger, nullable=False, default=3),
        Column("price", Float(53)),
        Column("sold_on", BigInteger),
        Column("checked_day", Date),
        Column("active", Boolean, nullable=False, default=True),
        Column("urgency", IntEnumType(IssuePriority), default=IssuePriority.LOW),
        Column("manual", Text, info=MARKDOWN),
        Column("remarks", Text, info=LONG_TEXT),
        Column("tags", ARRAY(Text), nullable=False, default=list),
        Column("data", JSONB),
        Column("picture", LargeBinary),
        Column("place", postgresql.INET),
        Column("pin", Text, info=SECRET),
        CheckConstraint("char_length(gadget_name) <= 40", name="name_length"),
        CheckConstraint("amount >= 0", name="amount"),
    )
    parts = Table(
        "gadget_parts",
        metadata,
        Column("gadget_id", BigInteger, ForeignKey("gadgets.id"), primary_key=True),
        Column("part", Integer, primary_key=True, autoincrement=False),
        Column("part_name", Text),
        comment="What gadgets are made of.",
    )
    places = Table(
        "gadget_places", metadata, Column("place", Text, primary_key=True), Column("size", Integer)
    )
    sealed = Table(
        "gadget_seals",
        metadata,
        Column("id", BigInteger, Identity(), primary_key=True),
        Column("seal", Text, nullable=False, info=SECRET),
    )
    return [gadgets, parts, places, sealed]


@asynccontextmanager
async def extra_tables(tracker: Tracker) -> AsyncIterator[None]:
    """The tables, in the metadata and the database, as long as the block lasts."""
    made = tables()
    try:
        for table in made:
            made_by = str(CreateTable(table).compile(dialect=DIALECT))
            await tracker.sql(made_by)
        yield
    finally:
        for table in made:
            metadata.remove(table)
