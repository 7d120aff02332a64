"""Requests about comments."""

from typing import Annotated

from pydantic import Field
from pydantic.functional_validators import AfterValidator
from pydantic_core import PydanticCustomError

from ticketing.core.schema import RequestModel, Text


def _not_blank(value: str) -> str:
    if not value.strip():
        raise PydanticCustomError("blank", "Must not be blank")
    return value


CommentText = Annotated[
    Text,
    Field(
        min_length=1,
        max_length=1_000_000,
        description="Markdown.",
        examples=["Seen on 10.2 too; the log is attached."],
    ),
    AfterValidator(_not_blank),
]


class CommentWrite(RequestModel):
    """A comment's text."""

    activity_text: CommentText
