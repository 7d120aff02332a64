"""Responses about enums."""

from pydantic import Field

from ticketing.core.schema import ResponseModel


class EnumValueRead(ResponseModel):
    """One value of an enum."""

    name: str = Field(description="As requests may give it.", examples=["IN_PROGRESS"])
    value: int = Field(description="As the database and every answer has it.", examples=[3])
    label: str = Field(description="As a person reads it.", examples=["In progress"])


class EnumRead(ResponseModel):
    """An enum and the column that holds it."""

    table_name: str = Field(examples=["issues"])
    table_column: str = Field(examples=["issue_status"])
    enum_name: str = Field(description="Name of its schema.", examples=["IssueStatus"])
    values: list[EnumValueRead]
