"""Requests and responses about changes of many issues."""

from typing import Annotated

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from ticketing.core.errors import FieldProblem
from ticketing.core.schema import RequestModel, ResponseModel, Text
from ticketing.features.issues.schemas import IssueItem, IssueUpdate

MOST_ISSUES = 500


class BulkUpdate(RequestModel):
    """Which issues, and what to change in each of them."""

    issues: list[Annotated[Text, Field(min_length=1, max_length=40)]] = Field(
        min_length=1,
        max_length=MOST_ISSUES,
        description="Tickets or ids.",
        examples=[["OPS-42", "OPS-43"]],
    )
    changes: IssueUpdate = Field(description="As for one issue, but without ranks.")
    atomic: bool = Field(
        default=False,
        strict=True,
        description="Whether one refusal refuses them all: then the answer is 422, nothing is "
        "changed, and `errors` names each issue that was refused.",
    )

    @model_validator(mode="after")
    def _no_ranks(self) -> "BulkUpdate":
        for name in ("rank_before", "rank_after"):
            if name in self.changes.model_fields_set:
                raise PydanticCustomError("rank", "Many issues cannot take one place")
        if not self.changes.model_fields_set:
            raise PydanticCustomError("empty", "Name what to change")
        return self


class BulkResult(ResponseModel):
    """What became of one issue."""

    issue: str = Field(description="As the request named it.", examples=["OPS-42"])
    status: int = Field(
        description="200, or what a change of this issue alone would have answered.",
        examples=[200],
    )
    changed: bool = Field(description="Whether anything was written.", examples=[True])
    item: IssueItem | None = Field(
        description="The issue now, as a list has it; null if it was refused."
    )
    detail: str | None = Field(description="Why it was refused.", examples=[None])
    errors: list[FieldProblem] = Field(
        description="Which of the changes were refused.", examples=[[]]
    )


class BulkResults(ResponseModel):
    """What became of each issue, in the order of the request."""

    changed: int = Field(description="How many issues were written.", examples=[2])
    unchanged: int = Field(description="How many were so already.", examples=[0])
    refused: int = Field(description="How many were refused.", examples=[0])
    results: list[BulkResult]
