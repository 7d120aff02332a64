"""Requests and responses about labels, components and versions."""

from typing import Annotated

from pydantic import BeforeValidator, Field

from ticketing.core.page_query import PageQuery
from ticketing.core.schema import ResponseModel, split_commas


class CatalogueQuery(PageQuery):
    """Filters of the lists of labels, components and versions."""

    issue_project: Annotated[list[str], BeforeValidator(split_commas)] = Field(
        default_factory=list,
        max_length=200,
        description="Keys of projects; repeated or separated by commas.",
        examples=[["OPS"]],
    )
    q: str = Field(
        default="",
        max_length=255,
        description="How the name begins, in any case.",
        examples=["and"],
    )


class _Entry(ResponseModel):
    """What the catalogues' entries have in common."""

    id: int = Field(examples=[5])
    created_on: int = Field(description="Milliseconds since 1970 UTC.", examples=[1735689600000])
    updated_on: int = Field(description="Milliseconds since 1970 UTC.", examples=[1735689600000])
    issue_project: str = Field(description="Key of the project that uses it.", examples=["OPS"])


class LabelRead(_Entry):
    """A label that issues of a project carry or have carried."""

    label_name: str = Field(examples=["android"])


class ComponentRead(_Entry):
    """A component that issues of a project belong to or have belonged to."""

    component_name: str = Field(examples=["Scheduler"])


class VersionRead(_Entry):
    """A version that issues of a project affect or are fixed in, or once were."""

    version_name: str = Field(examples=["2.4.0"])
