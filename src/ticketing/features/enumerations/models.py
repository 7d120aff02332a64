"""The lookup table of enums, for SQL that joins names to integers."""

from sqlalchemy import SmallInteger, UniqueConstraint
from sqlmodel import Field, SQLModel

from ticketing.core.model import DERIVED


class EnumValue(SQLModel, table=True):
    """One value of one enum; the migrations keep the table equal to the code."""

    __tablename__ = "enums"
    __table_args__ = (
        UniqueConstraint("table_name", "table_column", "value", name="uq_enums_value"),
        UniqueConstraint("table_name", "table_column", "name", name="uq_enums_name"),
        {"info": DERIVED},
    )

    id: int | None = Field(default=None, primary_key=True)
    table_name: str = Field(nullable=False)
    table_column: str = Field(nullable=False)
    name: str = Field(nullable=False)
    value: int = Field(sa_type=SmallInteger, nullable=False)
