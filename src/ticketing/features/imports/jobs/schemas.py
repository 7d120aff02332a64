"""Requests and responses about import jobs."""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from ticketing.core.page_query import PageQuery
from ticketing.core.schema import RequestModel, ResponseModel, split_commas
from ticketing.features.imports.models import ImportStatus
from ticketing.features.projects.schemas import ProjectKey

_REPORT_EXAMPLE = {"closed_without_resolution": {"count": 1, "examples": ["OPS-7: became DONE"]}}


def _empty_is_none(value: object) -> object:
    """Forms send fields that nobody has filled in as empty text."""
    return None if value == "" else value


class ImportCreate(RequestModel):
    """The fields of the form beside its file."""

    project: Annotated[ProjectKey | None, BeforeValidator(_empty_is_none)] = Field(
        default=None, description="Key of the project for rows that name none."
    )
    dry_run: bool = Field(default=False, description="Report what would happen, write nothing.")
    strict: bool = Field(
        default=False, description="A row that cannot be used ends it all, with nothing written."
    )


def upload_form() -> dict[str, Any]:
    """The form as the OpenAPI document describes it."""
    fields = ImportCreate.model_json_schema()["properties"]
    file = {
        "type": "string",
        "format": "binary",
        "description": "The CSV that Jira exports, as it is or gzipped.",
    }
    key = {"type": "string", **next(item for item in fields["project"]["anyOf"] if len(item) > 1)}
    schema = {
        "type": "object",
        "title": "ImportCreate",
        "additionalProperties": False,
        "required": ["file"],
        "properties": {
            "file": file,
            "project": {**key, "description": fields["project"]["description"]},
            "dry_run": fields["dry_run"],
            "strict": fields["strict"],
        },
        "example": {"file": "jira.csv", "project": "OPS", "dry_run": True, "strict": False},
    }
    return {
        "requestBody": {"required": True, "content": {"multipart/form-data": {"schema": schema}}}
    }


class ImportQuery(PageQuery):
    """Filters of import jobs."""

    import_status: Annotated[list[ImportStatus], BeforeValidator(split_commas)] = Field(
        default_factory=list,
        description="Where the jobs stand; repeated or separated by commas.",
        examples=[["QUEUED", "RUNNING"]],
    )


class RefusedRowRead(ResponseModel):
    """A row that was not imported."""

    file: str = Field(examples=["jira.csv"])
    line: int = Field(description="Where the row begins, from 1.", examples=[17])
    reason: str = Field(examples=["has 3 cells where the header has 7"])


class NotesRead(ResponseModel):
    """What an import changed, or could not keep in a column, for one reason."""

    count: int = Field(examples=[1])
    examples: list[str] = Field(description="The first few.", examples=[["OPS-7: became DONE"]])


class ImportReportRead(ResponseModel):
    """What an import did, or in a dry run would do."""

    dry_run: bool = Field(examples=[False])
    files: list[str] = Field(examples=[["jira.csv"]])
    issues_new: int = Field(examples=[120])
    issues_unchanged: int = Field(description="Issues that were here already.", examples=[0])
    comments_new: int = Field(examples=[512])
    comments_unchanged: int = Field(description="Comments that were here already.", examples=[0])
    links_new: int = Field(examples=[14])
    users_made: int = Field(description="Users that were missing; they are inactive.", examples=[9])
    projects_made: int = Field(examples=[1])
    projects: dict[str, int] = Field(
        description="How many issues are new, by the key of their project; 0 where all were here "
        "already.",
        examples=[{"OPS": 120}],
    )
    rows_refused: int = Field(examples=[1])
    refused: list[RefusedRowRead] = Field(description="The first thousand of them.")
    notes: dict[str, NotesRead] = Field(
        description="By a code of the reason.", examples=[_REPORT_EXAMPLE]
    )


class ImportLinks(ResponseModel):
    """Paths around an import job."""

    self: str = Field(description="The job.", examples=["/api/imports/3"])


class ImportItem(ResponseModel):
    """An import job as lists have it."""

    id: int = Field(examples=[3])
    created_on: int = Field(description="Milliseconds since 1970 UTC.", examples=[1735689600000])
    updated_on: int = Field(description="Milliseconds since 1970 UTC.", examples=[1735689600000])
    created_by: str = Field(description="Who uploaded the file.", examples=["admin"])
    file_name: str = Field(examples=["jira.csv"])
    project: str | None = Field(description="The project of rows that name none.", examples=["OPS"])
    dry_run: bool = Field(examples=[False])
    strict: bool = Field(examples=[False])
    import_status: ImportStatus = Field(examples=[2])
    cancel_requested: bool = Field(
        description="Whether somebody asked the job to end.", examples=[False]
    )
    bytes_total: int = Field(description="Size of the file.", examples=[1048576])
    bytes_done: int = Field(description="How much of the file is done.", examples=[524288])
    progress: float = Field(
        description="How much of the file is done, from 0 to 1.", ge=0, le=1, examples=[0.5]
    )
    started_on: int | None = Field(
        description="Milliseconds since 1970 UTC; null while the job waits.",
        examples=[1735689600000],
    )
    finished_on: int | None = Field(
        description="Milliseconds since 1970 UTC; null until the job has ended.", examples=[None]
    )
    failure: str | None = Field(
        description="Why the job failed; null if it did not.",
        examples=["jira.csv:17: has 3 cells where the header has 7. Nothing was imported."],
    )
    links: ImportLinks


class ImportRead(ImportItem):
    """An import job with its report."""

    report: ImportReportRead | None = Field(
        description="What the job did, or has done so far; null if that is nothing."
    )
