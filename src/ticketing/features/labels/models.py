"""Tables of labels, components and versions.

An issue holds its own as lists; these catalogues name what a project's issues have used, for
pickers, and grow by themselves when an issue is written.
"""

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlmodel import Field

from ticketing.core.model import Table


class Label(Table, table=True):
    """A label that issues of a project carry."""

    __tablename__ = "labels"
    __table_args__ = (
        UniqueConstraint("issue_project", "label_name", name="uq_labels_issue_project_label_name"),
        CheckConstraint("char_length(label_name) BETWEEN 1 AND 255", name="label_name_length"),
    )

    issue_project: str = Field(
        nullable=False, sa_column_args=[ForeignKey("projects.project_key", ondelete="CASCADE")]
    )
    label_name: str = Field(nullable=False, index=True)


class Component(Table, table=True):
    """A part of a project's product that issues belong to."""

    __tablename__ = "components"
    __table_args__ = (
        UniqueConstraint(
            "issue_project", "component_name", name="uq_components_issue_project_component_name"
        ),
        CheckConstraint(
            "char_length(component_name) BETWEEN 1 AND 255", name="component_name_length"
        ),
    )

    issue_project: str = Field(
        nullable=False, sa_column_args=[ForeignKey("projects.project_key", ondelete="CASCADE")]
    )
    component_name: str = Field(nullable=False, index=True)


class Version(Table, table=True):
    """A version of a project's product that issues affect or are fixed in."""

    __tablename__ = "versions"
    __table_args__ = (
        UniqueConstraint(
            "issue_project", "version_name", name="uq_versions_issue_project_version_name"
        ),
        CheckConstraint("char_length(version_name) BETWEEN 1 AND 255", name="version_name_length"),
    )

    issue_project: str = Field(
        nullable=False, sa_column_args=[ForeignKey("projects.project_key", ondelete="CASCADE")]
    )
    version_name: str = Field(nullable=False, index=True)
